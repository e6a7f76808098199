/** From what a client sent to what the engine is asked. */

import { assertNever } from '../../src/errors/assert-never.js';
import { allows, type Grant } from '../../src/grant.js';
import type {
  Claim,
  Command,
  ConnectionId,
  Identifier,
  JoinCommand,
  JsonText,
  ProtocolContext,
  ProtocolLimits,
  SeatedCommand,
  SignalKind,
} from '../../src/protocol.js';
import type {
  ClientFrame,
  JoinRoomFrame,
  PingFrame,
  RefreshTokenFrame,
  SendSignalFrame,
} from './frames.js';
import type { Refusal } from './parse.js';
import { fitsInBytes } from './schema.js';
import { signalWire } from './signals.js';

interface RoomAndUser {
  readonly roomId: Identifier;
  readonly userId: Identifier;
}

/** The frames that ask something of the engine. */
export type RequestFrame = Exclude<ClientFrame, PingFrame | RefreshTokenFrame>;

/**
 * The command that a frame asks for, or why it has no effect.
 *
 * @param grant what its sender may do; null where nobody is asked
 */
export function toCommand(
  frame: RequestFrame,
  connection: ConnectionId,
  { limits, rooms: { namespace } }: Pick<ProtocolContext, 'limits' | 'rooms'>,
  grant: Grant | null,
): Command | Refusal {
  switch (frame.type) {
    case 'join-room':
      return toJoin(frame, connection, namespace, grant);
    case 'leave-room':
      return { type: 'leave', connection, claim: claimOf(frame), reason: 'left' };
    case 'start-streaming': {
      const streamName = orDefault(frame.streamName, frame.userId);
      return { type: 'start-stream', connection, claim: claimOf(frame), streamName };
    }
    case 'stop-streaming':
      return { type: 'stop-stream', connection, claim: claimOf(frame) };
    case 'chat-message': {
      const content = encodeChat(frame.content, limits);
      if (typeof content !== 'string') return content;
      return {
        type: 'send-message',
        connection,
        claim: claimOf(frame),
        content,
        clientMessageId: frame.clientMessageId ?? null,
      };
    }
    case 'sync-room':
      return { type: 'sync-room', connection, claim: { roomId: frame.roomId, userId: null } };
    case 'list-rooms':
      return { type: 'list-rooms', connection, namespace };
    case 'webrtc-offer':
      return toSignal(frame, 'offer', frame.offer, connection, limits);
    case 'webrtc-answer':
      return toSignal(frame, 'answer', frame.answer, connection, limits);
    case 'webrtc-ice-candidate':
      return toSignal(frame, 'ice-candidate', frame.candidate, connection, limits);
    /* v8 ignore next -- @preserve: the compiler rules it out */
    default:
      return assertNever(frame);
  }
}

/** The type of the frame that a refused command came from. */
export function requestTypeOf(command: SeatedCommand): RequestFrame['type'] {
  switch (command.type) {
    case 'start-stream':
      return 'start-streaming';
    case 'stop-stream':
      return 'stop-streaming';
    case 'send-message':
      return 'chat-message';
    case 'signal':
      return signalWire[command.kind].type;
    case 'sync-room':
      return 'sync-room';
    /* v8 ignore next -- @preserve: the compiler rules it out */
    default:
      return assertNever(command);
  }
}

function toJoin(
  frame: JoinRoomFrame,
  connection: ConnectionId,
  namespace: string,
  grant: Grant | null,
): JoinCommand {
  const { roomId, userId } = frame;
  return {
    type: 'join',
    connection,
    room: { namespace, roomId },
    userId,
    // What was signed beats what is said.
    userName: grant?.userName ?? frame.userName ?? userId,
    roomName: orDefault(frame.roomName, roomId),
    password: String(frame.password ?? ''),
    seat: grant !== null && allows(grant, 'hidden') ? 'hidden' : 'resumable',
    resumeToken: frame.resumeToken ?? null,
    history: frame.history ?? 0,
    recover: frame.recover ?? null,
  };
}

function toSignal(
  frame: SendSignalFrame,
  kind: SignalKind,
  value: unknown,
  connection: ConnectionId,
  limits: ProtocolLimits,
): Command | Refusal {
  const payload = encodeJson(value, limits);
  const { field } = signalWire[kind];
  if (payload === null) return refusalOf('invalid-message', frame.type, field);
  // Encoding may lengthen what came in: 1e20 is written out.
  if (!fitsInBytes(payload, limits.maxPayloadBytes) && limits.refuses('maxPayloadBytes')) {
    return refusalOf('message-too-large', frame.type, field);
  }
  const claim = { roomId: frame.roomId, userId: frame.fromUserId };
  return { type: 'signal', connection, claim, toUserId: frame.toUserId, kind, payload };
}

/** A text is measured as it reads, any other value by its JSON. */
function encodeChat(content: unknown, limits: ProtocolLimits): JsonText | Refusal {
  const text = encodeJson(content, limits);
  if (text === null) return refusalOf('invalid-message', 'chat-message', 'content');
  const measured = typeof content === 'string' ? content : text;
  return fitsInBytes(measured, limits.maxChatBytes) || !limits.refuses('maxChatBytes')
    ? text
    : refusalOf('message-too-large', 'chat-message', 'content');
}

/** Null if the value is nested too deeply. */
function encodeJson(value: unknown, limits: ProtocolLimits): JsonText | null {
  if (!isNestedWithin(value, limits.maxJsonDepth) && limits.refuses('maxJsonDepth')) return null;
  try {
    return JSON.stringify(value);
  } catch {
    // Nested deeper than the stack, which JSON.parse does not need: only where no limit is in force.
    return null;
  }
}

/** @param depth how many arrays and objects may lie in each other */
function isNestedWithin(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isNestedWithin(inner, depth - 1));
}

function claimOf({ roomId, userId }: RoomAndUser): Claim {
  return { roomId, userId };
}

function orDefault(name: Identifier | null | undefined, fallback: Identifier): Identifier {
  return name === undefined || name === null || name === '' ? fallback : name;
}

function refusalOf(code: Refusal['code'], requestType: string, field: string): Refusal {
  return { type: 'refusal', code, requestType, field };
}
