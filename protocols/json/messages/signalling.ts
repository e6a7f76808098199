import { z } from 'zod';
import type { Command, Signal, SignalKind } from '../../../src/protocol.js';
import { withField } from '../frame-text.js';
import type { SendSignalFrame } from '../frames.js';
import { encodeJson, fitsInBytes } from '../passing-values.js';
import { fromUser } from '../permissions.js';
import { type Refusal, refusalOf } from '../refusal.js';
import { type ClientSchemaParts, serverSchemaParts } from '../schema-parts.js';
import type { Recipient, Sender, Subject } from './message.js';

const { identifier } = serverSchemaParts;

/** The frame's type, and the field that holds the payload, for each kind of signalling. */
const signalWire = {
  offer: { type: 'webrtc-offer', field: 'offer' },
  answer: { type: 'webrtc-answer', field: 'answer' },
  'ice-candidate': { type: 'webrtc-ice-candidate', field: 'candidate' },
} as const satisfies Record<SignalKind, { type: SendSignalFrame['type']; field: string }>;

const source = { roomId: identifier, fromUserId: identifier };

/** WebRTC signalling from one participant of a room to another. */
export const signalling = {
  clientMessages: {
    'webrtc-offer': {
      schema: (parts) =>
        z.object({
          type: z.literal('webrtc-offer'),
          ...addressIn(parts),
          offer: parts.anyJson,
        }),
      permission: fromUser('signal'),
      toCommand: (frame, sender) => toSignal(frame, 'offer', frame.offer, sender),
      text: {
        summary: 'Relays a WebRTC offer to one other user of the room.',
        description: 'Answered by nothing, also if there is no such user.',
      },
    },
    'webrtc-answer': {
      schema: (parts) =>
        z.object({
          type: z.literal('webrtc-answer'),
          ...addressIn(parts),
          answer: parts.anyJson,
        }),
      permission: fromUser('signal'),
      toCommand: (frame, sender) => toSignal(frame, 'answer', frame.answer, sender),
      text: {
        summary: 'Relays a WebRTC answer to one other user of the room.',
        description: 'Answered by nothing, also if there is no such user.',
      },
    },
    'webrtc-ice-candidate': {
      schema: (parts) =>
        z.object({
          type: z.literal('webrtc-ice-candidate'),
          ...addressIn(parts),
          candidate: parts.anyJson,
        }),
      permission: fromUser('signal'),
      toCommand: (frame, sender) => toSignal(frame, 'ice-candidate', frame.candidate, sender),
      text: {
        summary: 'Relays an ICE candidate to one other user of the room.',
        description: 'Answered by nothing, also if there is no such user.',
      },
    },
  },
  serverMessages: {
    'webrtc-offer': {
      schema: z.strictObject({ type: z.literal('webrtc-offer'), ...source, offer: z.unknown() }),
      text: { summary: 'A WebRTC offer from another user of the room.' },
    },
    'webrtc-answer': {
      schema: z.strictObject({ type: z.literal('webrtc-answer'), ...source, answer: z.unknown() }),
      text: { summary: 'A WebRTC answer from another user of the room.' },
    },
    'webrtc-ice-candidate': {
      schema: z.strictObject({
        type: z.literal('webrtc-ice-candidate'),
        ...source,
        candidate: z.unknown(),
      }),
      text: { summary: 'An ICE candidate from another user of the room.' },
    },
  },
  answers: { signal: relay },
  requestTypes: { signal: ({ kind }) => signalWire[kind].type },
} satisfies Subject;

function addressIn({ identifier: id }: ClientSchemaParts) {
  return { roomId: id, fromUserId: id, toUserId: id };
}

function toSignal(
  frame: SendSignalFrame,
  kind: SignalKind,
  value: unknown,
  { connection, context: { limits } }: Sender,
): Command | Refusal {
  const payload = encodeJson(value, limits);
  const { field } = signalWire[kind];
  if (payload === null) return refusalOf('invalid-message', frame.type, field);
  // Encoding may lengthen what came in: 1e20 is written out.
  if (!fitsInBytes(payload, limits.maxPayloadBytes) && limits.refuses('maxPayloadBytes')) {
    return refusalOf('message-too-large', frame.type, field);
  }
  return {
    type: 'signal',
    connection: connection.id,
    claim: { roomId: frame.roomId, userId: frame.fromUserId },
    toUserId: frame.toUserId,
    kind,
    payload,
  };
}

function relay({ room, kind, fromUserId, payload }: Signal, { connection }: Recipient): void {
  const { type, field } = signalWire[kind];
  const head = { type, roomId: room.key.roomId, fromUserId };
  connection.send(withField(JSON.stringify(head), field, payload), type);
}
