/** The load tester's command line, `callboard bench …`. See README.md. */

import { readFileSync, writeFileSync } from 'node:fs';
import { loadavg, totalmem } from 'node:os';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';

import { commitOf } from './results/commit.js';
import { machineFacts } from './results/machine.js';
import { comparisonText } from './results/compare.js';
import type { BenchOptions } from './flags.js';
import { flagNames, helpText, type ParsedOptions, readOptions } from './cli/options.js';
import { comparisonReport } from './report/comparison-report.js';
import { runReport } from './report/run-report.js';
import { type BenchResult, exitCodeOf, resultSchema } from './results/result.js';
import { ProgressView } from './run/progress.js';
import { climb } from './run/ramp.js';
import { type Measurement, run } from './run/runner.js';
import { measuredServer } from './run/servers.js';
import { resultText } from './results/table.js';
import { record } from './cli/record.js';
import { readReplay } from './cli/replay.js';

/** Where the built programs are. */
const programs = new URL('.', import.meta.url);

try {
  process.exitCode = await main(process.argv.slice(3));
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

async function main(args: readonly string[]): Promise<number> {
  if (args[0] === 'record') return await record(args.slice(1), version());
  const flags = Object.fromEntries(flagNames.map((name) => [name, { type: 'string' as const }]));
  const help = { help: { type: 'boolean' as const, short: 'h' } };
  let parsed;
  try {
    const options = { ...flags, ...help };
    parsed = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    return refuse([error instanceof Error ? error.message : String(error)]);
  }
  const { positionals, values } = parsed;
  const [scenario, ...files] = positionals;
  if (values.help === true || scenario === undefined) {
    process.stdout.write(helpText());
    return values.help === true ? 0 : 2;
  }
  const given = Object.entries(values).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  );
  const settings: Readonly<Record<string, string>> = Object.fromEntries(given);
  if (scenario === 'compare') return compare(files, settings['report']);
  if (scenario === 'replay') return await measureIf(readReplay(files, settings));
  if (files.length > 0) return refuse([`what is ${files.join(' ')}?`]);
  return await measureIf(readOptions(scenario, settings));
}

async function measureIf(read: ParsedOptions): Promise<number> {
  return read.kind === 'refuse' ? refuse(read.mistakes) : await measure(read.options);
}

function refuse(mistakes: readonly string[]): number {
  for (const mistake of mistakes) console.error(`bench: ${mistake}`);
  console.error('bench: nothing was measured; see --help.');
  return 2;
}

function compare(files: readonly string[], report: string | undefined): number {
  const [a, b, ...more] = files.map((path) => ({
    name: basename(path, '.json'),
    result: resultSchema.parse(JSON.parse(readFileSync(path, 'utf8'))),
  }));
  if (a === undefined || b === undefined || more.length > 0)
    return refuse(['compare takes two files']);
  process.stdout.write(comparisonText(a.result, b.result));
  if (report !== undefined) writeFileSync(report, comparisonReport(a, b));
  return 0;
}

async function measure(options: BenchOptions): Promise<number> {
  const startedAt = new Date().toISOString();
  const loadAverage = loadavg()[0] ?? 0;
  const interruption = interruptedBySignal();
  const view = new ProgressView(process.stderr);
  const server = await measuredServer(options, programs);
  try {
    const workerPath = fileURLToPath(new URL('worker.js', programs));
    const measurement = await (options.scenario === 'ramp' ? climb : run)({
      options,
      server,
      workerPath,
      view,
      interruption,
    });
    view.end();
    const result = describe(options, startedAt, loadAverage, measurement);
    process.stdout.write(resultText(result));
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(result)}\n`);
    if (options.report !== undefined) writeFileSync(options.report, runReport(result));
    return exitCodeOf(result);
  } catch (error) {
    view.end();
    if (!interruption.aborted) throw error;
    console.error('bench: interrupted before anything was measured');
    return 130;
  } finally {
    await server.stop();
  }
}

/** The first Ctrl-C ends the run in good order, the second at once. */
function interruptedBySignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130);
      controller.abort();
    });
  }
  return controller.signal;
}

function describe(
  options: BenchOptions,
  startedAt: string,
  loadAverage: number,
  measurement: Measurement,
): BenchResult {
  return {
    kind: 'callboard-bench',
    version: version(),
    commit: commitOf(new URL('../../', programs)),
    startedAt,
    node: process.version,
    machine: { ...machineFacts(), memoryBytes: totalmem(), loadAverage },
    settings: Object.fromEntries(
      Object.entries(options).filter(
        (entry): entry is [string, string | number] => entry[1] !== undefined,
      ),
    ),
    ...measurement,
  };
}

function version(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  return z.object({ version: z.string() }).parse(manifest).version;
}
