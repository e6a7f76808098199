import type { Pace } from '../plan/schedule.js';
import type { Recorder } from '../measuring/recorder.js';

/** The findings to be compared at the end. */
export interface CrewFindings {
  readonly expected: number;
  readonly lost: number;
  readonly wrongRooms: number;
  readonly orders: ReadonlyMap<number, number>;
  readonly rosters: ReadonlyMap<number, number>;
  /** The other counts of a scenario, by name. */
  readonly outcomes?: Readonly<Record<string, number>>;
}

/** The simulated clients of one process. */
export interface Crew {
  readonly pace: Pace;
  readonly recorder: Recorder;
  /** The events that are this process's to bring about. */
  readonly events: Uint32Array;
  /**
   * Connects, and joins if that is not what is measured.
   *
   * @throws Error if the server cannot be reached, or does not let everybody in
   */
  prepare(): Promise<void>;
  /** Called when what is to be measured begins. */
  begin?(): void;
  /** Brings an event about; does not wait for what comes of it. */
  act(event: number): void;
  /**
   * Lets go of whatever it has held back; called again and again once its part
   * of the schedule is over.
   *
   * @param events as below
   */
  settle?(events: number): void;
  /** @param events how many of the schedule have been brought about, in all processes */
  isComplete(events: number): boolean;
  findings(events: number): CrewFindings;
}
