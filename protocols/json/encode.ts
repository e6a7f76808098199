/**
 * From events to frames. Everything goes through JSON.stringify, which escapes
 * what would not survive as UTF-8 (lone surrogates); values that are JSON text
 * already, such as lists of participants, are put in as they are.
 */

import { errors, type ErrorCode } from '../../src/errors.js';
import type {
  JoinRejected,
  Joined,
  JsonText,
  MessageSent,
  ParticipantJoined,
  ParticipantLeft,
  RoomEvent,
  RoomsListed,
  Signal,
  StreamStarted,
  StreamStopped,
} from '../../src/protocol.js';
import type {
  ChatMessageFrame,
  ErrorFrame,
  JoinRoomErrorFrame,
  PongFrame,
  RoomJoinedFrame,
  RoomsListFrame,
  ServerFrame,
  StreamingStartedFrame,
  StreamingStoppedFrame,
  UserJoinedFrame,
  UserLeftFrame,
} from './frames.js';
import { signalWire } from './signals.js';

/** The answer to `ping`. */
export const pongFrame = JSON.stringify({ type: 'pong' } satisfies PongFrame);

/** What an error frame says beyond its code. */
export type ErrorDetails = Pick<ErrorFrame, 'requestType' | 'field' | 'retryAfterMs'>;

export function encodeError(code: ErrorCode, details: ErrorDetails = {}): string {
  const { requestType, field, retryAfterMs } = details;
  const { message } = errors[code];
  const frame: ErrorFrame = { type: 'error', code, message, requestType, field, retryAfterMs };
  return JSON.stringify(frame);
}

export function encodeRoomJoined({ room, participant }: Joined, roster: JsonText): string {
  return splice<RoomJoinedFrame, 'participants'>(
    {
      type: 'room-joined',
      roomId: room.key.roomId,
      userId: participant.userId,
      roomName: room.roomName,
      epoch: room.epoch,
      offset: room.offset,
    },
    'participants',
    roster,
  );
}

export function encodeUserJoined(event: ParticipantJoined, roster: JsonText): string {
  const { userName } = event.participant;
  return splice<UserJoinedFrame, 'participants'>(
    { type: 'user-joined', ...roomEventFields(event), userName },
    'participants',
    roster,
  );
}

export function encodeUserLeft(event: ParticipantLeft, roster: JsonText): string {
  return splice<UserLeftFrame, 'participants'>(
    { type: 'user-left', ...roomEventFields(event), reason: event.reason },
    'participants',
    roster,
  );
}

export function encodeStreamingStarted(event: StreamStarted, roster: JsonText): string {
  const { userId, streamName } = event.participant;
  return splice<StreamingStartedFrame, 'participants'>(
    {
      type: 'user-streaming-started',
      ...roomEventFields(event),
      // Someone who has just started to stream has a stream name; the type cannot say so.
      streamName: streamName ?? userId,
    },
    'participants',
    roster,
  );
}

export function encodeStreamingStopped(event: StreamStopped, roster: JsonText): string {
  return splice<StreamingStoppedFrame, 'participants'>(
    { type: 'user-streaming-stopped', ...roomEventFields(event), streamName: event.streamName },
    'participants',
    roster,
  );
}

export function encodeChatMessage(event: MessageSent): string {
  return splice<ChatMessageFrame, 'content'>(
    {
      type: 'chat-message',
      ...roomEventFields(event),
      userName: event.message.userName,
      timestamp: event.message.timestamp,
      messageId: event.message.messageId,
    },
    'content',
    event.message.content,
  );
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

export function encodeRoomsList({ rooms }: RoomsListed): string {
  const frame: RoomsListFrame = {
    type: 'rooms-list',
    rooms: rooms.map((room) => ({
      roomId: room.key.roomId,
      roomName: room.roomName,
      participantCount: room.participants.size,
      hasPassword: room.hasPassword,
    })),
  };
  return JSON.stringify(frame);
}

export function encodeSignal({ room, kind, fromUserId, payload }: Signal): string {
  const { type, field } = signalWire[kind];
  const head = { type, roomId: room.key.roomId, fromUserId };
  return withField(head, field, payload);
}

function roomEventFields({ room, offset, participant }: RoomEvent) {
  return { roomId: room.key.roomId, userId: participant.userId, offset };
}

/** A frame whose last field is JSON text already. */
function splice<F extends ServerFrame, K extends keyof F & string>(
  head: Omit<F, K>,
  field: K,
  value: JsonText,
): string {
  return withField(head, field, value);
}

/** @param head not empty */
function withField(head: object, field: string, value: JsonText): string {
  return `${JSON.stringify(head).slice(0, -1)},"${field}":${value}}`;
}
