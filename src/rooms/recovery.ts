import type { ChatMessage, HistoryGap } from './history.js';

/** The newest event that a returning client has seen of a room. */
export interface SeenSoFar {
  /** `RoomView.epoch`. */
  readonly epoch: string;
  /** The offset of that event; 0: none. */
  readonly offset: number;
}

/** The reason why missed messages could not be given: another incarnation of the room, or they are gone. */
export type RecoveryFailure = 'epoch-changed' | HistoryGap;

/** The outcome of a join's wish for missed messages. */
export type Recovery =
  /** Oldest first; none, if nothing was missed. */
  | { readonly recovered: true; readonly missed: readonly ChatMessage[] }
  | { readonly recovered: false; readonly failure: RecoveryFailure };
