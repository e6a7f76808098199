/**
 * Compares Callboard with other servers, turn by turn on this machine, and
 * writes what the README shows. See README.md.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { format, resolveConfig } from 'prettier';

import { withTable } from '../documents/markdown-table.js';
import { commitOf } from '../results/commit.js';
import { machineFacts } from '../results/machine.js';
import { comparisonMarkdown } from './markdown.js';
import { comparisonPlot } from './plot.js';
import { type ComparisonRecord, recordSchema, type WorkRecord } from './record.js';
import { takeTurns } from './turns.js';
import { type Work, works } from './works.js';

/** This is two folders below the project, in its sources and when it is built. */
const project = new URL('../../', import.meta.url);
const at = (path: string): string => fileURLToPath(new URL(path, project));
const recordFile = at('bench/comparison/record.json');
const document = 'bench/comparison/README.md';

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: Object.keys(works).join(',') },
  },
});

/** Before the first table is written, which is a change. */
const commit = commitOf(project);

async function main(): Promise<void> {
  const rounds = Number(flags.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds: a number from 1 on');
  const chosen = flags.only.split(',');
  const unknown = chosen.filter((name) => !Object.hasOwn(works, name));
  if (unknown.length > 0) throw new Error(`--only: there is no ${unknown.join(', ')}`);
  for (const [name, work] of Object.entries<Work>(works)) {
    if (chosen.includes(name)) await compare(name, work, rounds);
  }
}

async function compare(name: string, work: Work, rounds: number): Promise<void> {
  const say = (line: string): void => console.error(`${name}: ${line}`);
  const runs = await takeTurns({ work, rounds, program: at('dist/cli.js'), say });
  const measured: WorkRecord = {
    measuredAt: new Date().toISOString(),
    commit,
    node: process.version,
    machine: machineFacts(),
    runs,
  };
  // After each of them: whoever interrupts keeps what is there.
  await show({ ...recorded(), [name]: measured });
}

function recorded(): ComparisonRecord {
  return recordSchema.parse(JSON.parse(readFileSync(recordFile, 'utf8')));
}

async function show(record: ComparisonRecord): Promise<void> {
  await writeFormatted('bench/comparison/record.json', JSON.stringify(record));
  writeFileSync(at('bench/comparison/comparison.svg'), comparisonPlot(record));
  const readme = readFileSync(at(document), 'utf8');
  await writeFormatted(document, withTable(readme, 'comparison', comparisonMarkdown(record)));
}

async function writeFormatted(path: string, text: string): Promise<void> {
  const style = await resolveConfig(at(path));
  writeFileSync(at(path), await format(text, { ...style, filepath: at(path) }));
}

await main();
