/** Joining a room and leaving it. */

import type { ChatMessageFrame } from './chat.js';
import type { Identifier, ParticipantEntry, PresenceEventFields } from './parts.js';

/**
 * The way in which a connection is told who is in the room: by the whole list
 * in every event, or by the change alone.
 */
export type Presence = 'full' | 'delta';

/** The newest event that somebody who comes back has seen of a room. */
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
  /** The name that others see; the userId if left out. */
  readonly userName?: Identifier | null | undefined;
  /** The room's name if this join opens it; the roomId if left out or empty. */
  readonly roomName?: Identifier | null | undefined;
  /** Sets the password if this join opens the room; left out or empty: none. */
  readonly password?: string | number | null | undefined;
  /** `full` if left out. */
  readonly presence?: Presence | null | undefined;
  /** The most past chat messages that are wanted; a whole number. */
  readonly history?: number | null | undefined;
  /** The chat messages since then are wanted. */
  readonly recover?: SeenSoFar | null | undefined;
  /** The token that the last `room-joined` gave out; takes the seat back as it was. */
  readonly resumeToken?: string | null | undefined;
  /** Says what its bearer may do, where that is asked for; from now on instead of the one before. */
  readonly token?: string | null | undefined;
}

/** Gives the seat up; the connection stays open. Answered by nothing. */
export interface LeaveRoomFrame {
  readonly type: 'leave-room';
  readonly roomId: Identifier;
  readonly userId: Identifier;
}

/** The limits that a client must keep to. */
export interface RoomLimits {
  /** The longest message, in bytes. */
  readonly maxPayloadBytes: number;
  /** The longest chat content, in bytes of UTF-8. */
  readonly maxChatBytes: number;
  /** The longest name, in bytes of UTF-8. */
  readonly maxNameBytes: number;
  /** The number of messages a second; 0: as many as one likes. */
  readonly rateLimitPerSecond: number;
  /** The number of messages at once after a pause. */
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

export type JoiningClientFrame = JoinRoomFrame | LeaveRoomFrame;
export type JoiningServerFrame = RoomJoinedFrame | UserJoinedFrame | UserLeftFrame;
