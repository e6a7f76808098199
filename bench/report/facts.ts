/** The facts of a run that a reader needs besides its figures. */

import type { BenchResult } from '../results/result.js';
import { shortNumber } from '../plots/scale.js';

/** Settings that say where results go. */
const outputs = new Set(['json', 'report', 'scenario']);

/** Tells what was done, in a few words. */
export function headlineOf({ settings }: BenchResult): string {
  const [scenario, rooms, members] = ['scenario', 'rooms', 'members'].map((name) =>
    String(settings[name] ?? '–'),
  );
  return `${scenario ?? '–'}, ${rooms ?? '–'} × ${members ?? '–'}`;
}

/** The server that was measured, as it was named on the command line. */
export function serverOf({ settings }: BenchResult): string {
  const url = settings['json-url'] ?? settings['red5-url'];
  return String(url ?? settings['server'] ?? 'callboard');
}

/** The command that does the same once more, every setting written out. */
export function commandOf({ settings, commit }: BenchResult): string {
  const flags = Object.entries(settings)
    .filter(([name, value]) => !outputs.has(name) && value !== '')
    .map(([name, value]) => `--${name}=${quoted(String(value))}`);
  const program = commit === null ? 'callboard bench' : 'npm run bench --';
  return [program, quoted(String(settings['scenario'] ?? '')), ...flags].join(' ');
}

/** Version, machine and the like. */
export function circumstancesOf(result: BenchResult): readonly (readonly [string, string])[] {
  const { version, commit, startedAt, node, machine } = result;
  return [
    ['Callboard', version],
    ['commit', commit ?? 'unknown (an installed package)'],
    ['started', startedAt],
    ['Node.js', node],
    ['system', machine.system],
    ['processor', `${machine.cpu}, ${machine.cores} cores`],
    ['memory', `${(machine.memoryBytes / 1e9).toFixed(1)} GB`],
    ['load before', `${machine.loadAverage.toFixed(2)} processes wanted to run (over a minute)`],
  ];
}

function milliseconds(ms: number): string {
  const digits = ms >= 100 ? 0 : ms >= 10 ? 1 : 2;
  return `${ms.toFixed(digits)} ms`;
}

/** The figures that matter most. */
export function highlightsOf(result: BenchResult): readonly (readonly [string, string])[] {
  const { delivery, convergence, deliveries, tookMs, server } = result;
  const timed: (readonly [string, string])[] =
    delivery.count === 0
      ? []
      : [
          ['delivery, p50', milliseconds(delivery.p50)],
          ['delivery, p99', milliseconds(delivery.p99)],
          ['convergence, p99', milliseconds(convergence.p99)],
          ['deliveries a second', shortNumber(deliveries / Math.max(1e-3, tookMs / 1000))],
        ];
  const { expected } = result;
  const { cpuMicrosPerDelivery, rssBytesPerConnection, rssBytesPeak } = server ?? {};
  return [
    ['delivered', `${shortNumber(deliveries)} of ${shortNumber(expected)}`],
    ...timed,
    ...(cpuMicrosPerDelivery == null
      ? []
      : [['server CPU a delivery', `${cpuMicrosPerDelivery.toFixed(2)} µs`] as const]),
    ...(rssBytesPerConnection == null
      ? []
      : [['memory a connection', `${(rssBytesPerConnection / 1000).toFixed(1)} kB`] as const]),
    ...(rssBytesPeak === undefined
      ? []
      : [['server memory, peak', `${(rssBytesPeak / 1e6).toFixed(0)} MB`] as const]),
  ];
}

/** As a POSIX shell wants it. */
function quoted(text: string): string {
  return /^[\w./:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
