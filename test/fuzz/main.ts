/**
 * `npm run fuzz`: inputs without end, or nearly. See test/README.md.
 */

import { parseArgs } from 'node:util';

import { Finding, fuzz, type FuzzFigures, isProfileName } from './fuzzer.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    inputs: { type: 'string', default: 'Infinity' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    profile: { type: 'string', default: 'plain' },
    case: { type: 'string' },
  },
});

const seed = Number(values.seed);
const { profile } = values;
if (!isProfileName(profile)) throw new Error(`there is no profile ${profile}`);

/** The interval between figures, in ms. */
const reportEveryMs = 10_000;
let reportedAt = 0;

function onProgress(figures: FuzzFigures): void {
  if (figures.lastedMs - reportedAt < reportEveryMs) return;
  reportedAt = figures.lastedMs;
  process.stdout.write(`${line(figures)}\n`);
}

function line({ inputs, byKind, connections, looks, lastedMs }: FuzzFigures): string {
  const seconds = lastedMs / 1000;
  const kinds = [...byKind].map(([kind, count]) => `${kind} ${count}`).join(', ');
  return (
    `${seconds.toFixed(0)} s: ${inputs} inputs (${(inputs / seconds).toFixed(0)} a second):` +
    ` ${kinds}; ${connections} connections; witnesses looked ${looks} times`
  );
}

process.stdout.write(`seed ${seed}\n`);
try {
  const figures = await fuzz({
    seed,
    inputs: Number(values.inputs),
    lastsMs: Number(values.minutes) * 60_000,
    ...(values.case === undefined ? {} : { only: { index: Number(values.case), profile } }),
    onProgress,
  });
  process.stdout.write(`${line(figures)}\nnothing found\n`);
} catch (error) {
  if (!(error instanceof Finding)) throw error;
  process.stdout.write(`${error.message}\n`);
  process.exitCode = 1;
}
