/** Two runs side by side. */

import type { BenchResult } from './result.js';

const figures: readonly (readonly [string, (result: BenchResult) => number | null])[] = [
  ['delivery p50, ms', ({ delivery }) => delivery.p50],
  ['delivery p99, ms', ({ delivery }) => delivery.p99],
  ['delivery max, ms', ({ delivery }) => delivery.max],
  ['convergence p50, ms', ({ convergence }) => convergence.p50],
  ['convergence p99, ms', ({ convergence }) => convergence.p99],
  ['took, s', ({ tookMs }) => tookMs / 1000],
  ['received, MB', ({ bytes }) => bytes / 1e6],
  ['server CPU, s', ({ server }) => server?.cpuSeconds ?? null],
  ['CPU a delivery, µs', ({ server }) => server?.cpuMicrosPerDelivery ?? null],
  ['memory a connection, kB', ({ server }) => perThousand(server?.rssBytesPerConnection ?? null)],
  ['server memory, MB', ({ server }) => perThousand(perThousand(server?.rssBytesPeak ?? null))],
];

/** Settings that say where a run went or what it was allowed, not what it asked of the server. */
const circumstances = new Set([
  'server',
  'json-url',
  'red5-url',
  'pid',
  'json',
  'report',
  'traffic',
  'server-flags',
  'workers',
]);

/** A table of both runs with the second as a multiple of the first, and what makes that doubtful. */
export function comparisonText(a: BenchResult, b: BenchResult): string {
  const rows = comparisonRows(a, b).map(
    ([name, one, other, ratio]) =>
      `${name.padEnd(24)}${one.padStart(14)}${other.padStart(14)}${ratio.padStart(12)}`,
  );
  const head = `${''.padEnd(24)}${'a'.padStart(14)}${'b'.padStart(14)}${'b / a'.padStart(12)}`;
  return `${[...doubts(a, b), head, ...rows].join('\n')}\n`;
}

/** The figures of both runs, and the second's by the first's. */
export function comparisonRows(
  a: BenchResult,
  b: BenchResult,
): readonly (readonly [name: string, a: string, b: string, ratio: string])[] {
  return figures.map(([name, pick]) => {
    const [one, other] = [pick(a), pick(b)];
    const ratio =
      one === null || other === null || one === 0 ? '–' : `${(other / one).toFixed(2)} ×`;
    return [name, shown(one), shown(other), ratio];
  });
}

/** @returns in sentences, why two runs should not be compared */
export function doubts(a: BenchResult, b: BenchResult): string[] {
  const names = new Set([...Object.keys(a.settings), ...Object.keys(b.settings)]);
  const different = [...names].filter(
    (name) => !circumstances.has(name) && a.settings[name] !== b.settings[name],
  );
  const texts = different.map(
    (name) => `DIFFERENT --${name}: ${shownSetting(a, name)} and ${shownSetting(b, name)}`,
  );
  for (const [name, { wrong, invalid, interrupted }] of [
    ['a', a],
    ['b', b],
  ] as const) {
    texts.push(...wrong.map((reason) => `WRONG ${name}: ${reason}`));
    texts.push(...invalid.map((reason) => `INVALID ${name}: ${reason}`));
    if (interrupted) texts.push(`INTERRUPTED ${name}`);
  }
  if (JSON.stringify(machineOf(a)) !== JSON.stringify(machineOf(b))) {
    texts.push('DIFFERENT machines');
  }
  return texts;
}

function machineOf({ machine: { system, cpu, cores } }: BenchResult): unknown {
  return [system, cpu, cores];
}

function shownSetting({ settings }: BenchResult, name: string): string {
  return String(settings[name] ?? '–');
}

function shown(value: number | null): string {
  return value === null ? '–' : value.toFixed(2);
}

function perThousand(value: number | null): number | null {
  return value === null ? null : value / 1000;
}
