import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { onTestFinished } from 'vitest';

import { type BenchResult, resultSchema } from '../../../bench/results/result.js';

const program = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

/** A busy machine makes no run invalid here: what is tested is what was seen, not how fast. */
const lenient = ['--max-lag-ms=60000', '--max-cpu-percent=1000', '--workers=2', '--pin=off'];

export interface LoadTest {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Whether there is a built program to run; says how to get it where there is none. */
export function isLoadTesterBuilt(): boolean {
  if (existsSync(program)) return true;
  const reason = 'dist/cli.js is missing: npm run build first';
  if (process.env['CI'] === 'true') throw new Error(reason);
  process.stderr.write(`The tests of the load tester are skipped: ${reason}.\n`);
  return false;
}

/**
 * Runs the built program; a signal ends it when the test is over.
 *
 * @param interruptAt the progress at which it is interrupted as by Ctrl-C
 * @param environment what is in its environment besides
 */
export async function runLoadTester(
  args: readonly string[],
  interruptAt: string | null = null,
  environment: Readonly<Record<string, string>> = {},
): Promise<LoadTest> {
  return await new Promise((resolve) => {
    const command = [program, 'bench', ...args];
    const env = { ...process.env, ...environment };
    const child = execFile(process.execPath, command, { env }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode, stdout, stderr });
    });
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    child.stderr?.on('data', (text: string) => {
      if (interruptAt !== null && text.includes(interruptAt)) child.kill('SIGINT');
      // Once: a second one ends it at once.
      if (text.includes(interruptAt ?? '')) interruptAt = null;
    });
  });
}

/** Measures something small and gives back what the result file says, too. */
export async function measure(
  scenario: string,
  args: readonly string[],
  interruptAt?: string,
): Promise<LoadTest & { readonly result: BenchResult }> {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'result.json');
  const run = await runLoadTester([scenario, ...lenient, `--json=${file}`, ...args], interruptAt);
  if (!existsSync(file)) throw new Error(`no result: ${run.stderr}`);
  return { ...run, result: resultSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) };
}
