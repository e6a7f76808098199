/**
 * What the room engine tells. Room events concern everyone in the room and are
 * counted by the room's offset; direct events answer or concern one connection.
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

/** Someone in a room. A change makes a new object, so that it can be a cache key. */
export interface Participant {
  readonly userId: Identifier;
  readonly userName: Identifier;
  /** The name of the stream it sends; null while it does not stream. */
  readonly streamName: Identifier | null;
  /** The connections that hold the seat, oldest first: one, unless the seat is shared, none while away. */
  readonly connections: readonly ConnectionId[];
  readonly sharesSeat: boolean;
  readonly resumable: boolean;
  /**
   * Until when the seat is kept for a connection that was lost, in ms since the
   * epoch; null while somebody holds it.
   */
  readonly awayUntil: number | null;
}

/** A room as others may see it. */
export interface RoomView {
  readonly key: RoomKey;
  readonly roomName: Identifier;
  readonly hasPassword: boolean;
  /**
   * Opaque, unique to this incarnation of the room: a room that was emptied and
   * opened again has another.
   */
  readonly epoch: string;
  /** How many room events there have been; the newest event's own offset. */
  readonly offset: number;
  /** By userId, in join order; a re-join keeps its place. Those who are hidden are not among them. */
  readonly participants: ReadonlyMap<Identifier, Participant>;
  /** Stream names by userId, in the order in which the streams began. */
  readonly streams: ReadonlyMap<Identifier, Identifier>;
}

interface OfRoom {
  readonly room: RoomView;
  /** 1, 2, 3 … in each incarnation of a room, without a gap. */
  readonly offset: number;
  readonly participant: Participant;
}

/** Someone took a seat, took it over or refreshed it. Its `joined` follows at once. */
export interface ParticipantJoined extends OfRoom {
  readonly type: 'participant-joined';
  readonly connection: ConnectionId;
}

/** Someone is gone; `participant` is what it last was. */
export interface ParticipantLeft extends OfRoom {
  readonly type: 'participant-left';
  /** The connection that gave the seat up; null if it was away. */
  readonly connection: ConnectionId | null;
  /** `timeout`: it was away for too long. */
  readonly reason: LeaveReason | 'timeout';
}

/** Someone's connection is lost; its seat is kept until `participant.awayUntil`. */
export interface ParticipantAway extends OfRoom {
  readonly type: 'participant-away';
  readonly until: number;
}

/** Someone who was away has resumed its seat. Its `joined` follows at once. */
export interface ParticipantBack extends OfRoom {
  readonly type: 'participant-back';
  readonly connection: ConnectionId;
}

export interface StreamStarted extends OfRoom {
  readonly type: 'stream-started';
}

export interface StreamStopped extends OfRoom {
  readonly type: 'stream-stopped';
  /** The name of the stream that ended; null if there was none (a repeated stop). */
  readonly streamName: Identifier | null;
}

export interface MessageSent extends OfRoom {
  readonly type: 'message-sent';
  readonly message: ChatMessage;
}

export type RoomEvent =
  | ParticipantJoined
  | ParticipantLeft
  | ParticipantAway
  | ParticipantBack
  | StreamStarted
  | StreamStopped
  | MessageSent;

/** Why missed messages could not be given: another incarnation of the room, or they are gone. */
export type RecoveryFailure = 'epoch-changed' | HistoryGap;

/** What became of the wish for missed messages. */
export type Recovery =
  | { readonly recovered: true; readonly missed: readonly ChatMessage[] }
  | { readonly recovered: false; readonly failure: RecoveryFailure };

/** To the connection that took a seat, or took it back. */
export interface Joined {
  readonly type: 'joined';
  readonly connection: ConnectionId;
  readonly room: RoomView;
  readonly participant: Participant;
  /** Takes the seat back, once, if the connection is lost; null if seats are not kept. */
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

/** To the hidden connection that gave its seat up; nobody else hears of it. */
export interface HiddenLeft {
  readonly type: 'hidden-left';
  readonly connection: ConnectionId;
  readonly room: RoomView;
}

/** To the connection whose join was refused; nothing has changed. */
export interface JoinRejected {
  readonly type: 'join-rejected';
  readonly connection: ConnectionId;
  /** Of a room that was not opened: as it would have been. */
  readonly room: RoomView;
  readonly code: ErrorCode;
}

/** To the connection whose command was refused; nothing has changed. */
export interface CommandRejected {
  readonly type: 'command-rejected';
  readonly connection: ConnectionId;
  readonly command: SeatedCommand;
  readonly code: ErrorCode;
}

/** To the participant that somebody signals to. */
export interface Signal {
  readonly type: 'signal';
  readonly connection: ConnectionId;
  readonly room: RoomView;
  readonly fromUserId: Identifier;
  readonly kind: SignalKind;
  readonly payload: JsonText;
}

/** To the sender of a message that the room has had already. */
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

/** Only rooms that somebody is in. */
export interface RoomsListed {
  readonly type: 'rooms-listed';
  readonly connection: ConnectionId;
  readonly rooms: readonly RoomView[];
}

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

export type EngineEvent = RoomEvent | DirectEvent;
