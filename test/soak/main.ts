/**
 * `npm run soak`: hours of random life. See test/README.md.
 */

import { parseArgs } from 'node:util';

import { soak, type SoakReport } from './soak.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    'actions-per-second': { type: 'string', default: '60' },
  },
});
const seed = Number(values.seed);
const actionsPerSecond = Number(values['actions-per-second']);

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1).padStart(7);
}

function line({ lastedMs, actions, population, lists, calms, measurement }: SoakReport): string {
  const { heapUsed, rss, descriptors } = measurement;
  const counts = [lastedMs / 60_000, actions, population, lists, calms].map((count) =>
    count.toFixed(0).padStart(8),
  );
  return [...counts, megabytes(heapUsed), megabytes(rss), String(descriptors).padStart(6)].join('');
}

let minute = -1;

function onMeasurement(report: SoakReport): void {
  const now = Math.floor(report.lastedMs / 60_000);
  if (now === minute) return;
  minute = now;
  process.stdout.write(`${line(report)}\n`);
}

process.stdout.write(`seed ${seed}\n`);
process.stdout.write(' minutes actions  people   lists   calms heap MB rss MB   fds\n');
const { before, after, heapGrowth, rssGrowth } = await soak({
  seed,
  lastsMs: Number(values.minutes) * 60_000,
  measureEveryMs: 5_000,
  calmEveryMs: 60_000,
  actionsPerSecond,
  onMeasurement,
});
for (const [when, { heapUsed, rss, descriptors }] of Object.entries({ before, after })) {
  const sizes = `heap ${megabytes(heapUsed)} MB, rss ${megabytes(rss)} MB`;
  process.stdout.write(`${when}: ${sizes}, ${descriptors} descriptors\n`);
}
const hasGrown = heapGrowth > 0 || rssGrowth > 0;
process.stdout.write(
  hasGrown
    ? `memory has grown beyond noise: heap ${heapGrowth}, rss ${rssGrowth} bytes\n`
    : 'memory has not grown after warm-up, and nothing is left\n',
);
process.exitCode = hasGrown ? 1 : 0;
