import type { HistoryPolicy } from './history.js';

/** The answer to a join under a userId whose seat another connection holds: it takes the seat, or is rejected. */
export type DuplicateUserPolicy = 'replace' | 'reject';

/** The settings of the room engine. The same on every node, or they would disagree. */
export interface RoomPolicy extends HistoryPolicy {
  /** The time for which a room outlives its last participant, in ms; 0: it does not. */
  readonly emptyRoomTtlMs: number;
  /** The most rooms that may stand empty; of more the ones that are empty for longest are dropped. */
  readonly maxEmptyRooms: number;
  /** The time for which a resumable seat is kept for a connection that was lost, in ms; 0: it is not. */
  readonly reconnectGraceMs: number;
  /** The most participants that may be away; of more the ones that are away for longest leave. */
  readonly maxAwayParticipants: number;
  readonly duplicateUser: DuplicateUserPolicy;
  /** The most rooms that somebody is in, of all namespaces together; 0: any number. */
  readonly maxRooms: number;
  /** The most participants of one room, those away included and hidden ones not; 0: any number. */
  readonly maxParticipantsPerRoom: number;
}

/** Asked when a join would exceed the limit of that name: true refuses it. The same on every node. */
export type RoomLimitCheck = (limit: 'maxRooms' | 'maxParticipantsPerRoom') => boolean;
