/** The room as it is, for whoever has lost an event. */

import type { Identifier, ParticipantEntry } from './parts.js';

/** Asks for the room as it is. Answered by `room-state`. */
export interface SyncRoomFrame {
  readonly type: 'sync-room';
  readonly roomId: Identifier;
}

/** The room as it is, to who asked. */
export interface RoomStateFrame {
  readonly type: 'room-state';
  readonly roomId: Identifier;
  readonly epoch: string;
  /** The room's newest. */
  readonly offset: number;
  /** Everyone in the room, in join order. */
  readonly participants: readonly ParticipantEntry[];
}

export type SyncingClientFrame = SyncRoomFrame;
export type SyncingServerFrame = RoomStateFrame;
