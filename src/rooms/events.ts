/**
 * What the room engine tells. Room events concern everyone in the room and are
 * counted by the room's offset; direct events answer or concern one connection.
 *
 * An event is handed out while the engine stands still: `room` shows the room
 * exactly as it is after the event. It is a view of living state, so whoever
 * needs it later copies what it needs.
 */

import type { ErrorCode } from '../errors.js';
import type {
  ConnectionId,
  Identifier,
  JsonText,
  LeaveReason,
  RoomKey,
  SeatedCommand,
  SignalKind,
} from './commands.js';

/** Someone in a room. A change makes a new object, so that it can be a cache key. */
export interface Participant {
  readonly userId: Identifier;
  readonly userName: Identifier;
  /** The name of the stream it sends; null while it does not stream. */
  readonly streamName: Identifier | null;
  /** The connections that hold the seat, oldest first: one, unless the seat is shared. */
  readonly connections: readonly ConnectionId[];
  readonly sharesSeat: boolean;
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
  /** By userId, in join order; a re-join keeps its place. */
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
  /** The connection that gave the seat up. */
  readonly connection: ConnectionId;
  readonly reason: LeaveReason;
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
  readonly messageId: string;
  readonly content: JsonText;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
}

export type RoomEvent =
  ParticipantJoined | ParticipantLeft | StreamStarted | StreamStopped | MessageSent;

/** To the connection that took a seat. */
export interface Joined {
  readonly type: 'joined';
  readonly connection: ConnectionId;
  readonly room: RoomView;
  readonly participant: Participant;
}

/** To the connection whose seat another one took; it holds none now. */
export interface Replaced {
  readonly type: 'replaced';
  readonly connection: ConnectionId;
  readonly room: RoomView;
  readonly participant: Participant;
}

/** To the connection whose join was refused; nothing has changed. */
export interface JoinRejected {
  readonly type: 'join-rejected';
  readonly connection: ConnectionId;
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

export interface RoomsListed {
  readonly type: 'rooms-listed';
  readonly connection: ConnectionId;
  readonly rooms: readonly RoomView[];
}

export type DirectEvent = Joined | Replaced | JoinRejected | CommandRejected | Signal | RoomsListed;

export type EngineEvent = RoomEvent | DirectEvent;
