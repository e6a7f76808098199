/**
 * What clients send, on the wire. Every frame is one JSON object with a `type`.
 *
 * A field marked optional may also be null, which counts as leaving it out.
 * Fields that are not named here are ignored.
 */

/** A name that a client chose. Numbers keep their type: 42 and "42" are different names. */
export type Identifier = string | number;

/**
 * How a connection is told who is in the room: with the whole list in every
 * event, or with the change alone.
 */
export type Presence = 'full' | 'delta';

/** How far somebody who comes back has seen a room. */
export interface SeenSoFar {
  readonly epoch: string;
  /** The newest offset seen; a whole number, 0 for nothing. */
  readonly offset: number;
}

/** Takes a seat in a room, opening the room if there is none. Answered by `room-joined`. */
export interface JoinRoomFrame {
  readonly type: 'join-room';
  readonly roomId: Identifier;
  readonly userId: Identifier;
  /** What others see; the userId if left out. */
  readonly userName?: Identifier | null | undefined;
  /** The room's name if this join opens it; the roomId if left out or empty. */
  readonly roomName?: Identifier | null | undefined;
  /** Sets the password if this join opens the room; left out or empty: none. */
  readonly password?: string | number | null | undefined;
  /** `full` if left out. */
  readonly presence?: Presence | null | undefined;
  /** How many past chat messages are wanted at most; a whole number. */
  readonly history?: number | null | undefined;
  /** The chat messages since then are wanted. */
  readonly recover?: SeenSoFar | null | undefined;
  /** What the last `room-joined` gave out; takes the seat back as it was. */
  readonly resumeToken?: string | null | undefined;
  /** Says what its bearer may do, where that is asked for; from now on instead of the one before. */
  readonly token?: string | null | undefined;
}

/** Shows a token in place of the one before. Answered by `token-refreshed`. */
export interface RefreshTokenFrame {
  readonly type: 'refresh-token';
  readonly token: string;
}

/** Gives the seat up; the connection stays open. Answered by nothing. */
export interface LeaveRoomFrame {
  readonly type: 'leave-room';
  readonly roomId: Identifier;
  readonly userId: Identifier;
}

export interface StartStreamingFrame {
  readonly type: 'start-streaming';
  readonly roomId: Identifier;
  readonly userId: Identifier;
  /** The userId if left out or empty. */
  readonly streamName?: Identifier | null | undefined;
}

export interface StopStreamingFrame {
  readonly type: 'stop-streaming';
  readonly roomId: Identifier;
  readonly userId: Identifier;
}

export interface SendChatFrame {
  readonly type: 'chat-message';
  readonly roomId: Identifier;
  readonly userId: Identifier;
  /** Any JSON value. */
  readonly content: unknown;
  /** The sender's own id for it, not empty: what is sent twice under one id is said once. */
  readonly clientMessageId?: string | null | undefined;
}

/** Asks for the room as it is. Answered by `room-state`. */
export interface SyncRoomFrame {
  readonly type: 'sync-room';
  readonly roomId: Identifier;
}

/** Asks for the rooms. Answered by `rooms-list`. */
export interface ListRoomsFrame {
  readonly type: 'list-rooms';
}

/** Answered by `pong`. */
export interface PingFrame {
  readonly type: 'ping';
}

interface SignalAddress {
  readonly roomId: Identifier;
  readonly fromUserId: Identifier;
  readonly toUserId: Identifier;
}

export interface SendOfferFrame extends SignalAddress {
  readonly type: 'webrtc-offer';
  /** Any JSON value. */
  readonly offer: unknown;
}

export interface SendAnswerFrame extends SignalAddress {
  readonly type: 'webrtc-answer';
  /** Any JSON value. */
  readonly answer: unknown;
}

export interface SendIceCandidateFrame extends SignalAddress {
  readonly type: 'webrtc-ice-candidate';
  /** Any JSON value. */
  readonly candidate: unknown;
}

export type SendSignalFrame = SendOfferFrame | SendAnswerFrame | SendIceCandidateFrame;

/** What a client sends. */
export type ClientFrame =
  | JoinRoomFrame
  | LeaveRoomFrame
  | StartStreamingFrame
  | StopStreamingFrame
  | SendChatFrame
  | ListRoomsFrame
  | PingFrame
  | SendSignalFrame
  | SyncRoomFrame
  | RefreshTokenFrame;
