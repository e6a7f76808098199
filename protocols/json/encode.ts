/**
 * From events to frames. Everything goes through JSON.stringify, which escapes
 * what would not survive as UTF-8 (lone surrogates); values that are JSON text
 * already, such as lists of participants, are put in as they are.
 */

import { errors, type ErrorCode } from '../../src/errors/catalogue.js';
import type {
  ChatMessage,
  Identifier,
  JoinRejected,
  Joined,
  JsonText,
  ParticipantAway,
  ParticipantBack,
  ParticipantJoined,
  ParticipantLeft,
  Recovery,
  RoomEvent,
  RoomsListed,
  RoomView,
  Signal,
  StreamStarted,
  StreamStopped,
} from '../../src/protocol.js';
import type {
  ErrorFrame,
  JoinRoomErrorFrame,
  PongFrame,
  RoomJoinedFrame,
  RoomLimits,
  RoomsListFrame,
  RoomStateFrame,
  StreamingStartedFrame,
  StreamingStoppedFrame,
  UserAwayFrame,
  UserBackFrame,
  UserJoinedFrame,
  UserLeftFrame,
  TokenRefreshedFrame,
} from './frames.js';
import { signalWire } from './signals.js';

/** The answer to `ping`. */
export const pongFrame = JSON.stringify({ type: 'pong' } satisfies PongFrame);

