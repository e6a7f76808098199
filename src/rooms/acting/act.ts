import type { Seated } from '../seat.js';

/** The circumstances of a command that are the same on every node. */
export interface Stamp {
  /** The time of dispatch, in ms since the epoch. */
  readonly at: number;
  /** Unique among all stamps of all nodes. */
  readonly id: string;
}

/** The work of one command that only the holder of a seat may give. */
export interface Act<Command, Event> {
  /** Whether it is `forbidden` from a hidden seat: it would show everybody that somebody is there. */
  readonly needsListedSeat: boolean;
  /**
   * Changes the room of whoever acts.
   *
   * @returns the event that tells of it; null if there is nothing to tell
   */
  readonly act: (seated: Seated, command: Command, stamp: Stamp) => Event | null;
}

/** The work of each command of a subject. */
export type Acts<Command extends { readonly type: string }, Event> = {
  readonly [T in Command['type']]: Act<Extract<Command, { readonly type: T }>, Event>;
};
