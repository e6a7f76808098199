/** What the server sends, as schemas, exact to the field. */

import { z } from 'zod';
import type { ServerFrame } from './frames.js';

const identifier = z.union([z.string(), z.number()]);
const offset = z.int().positive();
const participants = z.array(
  z.strictObject({
    userId: identifier,
    userName: identifier,
    isStreaming: z.boolean(),
    streamName: identifier.optional(),
  }),
);
const roomEvent = { roomId: identifier, userId: identifier, offset };
const signalSource = { roomId: identifier, fromUserId: identifier };

/** Every frame that the server sends. */
export const serverFrameSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('room-joined'),
    ...roomEvent,
    roomName: identifier,
    epoch: z.string().min(1),
    participants,
  }),
  z.strictObject({
    type: z.literal('user-joined'),
    ...roomEvent,
    userName: identifier,
    participants,
  }),
  z.strictObject({
    type: z.literal('user-left'),
    ...roomEvent,
    reason: z.enum(['left', 'disconnected', 'timeout']),
    participants,
  }),
  z.strictObject({
    type: z.literal('user-streaming-started'),
    ...roomEvent,
    streamName: identifier,
    participants,
  }),
  z.strictObject({
    type: z.literal('user-streaming-stopped'),
    ...roomEvent,
    streamName: identifier.nullable(),
    participants,
  }),
  z.strictObject({
    type: z.literal('chat-message'),
    ...roomEvent,
    userName: identifier,
    timestamp: z.number(),
    messageId: z.string().min(1),
    content: z.unknown(),
  }),
  z.strictObject({
    type: z.literal('rooms-list'),
    rooms: z.array(
      z.strictObject({
        roomId: identifier,
        roomName: identifier,
        participantCount: z.int().positive(),
        hasPassword: z.boolean(),
      }),
    ),
  }),
  z.strictObject({
    type: z.literal('join-room-error'),
    roomId: identifier,
    roomName: identifier,
    error: z.string(),
    message: z.string(),
    hasPassword: z.boolean(),
  }),
  z.strictObject({ type: z.literal('webrtc-offer'), ...signalSource, offer: z.unknown() }),
  z.strictObject({ type: z.literal('webrtc-answer'), ...signalSource, answer: z.unknown() }),
  z.strictObject({
    type: z.literal('webrtc-ice-candidate'),
    ...signalSource,
    candidate: z.unknown(),
  }),
  z.strictObject({ type: z.literal('pong') }),
  z.strictObject({
    type: z.literal('error'),
    code: z.string(),
    message: z.string(),
    requestType: z.string().optional(),
    field: z.string().optional(),
    retryAfterMs: z.number().optional(),
  }),
]) satisfies z.ZodType<ServerFrame>;