/** What JSON writes as it is: printable ASCII but for quotes and backslashes. */
const plainText = /^[ !#-[\]-~]*$/;

/** What an error frame says beyond its code. */
export interface ErrorDetails {
  readonly requestType?: string | undefined;
  readonly field?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}

export function encodeError(code: ErrorCode, details: ErrorDetails = {}): string {
  const { requestType, field, retryAfterMs } = details;
  const { message } = errors[code];
  const frame: ErrorFrame = { type: 'error', code, message, requestType, field, retryAfterMs };
  return JSON.stringify(frame);
}

export function encodeTokenRefreshed(expiresAt: number | null): string {
  return JSON.stringify({ type: 'token-refreshed', expiresAt } satisfies TokenRefreshedFrame);
}

/** What `room-joined` says beyond the room. */
export interface Terms {
  readonly limits: RoomLimits;
  /** In ms since the epoch; null: none, or one that does not expire. */
  readonly tokenExpiresAt: number | null;
}

export function encodeRoomJoined(
  event: Joined,
  roster: JsonText,
  { limits, tokenExpiresAt }: Terms,
): string {
  const { room, participant, history, recovery, resumeToken } = event;
  const head: Omit<RoomJoinedFrame, 'participants' | 'history'> = {
    type: 'room-joined',
    roomId: room.key.roomId,
    userId: participant.userId,
    roomName: room.roomName,
    epoch: room.epoch,
    offset: room.offset,
    limits,
    ...recoveryFields(recovery),
    resumeToken: resumeToken ?? undefined,
    tokenExpiresAt: tokenExpiresAt ?? undefined,
  };
  const text = JSON.stringify(head);
  if (history === null) return withParticipants(text, roster);
  const messages = history.map((message) => encodeChatMessage(room, message));
  return withParticipants(withField(text, 'history', `[${messages.join(',')}]`), roster);
}

export function encodeRoomState(room: RoomView, roster: JsonText): string {
  const head: Omit<RoomStateFrame, 'participants'> = {
    type: 'room-state',
    roomId: room.key.roomId,
    epoch: room.epoch,
    offset: room.offset,
  };
  return withParticipants(JSON.stringify(head), roster);
}

export function encodeUserJoined(event: ParticipantJoined): string {
  const { userName } = event.participant;
  const frame: UserJoinedFrame = { type: 'user-joined', ...roomEventFields(event), userName };
  return JSON.stringify(frame);
}

export function encodeUserLeft(event: ParticipantLeft): string {
  const { reason } = event;
  const frame: UserLeftFrame = { type: 'user-left', ...roomEventFields(event), reason };
  return JSON.stringify(frame);
}

export function encodeStreamingStarted(event: StreamStarted): string {
  const { userId, streamName } = event.participant;
  const frame: StreamingStartedFrame = {
    type: 'user-streaming-started',
    ...roomEventFields(event),
    // Someone who has just started to stream has a stream name; the type cannot say so.
    streamName: streamName ?? userId,
  };
  return JSON.stringify(frame);
}

export function encodeStreamingStopped(event: StreamStopped): string {
  const { streamName } = event;
  const frame: StreamingStoppedFrame = {
    type: 'user-streaming-stopped',
    ...roomEventFields(event),
    streamName,
  };
  return JSON.stringify(frame);
}

export function encodeUserAway(event: ParticipantAway): string {
  const { until } = event;
  const frame: UserAwayFrame = { type: 'user-away', ...roomEventFields(event), until };
  return JSON.stringify(frame);
}

export function encodeUserBack(event: ParticipantBack): string {
  const frame: UserBackFrame = { type: 'user-back', ...roomEventFields(event) };
  return JSON.stringify(frame);
}

/**
 * The same text whenever and to whomever it is sent. Written by hand: nothing
 * else is sent as often.
 */
export function encodeChatMessage(room: RoomView, message: ChatMessage): string {
  const { userId, offset, userName, timestamp, messageId, clientMessageId, content } = message;
  const sendersId = clientMessageId === null ? '' : `,"clientMessageId":${quote(clientMessageId)}`;
  return (
    `{"type":"chat-message","roomId":${quote(room.key.roomId)},"userId":${quote(userId)}` +
    `,"offset":${String(offset)},"userName":${quote(userName)},"timestamp":${String(timestamp)}` +
    `,"messageId":${quote(messageId)}${sendersId},"content":${content}}`
  );
}

/** A frame with the list of everyone in the room. */
export function withParticipants(frame: JsonText, roster: JsonText): string {
  return withField(frame, 'participants', roster);
}

export function encodeJoinRoomError({ room, code }: JoinRejected): string {
  const frame: JoinRoomErrorFrame = {
    type: 'join-room-error',
    roomId: room.key.roomId,
    roomName: room.roomName,
    error: code,
    message: errors[code].message,
    hasPassword: room.hasPassword,
  };
  return JSON.stringify(frame);
}

export function encodeRoomsList(rooms: RoomsListed['rooms']): string {
  const frame: RoomsListFrame = {
    type: 'rooms-list',
    rooms: rooms.map((room) => ({
      roomId: room.key.roomId,
      roomName: room.roomName,
      participantCount: room.participants.size,
      streamCount: room.streams.size,
      hasPassword: room.hasPassword,
    })),
  };
  return JSON.stringify(frame);
}

export function encodeSignal({ room, kind, fromUserId, payload }: Signal): string {
  const { type, field } = signalWire[kind];
  const head = { type, roomId: room.key.roomId, fromUserId };
  return withField(JSON.stringify(head), field, payload);
}

function recoveryFields(
  recovery: Recovery | null,
): Pick<RoomJoinedFrame, 'recovered' | 'recoveryFailure'> {
  if (recovery === null) return {};
  return recovery.recovered
    ? { recovered: true }
    : { recovered: false, recoveryFailure: recovery.failure };
}

function roomEventFields({ room, offset, participant }: RoomEvent) {
  return { roomId: room.key.roomId, userId: participant.userId, offset };
}

function quote(text: Identifier): JsonText {
  return typeof text === 'string' && plainText.test(text) ? `"${text}"` : JSON.stringify(text);
}

/**
 * One more field for an object.
 *
 * @param object not empty
 */
function withField(object: JsonText, field: string, value: JsonText): JsonText {
  return `${object.slice(0, -1)},"${field}":${value}}`;
}
