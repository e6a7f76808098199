/**
 * The commands of the room engine. Protocols translate what a client sent into
 * one of these and hand it to the engine's `dispatch`; the answer, if there is
 * one, comes back as an event (events.ts).
 *
 * Commands are plain data: they travel through the backplane, so that every
 * node applies the same commands in the same order. Those that only the holder
 * of a seat may give stand in acting/, a file for each subject: its commands,
 * its events, and as default export the work, which is not passed on from here.
 */

import type { ChatCommand } from './acting/chat.js';
import type { SignallingCommand } from './acting/signalling.js';
import type { StreamingCommand } from './acting/streaming.js';
import type { SyncingCommand } from './acting/syncing.js';
import type { Claim, ConnectionId, Identifier, RoomKey } from './identity.js';
import type { SeenSoFar } from './recovery.js';

export type * from './identity.js';
export type { SeenSoFar } from './recovery.js';
export type * from './acting/chat.js';
export type * from './acting/signalling.js';
export type * from './acting/streaming.js';
export type * from './acting/syncing.js';

/** The way in which a connection gives its seat up: on purpose, or because it was lost. */
export type LeaveReason = 'left' | 'disconnected';

/**
 * The kind of seat that a join asks for.
 *
 * - `own`: for one connection. A newcomer of the same userId replaces whoever
 *   holds it, or is rejected (`RoomPolicy.duplicateUser`).
 * - `resumable`: as `own`, and kept for `RoomPolicy.reconnectGraceMs` if its
 *   connection is lost.
 * - `shared`: for any number of connections that ask for a shared seat; the
 *   participant leaves with the last of them.
 * - `hidden`: nobody else hears of the participant or finds it in a list, and
 *   it does not stream. Any number of connections may hold such seats, under
 *   any userId.
 */
export type SeatKind = 'own' | 'resumable' | 'shared' | 'hidden';

/**
 * Takes a seat in a room, opening the room if there is none.
 *
 * A connection holds one seat at a time: a join elsewhere leaves the old seat
 * first, a join of the same seat refreshes it. A join that is rejected changes
 * nothing. Answered with `joined` or `join-rejected`.
 */
export interface JoinCommand {
  readonly type: 'join';
  readonly connection: ConnectionId;
  readonly room: RoomKey;
  readonly userId: Identifier;
  readonly userName: Identifier;
  /** The name of the room if this join opens it; else ignored. */
  readonly roomName: Identifier;
  /** The room's password if this join opens it, else compared with it. Empty: none. */
  readonly password: string;
  readonly seat: SeatKind;
  /**
   * The token of the seat's last `joined`: takes the seat back as it was, without
   * a password. Null: none. One that is not the seat's is ignored, as is any with a hidden seat.
   */
  readonly resumeToken: string | null;
  /** The most past messages that are wanted; 0: none. */
  readonly history: number;
  /** The point from which on missed messages are wanted; null: they are not. */
  readonly recover: SeenSoFar | null;
}

/** Gives the connection's seat up. Ignored if it holds none, or not the one that it claims. */
export interface LeaveCommand {
  readonly type: 'leave';
  readonly connection: ConnectionId;
  /** Null: whatever seat the connection holds. */
  readonly claim: Claim | null;
  readonly reason: LeaveReason;
}

/** Asks for the rooms of a namespace, in the order in which they were opened; answered with `rooms-listed`. */
export interface ListRoomsCommand {
  readonly type: 'list-rooms';
  readonly connection: ConnectionId;
  readonly namespace: string;
}

/** Ends whatever has had its time: seats that nobody came back to, rooms that stayed empty. */
export interface ExpireCommand {
  readonly type: 'expire';
}

/** Everything that can be asked of the engine. */
export type Command = JoinCommand | LeaveCommand | SeatedCommand | ListRoomsCommand | ExpireCommand;

/**
 * The commands that only the holder of a seat may give: answered with
 * `command-rejected` and `not-joined` if the connection holds none, or
 * `identity-mismatch` if it holds another than it claims. To stream from a
 * hidden seat is `forbidden`.
 */
export type SeatedCommand = StreamingCommand | ChatCommand | SignallingCommand | SyncingCommand;

/**
 * A command as the backplane carries it: with everything that must be the same
 * on every node that applies it.
 */
export interface StampedCommand {
  readonly command: Command;
  /** The time of dispatch, in ms since the epoch, by the clock of the dispatching node. */
  readonly at: number;
  /** Unique among all stamps of all nodes; becomes the epoch of a room or the id of a message. */
  readonly id: string;
  /** A secret that nobody can guess: resumes the seat that the join takes. Null but for joins of resumable seats. */
  readonly resumeToken: string | null;
}
