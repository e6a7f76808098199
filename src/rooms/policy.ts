import type { HistoryPolicy } from './history.js';

/** What happens when a userId that is taken comes on another connection. */
export type DuplicateUserPolicy = 'replace' | 'reject';

/** How rooms are kept. The same on every node. */
export interface RoomPolicy extends HistoryPolicy {
  /** How long a room outlives its last participant, in ms; 0: not at all. */
  readonly emptyRoomTtlMs: number;
  /** How many rooms may stand empty; of more the oldest are dropped. */
  readonly maxEmptyRooms: number;
  /** How long a seat is kept for a connection that was lost, in ms; 0: not at all. */
  readonly reconnectGraceMs: number;
  /** How many participants may be away; of more the oldest leave. */
  readonly maxAwayParticipants: number;
  readonly duplicateUser: DuplicateUserPolicy;
  /** How many rooms there may be; 0: any number. */
  readonly maxRooms: number;
  /** How many participants one room may have, those who are away included; 0: any number. */
  readonly maxParticipantsPerRoom: number;
}

/** Asked when a limit of that name is exceeded: whether to refuse. The same on every node. */
export type RoomLimitCheck = (limit: 'maxRooms' | 'maxParticipantsPerRoom') => boolean;
