/** Rooms as those outside see them: the list of them, and a join that is refused. */

import type { Identifier } from './parts.js';

/** Asks for the rooms. Answered by `rooms-list`. */
export interface ListRoomsFrame {
  readonly type: 'list-rooms';
}

export interface RoomsListEntry {
  readonly roomId: Identifier;
  readonly roomName: Identifier;
  readonly participantCount: number;
  /** The number of participants who stream. */
  readonly streamCount: number;
  readonly hasPassword: boolean;
}

export interface RoomsListFrame {
  readonly type: 'rooms-list';
  /** In the order in which they were opened. */
  readonly rooms: readonly RoomsListEntry[];
}

/** A join was refused; nothing has changed. */
export interface JoinRoomErrorFrame {
  readonly type: 'join-room-error';
  readonly roomId: Identifier;
  readonly roomName: Identifier;
  /** An error code, such as `incorrect-password`. */
  readonly error: string;
  /** A sentence for people. */
  readonly message: string;
  readonly hasPassword: boolean;
}

export type LobbyClientFrame = ListRoomsFrame;
export type LobbyServerFrame = RoomsListFrame | JoinRoomErrorFrame;
