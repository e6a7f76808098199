/** Whether a run can be believed, and whether the server was right. */

import type { BenchOptions } from '../flags.js';
import type { Percentiles } from '../measuring/histogram.js';
import type { Faults } from '../measuring/faults.js';
import type { GeneratorLoad } from '../measuring/self-watch.js';

/** Less of the planned rate than this means that the schedule was not kept. */
const leastRate = 0.95;

export interface GeneratorFacts {
  readonly loads: readonly GeneratorLoad[];
  readonly lateness: Percentiles;
  /** The rate that was sent, as a share of the rate that was to be. */
  readonly achievedRate: number;
}

/** @returns in sentences, why the generator limited the run */
export function invalidBecause(
  facts: GeneratorFacts,
  limits: Pick<BenchOptions, 'max-lag-ms' | 'max-cpu-percent'>,
): string[] {
  const { loads, lateness, achievedRate } = facts;
  const reasons: string[] = [];
  const lag = Math.max(0, ...loads.map(({ loopLagP99Ms }) => loopLagP99Ms));
  const percent = 100 * Math.max(0, ...loads.map(({ cpuShare }) => cpuShare));
  const maxLag = limits['max-lag-ms'];
  const maxPercent = limits['max-cpu-percent'];
  if (lag > maxLag) {
    reasons.push(`a generator's event loop was ${lag.toFixed(1)} ms late (p99, limit ${maxLag})`);
  }
  if (percent > maxPercent) {
    reasons.push(`a generator used ${percent.toFixed(0)} % of a core (limit ${maxPercent})`);
  }
  if (lateness.p99 > maxLag) {
    reasons.push(`messages were sent ${lateness.p99.toFixed(1)} ms late (p99, limit ${maxLag})`);
  }
  if (achievedRate < leastRate) {
    reasons.push(`${(100 * achievedRate).toFixed(0)} % of the planned rate was reached`);
  }
  return reasons;
}

export interface ServerFacts extends Faults {
  readonly wrongRooms: number;
  readonly disagreeing: number;
  readonly complaints: ReadonlyMap<string, number>;
}

/** @returns in sentences, what the server did wrong */
export function wrongBecause(facts: ServerFacts): string[] {
  const counted: readonly (readonly [number, string])[] = [
    [facts.lost, 'deliveries were lost'],
    [facts.doubled, 'deliveries came twice'],
    [facts.reordered, 'messages came after later ones of their sender'],
    [facts.foreign, 'frames were of another room, another run or of nobody'],
    [facts.wrongRooms, 'members have a room that is not as it must be'],
    [facts.disagreeing, 'members saw another order than the rest of their room'],
  ];
  return [
    ...counted.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`),
    ...[...facts.complaints].map(([text, count]) => `${count} × ${text}`),
  ];
}
