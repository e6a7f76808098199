/** What the server sends, on the wire. Every frame is one JSON object with a `type`. */

import type { Identifier } from './client-frames.js';

/** Someone in a room. */
export interface ParticipantEntry {
  readonly userId: Identifier;
  readonly userName: Identifier;
  readonly isStreaming: boolean;
  /** Only while it streams. */
  readonly streamName?: Identifier | undefined;
  /** Only while its connection is lost and its seat kept. */
  readonly away?: true | undefined;
}

/** What a client must keep to. */
export interface RoomLimits {
  /** The longest message, in bytes. */
  readonly maxPayloadBytes: number;
  /** The longest chat content, in bytes of UTF-8. */
  readonly maxChatBytes: number;
  /** The longest name, in bytes of UTF-8. */
  readonly maxNameBytes: number;
  /** How many messages a second; 0: as many as one likes. */
  readonly rateLimitPerSecond: number;
  /** How many messages at once after a pause. */
  readonly rateLimitBurst: number;
}

/** Why missed messages could not be given: the room is a new one, or they are no longer there. */
export type RecoveryFailure = 'epoch-changed' | 'gap' | 'expired';

/** To the connection that joined. */
export interface RoomJoinedFrame {
  readonly type: 'room-joined';
  readonly roomId: Identifier;
  readonly userId: Identifier;
  readonly roomName: Identifier;
  /** Opaque; unique to this incarnation of the room. */
  readonly epoch: string;
  /** The room's newest; for an ordinary join that is the join itself. */
  readonly offset: number;
  readonly limits: RoomLimits;
  /** Everyone in the room, the newcomer included, in join order. */
  readonly participants: readonly ParticipantEntry[];
  /** Past chat messages, oldest first, if they were asked for and `recovered` is not true. */
  readonly history?: readonly ChatMessageFrame[] | undefined;
  /** Whether all that was missed comes next, if that was asked for. */
  readonly recovered?: boolean | undefined;
  /** Only if `recovered` is false. */
  readonly recoveryFailure?: RecoveryFailure | undefined;
  /** Takes the seat back, once, if the connection is lost; only where seats are kept. */
  readonly resumeToken?: string | undefined;
  /** When the token expires, in ms since the epoch; only where there is one that does. */
  readonly tokenExpiresAt?: number | undefined;
}

/** The token is in force. */
export interface TokenRefreshedFrame {
  readonly type: 'token-refreshed';
  /** In ms since the epoch; null: never, or no token is asked for. */
  readonly expiresAt: number | null;
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

interface RoomEventFields {
  readonly roomId: Identifier;
  readonly userId: Identifier;
  /** Counts every event of the room: 1, 2, 3 … */
  readonly offset: number;
}

interface PresenceEventFields extends RoomEventFields {
  /** Everyone in the room after the event; left out for those who joined with `presence` `delta`. */
  readonly participants?: readonly ParticipantEntry[] | undefined;
}

/** To everyone else in the room. For someone who was there already: its name may be new, its stream has ended. */
export interface UserJoinedFrame extends PresenceEventFields {
  readonly type: 'user-joined';
  readonly userName: Identifier;
}

/** To those who remain. */
export interface UserLeftFrame extends PresenceEventFields {
  readonly type: 'user-left';
  /**
   * `left`: it said so or closed in order; `disconnected`: its connection was
   * lost; `timeout`: it was away for too long. There may be more of them later.
   */
  readonly reason: 'left' | 'disconnected' | 'timeout';
}

/** To everyone in the room, the streamer included. */
export interface StreamingStartedFrame extends PresenceEventFields {
  readonly type: 'user-streaming-started';
  readonly streamName: Identifier;
}

/** To everyone in the room, the streamer included. */
export interface StreamingStoppedFrame extends PresenceEventFields {
  readonly type: 'user-streaming-stopped';
  /** The stream that ended; null if there was none. */
  readonly streamName: Identifier | null;
}

/** To those with `presence` `delta`: someone's connection is lost, and its seat kept. */
export interface UserAwayFrame extends RoomEventFields {
  readonly type: 'user-away';
  /** When it leaves unless it comes back, in ms since the epoch. */
  readonly until: number;
}

/** To those with `presence` `delta`: someone who was away has its seat again, as it was. */
export interface UserBackFrame extends RoomEventFields {
  readonly type: 'user-back';
}

/** To everyone in the room, the sender included. */
export interface ChatMessageFrame extends RoomEventFields {
  readonly type: 'chat-message';
  readonly userName: Identifier;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  /** Opaque; unique among all messages. */
  readonly messageId: string;
  /** The sender's own id for it, if it gave one. */
  readonly clientMessageId?: string | undefined;
  /** The JSON value that was sent. */
  readonly content: unknown;
}

export interface RoomsListEntry {
  readonly roomId: Identifier;
  readonly roomName: Identifier;
  readonly participantCount: number;
  /** How many of the participants stream. */
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

interface SignalSource {
  readonly roomId: Identifier;
  readonly fromUserId: Identifier;
}

export interface OfferFrame extends SignalSource {
  readonly type: 'webrtc-offer';
  readonly offer: unknown;
}

export interface AnswerFrame extends SignalSource {
  readonly type: 'webrtc-answer';
  readonly answer: unknown;
}

export interface IceCandidateFrame extends SignalSource {
  readonly type: 'webrtc-ice-candidate';
  readonly candidate: unknown;
}

export interface PongFrame {
  readonly type: 'pong';
}

/** What was sent had no effect, or the connection is about to close. */
export interface ErrorFrame {
  readonly type: 'error';
  readonly code: string;
  /** A sentence for people; programs go by the code. */
  readonly message: string;
  /** The `type` of the message that was wrong, if it had one; cut when long. */
  readonly requestType?: string | undefined;
  /** The first field that was wrong. */
  readonly field?: string | undefined;
  /** When to come back, in ms; with the code `draining`. */
  readonly retryAfterMs?: number | undefined;
}

/** What a client receives. */
export type ServerFrame =
  | RoomJoinedFrame
  | UserJoinedFrame
  | UserLeftFrame
  | StreamingStartedFrame
  | StreamingStoppedFrame
  | UserAwayFrame
  | UserBackFrame
  | ChatMessageFrame
  | RoomStateFrame
  | RoomsListFrame
  | JoinRoomErrorFrame
  | OfferFrame
  | AnswerFrame
  | IceCandidateFrame
  | PongFrame
  | TokenRefreshedFrame
  | ErrorFrame;
