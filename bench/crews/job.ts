/** The messages between the runner and its generator processes. */

import type { Faults } from '../measuring/faults.js';
import type { BenchOptions } from '../flags.js';
import type { GeneratorLoad } from '../measuring/self-watch.js';

/** Where a server listens, by protocol; empty where it does not, or is not asked to. */
export interface ServerUrls {
  readonly json: string;
  readonly red5: string;
}

/** The work of one generator process. */
export interface WorkerJob {
  readonly options: BenchOptions;
  readonly urls: ServerUrls;
  readonly tag: string;
  /** This process has the clients whose number leaves this when divided by `workers`. */
  readonly worker: number;
  readonly workers: number;
}

export type RunnerMessage =
  | { readonly kind: 'calibrate'; readonly url: string; readonly frames: number }
  /** Connects, and joins if that is not what is measured. */
  | { readonly kind: 'prepare'; readonly job: WorkerJob }
  /** Follows the schedule from a moment of the machine's clock on. */
  | { readonly kind: 'start'; readonly startMs: number }
  /** Drops what is due later than this, in ms after the start. */
  | { readonly kind: 'stop'; readonly afterMs: number }
  | { readonly kind: 'report' };

/** The events in one generator process since the last of these. */
export interface Progress {
  readonly deliveries: number;
  readonly sent: number;
  /** So far. */
  readonly errors: number;
  /** Encoded histogram. */
  readonly recent: string;
  /** Whether everything that must come has come. */
  readonly isComplete: boolean;
}

/** The findings of one generator process in all. */
export interface WorkerReport {
  /** Deliveries that had to come. */
  readonly expected: number;
  readonly deliveries: number;
  readonly bytes: number;
  readonly sent: number;
  /** When the last of it was sent, in ms after the start. */
  readonly lastSentMs: number;
  readonly faults: Faults;
  readonly complaints: ReadonlyMap<string, number>;
  /** Members whose room is not as it must be. */
  readonly wrongRooms: number;
  /** Digest of the messages' order, by client; a hole where there is none to compare. */
  readonly orders: ReadonlyMap<number, number>;
  /** Digest of who is there in what order, by client. */
  readonly rosters: ReadonlyMap<number, number>;
  /** The other counts of a scenario, by name. */
  readonly outcomes?: Readonly<Record<string, number>>;
  readonly lastSeenMs: Float64Array;
  readonly perSecond: readonly number[];
  /** Encoded histograms. */
  readonly delivery: string;
  readonly lateness: string;
  readonly load: GeneratorLoad;
}

export type WorkerMessage =
  | { readonly kind: 'calibrated'; readonly microsPerFrame: number }
  | { readonly kind: 'prepared' }
  | ({ readonly kind: 'progress' } & Progress)
  | { readonly kind: 'report'; readonly report: WorkerReport }
  | { readonly kind: 'failed'; readonly reason: string };
