/** Results as text. */

import type { Percentiles } from '../measuring/histogram.js';
import { rampLines } from './ramp-text.js';
import { outcomeTexts } from './outcomes.js';
import type { BenchResult } from './result.js';

export type Row = readonly [name: string, value: string];

/** A table of one run, with what was wrong with it first. */
export function resultText(result: BenchResult): string {
  const { wrong, invalid, interrupted } = result;
  const verdicts = [
    ...wrong.map((reason) => `WRONG: ${reason}`),
    ...invalid.map((reason) => `INVALID: ${reason}`),
    ...(interrupted ? ['INTERRUPTED: what follows was measured until then'] : []),
  ];
  const rows = resultRows(result);
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
  const verdict =
    verdicts.length === 0
      ? ['RIGHT: every client has seen what it had to, once, in order']
      : verdicts;
  return `${[...rampLines(result), ...verdict, ...lines].join('\n')}\n`;
}

/** The result of a run, a line for each part of it. */
export function resultRows(result: BenchResult): readonly Row[] {
  const { settings } = result;
  return [
    [
      'scenario',
      `${String(settings['scenario'])}, ${String(settings['rooms'])} × ${String(settings['members'])}`,
    ],
    ['sent / delivered', `${result.sent} / ${result.deliveries} of ${result.expected}`],
    ['took', `${(result.tookMs / 1000).toFixed(1)} s`],
    ['delivery', timesText(result.delivery)],
    ['convergence', timesText(result.convergence)],
    ...outcomeRows(result),
    ['received', `${(result.bytes / 1e6).toFixed(2)} MB`],
    ...serverRows(result),
    ['generator', generatorText(result)],
    ['cores', coresText(result)],
  ];
}

function timesText({ count, p50, p90, p99, max }: Percentiles): string {
  if (count === 0) return '–';
  const [a, b, c, d] = [p50, p90, p99, max].map((ms) => ms.toFixed(2));
  return `p50 ${String(a)}, p90 ${String(b)}, p99 ${String(c)}, max ${String(d)} ms`;
}

function outcomeRows({ outcomes = {} }: BenchResult): Row[] {
  return Object.entries(outcomes).map(([name, count]) => [
    'of these',
    `${count} ${outcomeTexts[name] ?? name}`,
  ]);
}

function serverRows({ server }: BenchResult): Row[] {
  if (server === null) return [['server', 'not sampled: no process, or no /proc']];
  const { cpuSeconds, cpuMicrosPerDelivery, rssBytesPeak, rssBytesPerConnection } = server;
  const each =
    cpuMicrosPerDelivery === null ? '' : `, ${cpuMicrosPerDelivery.toFixed(2)} µs a delivery`;
  const perConnection =
    rssBytesPerConnection === null
      ? ''
      : `, ${(rssBytesPerConnection / 1000).toFixed(1)} kB a connection`;
  return [
    ['server CPU', `${cpuSeconds.toFixed(2)} s${each}`],
    ['server memory', `${(rssBytesPeak / 1e6).toFixed(0)} MB at most${perConnection}`],
  ];
}

function coresText({ pinning }: BenchResult): string {
  if (pinning == null) return 'wherever the system puts the server and the generator';
  return `server on ${pinning.server}, generator on ${pinning.generators.join(', ')}`;
}

function generatorText({ generator, lateness }: BenchResult): string {
  const busiest = 100 * Math.max(0, ...generator.loads.map(({ cpuShare }) => cpuShare));
  const lag = Math.max(0, ...generator.loads.map(({ loopLagP99Ms }) => loopLagP99Ms));
  return (
    `${generator.workers} processes, busiest at ${busiest.toFixed(0)} %, loop lag p99 ${lag.toFixed(1)} ms, ` +
    `sent p99 ${lateness.p99.toFixed(1)} ms late, ${(100 * generator.achievedRate).toFixed(0)} % of the rate`
  );
}
