import type { BenchResult } from './result.js';

/** In a sentence, what a ramp has found. */
export function rampText({ steps, lastGood, ended }: NonNullable<BenchResult['ramp']>): string {
  const good = lastGood === null ? undefined : steps[lastGood];
  const most =
    good === undefined
      ? 'no deliveries at all'
      : `${good.deliveriesPerSecond.toFixed(0)} deliveries a second (${good.rate.toFixed(2)} messages in each room)`;
  const reason = steps.at(-1)?.broke ?? '';
  switch (ended) {
    case 'generator':
      return `the generator's limit, not the server's: at least ${most}; then ${reason}`;
    case 'latency':
    case 'loss':
      return `the last good step had ${most}; then ${reason}`;
    case 'interrupted':
      return `interrupted: at least ${most}`;
    case 'steps':
      return `no limit was found: at least ${most}`;
  }
}

const head = [
  'rate',
  'deliveries/s',
  'p50 ms',
  'p99 ms',
  'conv. p99',
  'server %',
  'µs each',
  'gen. %',
];

/** All steps with what they have shown, and what that means; none if it was no ramp. */
export function rampLines({ ramp }: BenchResult): string[] {
  if (ramp === undefined) return [];
  const columns = (cells: readonly string[]): string =>
    cells.map((one) => one.padStart(13)).join('');
  const percent = (share: number | null): string => shown(share === null ? null : 100 * share, 0);
  const rows = ramp.steps.map((one) => {
    const cells = columns([
      shown(one.rate, 2),
      shown(one.deliveriesPerSecond, 0),
      shown(one.p50Ms, 2),
      shown(one.p99Ms, 2),
      shown(one.convergenceP99Ms, 2),
      percent(one.serverCpuShare),
      shown(one.cpuMicrosPerDelivery, 2),
      percent(one.generatorCpuShare),
    ]);
    return one.broke === null ? cells : `${cells}  ${one.isValid ? '' : 'INVALID: '}${one.broke}`;
  });
  return [columns(head), ...rows, rampText(ramp)];
}

function shown(value: number | null, digits: number): string {
  return value === null ? '–' : value.toFixed(digits);
}
