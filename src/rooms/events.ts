/**
 * The events of the room engine. Room events concern everyone in the room and
 * are counted by the room's offset; direct events answer or concern one connection.
 *
 * An event is handed out while the engine stands still: `room` shows the room
 * exactly as it is after the event. It is a view of living state, so whoever
 * needs it later copies what it needs.
 */

import type { ErrorCode } from '../errors/catalogue.js';
import type {
  ConnectionId,
  Identifier,
  JsonText,
  LeaveReason,
  RoomKey,
  SeatedCommand,
  SignalKind,
} from './commands.js';
import type { ChatMessage, HistoryGap } from './history.js';

export type { ChatMessage } from './history.js';

/**
 * The state of a participant's seat.
 *
 * - `held`: by one connection; kept if that is lost and the seat is resumable.
 * - `shared`: by one connection or more, oldest first.
 * - `away`: by none; kept until a time, in ms since the epoch, for a connection that was lost.
 */
export type SeatState =
  | {
      readonly state: 'held';
      readonly connection: ConnectionId;
      readonly resumable: boolean;
    }
  | { readonly state: 'shared'; readonly connections: readonly ConnectionId[] }
  | { readonly state: 'away'; readonly until: number };

/** Someone in a room. A change makes a new object, so that it can be a cache key. */
export interface Participant {
  readonly userId: Identifier;
  readonly userName: Identifier;
  /** The name of the stream it sends; null while it does not stream. */
  readonly streamName: Identifier | null;
  readonly seat: SeatState;
}

/** A room as its events show it. */
export interface RoomView {
  readonly key: RoomKey;
  readonly roomName: Identifier;
  readonly hasPassword: boolean;
  /** Opaque, unique to this incarnation: a room that was dropped and opened again has another. */
  readonly epoch: string;
  /** The number of room events so far, and so the newest one's own offset. */
  readonly offset: number;
  /** By userId, in join order; a re-join keeps its place. Those who are hidden are not among them. */
  readonly participants: ReadonlyMap<Identifier, Participant>;
  /** Stream names by userId, in the order in which the streams began. */
  readonly streams: ReadonlyMap<Identifier, Identifier>;
}

/** The fields that room events have in common. */
interface OfRoom {
  readonly room: RoomView;
  /** 1, 2, 3 … in each incarnation of a room, without a gap. */
  readonly offset: number;
  readonly participant: Participant;
}

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

/** Someone streams, as `participant.streamName`; perhaps it did before. */
export interface StreamStarted extends OfRoom {
  readonly type: 'stream-started';
}

/** Someone streams no more; perhaps it did not before. */
export interface StreamStopped extends OfRoom {
  readonly type: 'stream-stopped';
  /** The name of the stream that ended; null if there was none. */
  readonly streamName: Identifier | null;
}

/** Someone sent a chat message; its offset is the event's. */
export interface MessageSent extends OfRoom {
  readonly type: 'message-sent';
  readonly message: ChatMessage;
}

/** The events that everyone in the room hears of. */
export type RoomEvent =
  | ParticipantJoined
  | ParticipantLeft
  | ParticipantAway
  | ParticipantBack
  | StreamStarted
  | StreamStopped
  | MessageSent;

/** The reason why missed messages could not be given: another incarnation of the room, or they are gone. */
export type RecoveryFailure = 'epoch-changed' | HistoryGap;

/** The outcome of a join's wish for missed messages. */
export type Recovery =
  /** Oldest first; none, if nothing was missed. */
  | { readonly recovered: true; readonly missed: readonly ChatMessage[] }
  | { readonly recovered: false; readonly failure: RecoveryFailure };

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

/** To the participant that somebody signals to: of a shared seat, to its newest connection. */
export interface Signal {
  readonly type: 'signal';
  readonly connection: ConnectionId;
  readonly room: RoomView;
  readonly fromUserId: Identifier;
  readonly kind: SignalKind;
  readonly payload: JsonText;
}

/** To the sender of a message that the room has had already; `message` is what was sent then. */
export interface MessageRepeated {
  readonly type: 'message-repeated';
  readonly connection: ConnectionId;
  readonly room: RoomView;
  readonly message: ChatMessage;
}

/** To the participant that asked for the room as it is. */
export interface RoomSynced {
  readonly type: 'room-synced';
  readonly connection: ConnectionId;
  readonly room: RoomView;
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
  | Signal
  | MessageRepeated
  | RoomSynced
  | RoomsListed;

/** Everything that the engine tells. */
export type EngineEvent = RoomEvent | DirectEvent;
