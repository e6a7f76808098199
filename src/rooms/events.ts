/**
 * The events of the room engine. Room events concern everyone in the room and
 * are counted by the room's offset; direct events answer or concern one connection.
 *
 * An event is handed out while the engine stands still: `room` shows the room
 * exactly as it is after the event. It is a view of living state, so whoever
 * needs it later copies what it needs.
 */

import type { ErrorCode } from '../errors/catalogue.js';
import type { ChatAnswer, ChatRoomEvent } from './acting/chat.js';
import type { SignallingAnswer } from './acting/signalling.js';
import type { StreamingRoomEvent } from './acting/streaming.js';
import type { SyncingAnswer } from './acting/syncing.js';
import type { LeaveReason, SeatedCommand } from './commands.js';
import type { ChatMessage } from './history.js';
import type { ConnectionId } from './identity.js';
import type { Recovery } from './recovery.js';
import type { OfRoom, Participant, RoomView } from './room-view.js';

export type { ChatMessage } from './history.js';
export type { Recovery, RecoveryFailure } from './recovery.js';
export type { Participant, RoomView, SeatState } from './room-view.js';

/**
 * Someone took a seat, took it over or refreshed it, and does not stream. Its
 * `joined` follows at once. A connection that comes to share a seat that others
 * hold, or takes a hidden one, is told by its `joined` alone.
 */
export interface ParticipantJoined extends OfRoom {
  readonly type: 'participant-joined';
  readonly connection: ConnectionId;
}

/**
 * The end of a participant: its last connection gave the seat up, or it was
 * away for too long, or among too many.
 */
export type Departure =
  | { readonly reason: LeaveReason; readonly connection: ConnectionId }
  | { readonly reason: 'timeout'; readonly connection: null };

/** Someone is gone; `participant` is what it last was. */
export type ParticipantLeft = OfRoom & Departure & { readonly type: 'participant-left' };

/** Someone's connection is lost; its seat is kept for it. */
export interface ParticipantAway extends OfRoom {
  readonly type: 'participant-away';
  /** The end of that, in ms since the epoch. */
  readonly until: number;
}

/** Someone who was away has resumed its seat. Its `joined` follows at once. */
export interface ParticipantBack extends OfRoom {
  readonly type: 'participant-back';
  readonly connection: ConnectionId;
}

/** The events that everyone in the room hears of. */
export type RoomEvent =
  | ParticipantJoined
  | ParticipantLeft
  | ParticipantAway
  | ParticipantBack
  | StreamingRoomEvent
  | ChatRoomEvent;

/** To the connection that took a seat, or took it back. */
export interface Joined {
  readonly type: 'joined';
  readonly connection: ConnectionId;
  readonly room: RoomView;
  readonly participant: Participant;
  /** Takes the seat back, once, even from its connection; null if the seat is not resumable or no seat is kept. */
  readonly resumeToken: string | null;
  /** Past messages, oldest first; null if none were wanted, or if `recovery` makes up for them. */
  readonly history: readonly ChatMessage[] | null;
  /** Null if missed messages were not wanted. */
  readonly recovery: Recovery | null;
}

/** To the connection whose seat another one took; it holds none now. */
export interface Replaced {
  readonly type: 'replaced';
  readonly connection: ConnectionId;
  readonly room: RoomView;
  readonly participant: Participant;
}

/** To the hidden connection whose seat is given up; nobody else hears of it. */
export interface HiddenLeft {
  readonly type: 'hidden-left';
  readonly connection: ConnectionId;
  readonly room: RoomView;
}

/** To the connection whose join was refused; nothing has changed. */
export interface JoinRejected {
  readonly type: 'join-rejected';
  readonly connection: ConnectionId;
  /** A room that was not opened is shown as it would have been. */
  readonly room: RoomView;
  /** `incorrect-password`, `user-id-in-use`, `room-full` or `too-many-rooms`. */
  readonly code: ErrorCode;
}

/** To the connection whose command was refused; nothing has changed. */
export interface CommandRejected {
  readonly type: 'command-rejected';
  readonly connection: ConnectionId;
  readonly command: SeatedCommand;
  /** `not-joined`, `identity-mismatch` or `forbidden`. */
  readonly code: ErrorCode;
}

/** To the connection that asked for a namespace's rooms: those with a participant who is not hidden. */
export interface RoomsListed {
  readonly type: 'rooms-listed';
  readonly connection: ConnectionId;
  readonly rooms: readonly RoomView[];
}

/** The events that one connection hears of. */
export type DirectEvent =
  | Joined
  | Replaced
  | HiddenLeft
  | JoinRejected
  | CommandRejected
  | SignallingAnswer
  | ChatAnswer
  | SyncingAnswer
  | RoomsListed;

/** Everything that the engine tells. */
export type EngineEvent = RoomEvent | DirectEvent;
