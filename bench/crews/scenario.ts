import type { BenchOptions, ServerName, Sizes } from '../flags.js';
import type { Crew } from './crew.js';
import type { WorkerJob } from './job.js';
import type { Pace } from '../plan/schedule.js';

export type ProtocolName = 'json' | 'red5';

/** Something that can be measured: who does what when, and how it is looked at. */
export interface Scenario {
  /** The scenario in half a sentence. */
  readonly summary: string;
  /** The protocols that it speaks to the server. */
  readonly protocols: readonly ProtocolName[];
  /** The same, where the run's own options decide it. */
  protocolsOf?(options: BenchOptions): readonly ProtocolName[];
  /** The servers that know what it asks of them. */
  readonly servers: readonly ServerName[];
  readonly defaults: Omit<Sizes, 'rooms' | 'members'>;
  /** In sentences that begin with a flag, why a run with these options would show nothing. */
  mistakesIn(options: BenchOptions): string[];
  /** The pace of its events: the same in every process that asks. */
  pace(options: BenchOptions): Pace;
  /** The least time that it goes on, in ms, where the schedule is over before that. */
  lastsMs(options: BenchOptions): number;
  /**
   * Deliveries a second that it asks for, as far as that is known beforehand;
   * infinite: as many at once as can be.
   */
  plannedDeliveries(options: BenchOptions): number;
  /** Flags of a Callboard that is started for it. */
  callboardFlags(options: BenchOptions): string[];
  /** The clients of one generator process. */
  crew(job: WorkerJob): Crew;
}

/**
 * Deliveries a second of changes that everybody in their room hears of.
 *
 * @param changesPerSecond in all rooms; 0: all at once, as in `evenPace`
 */
export function heardByAll(changesPerSecond: number, { members }: BenchOptions): number {
  return changesPerSecond === 0 ? Number.POSITIVE_INFINITY : changesPerSecond * members;
}

/** The parts that most scenarios have in common. */
export const ordinary = {
  servers: ['callboard', 'original', 'plain'],
  mistakesIn: () => [],
  lastsMs: () => 0,
  plannedDeliveries: () => 0,
  // Full lists pile up faster than anybody reads them, and nobody is to be cut off for that.
  callboardFlags: () => [`--max-queued-bytes=${1024 ** 3}`],
} as const satisfies Partial<Scenario>;
