/** What the server sends, as schemas, exact to the field. */

import { z } from 'zod';
import type { ServerFrame } from '../frames.js';

const identifier = z.union([z.string(), z.number()]);
const offset = z.int().positive();
/** 0 where nobody but somebody who is hidden has been in the room. */
const newestOffset = z.int().min(0);
const participants = z.array(
  z.strictObject({
    userId: identifier,
    userName: identifier,
    isStreaming: z.boolean(),
    streamName: identifier.optional(),
    away: z.literal(true).optional(),
  }),
);
const limit = z.int().min(0);
const roomEvent = { roomId: identifier, userId: identifier, offset };
const presenceEvent = { ...roomEvent, participants: participants.optional() };
const signalSource = { roomId: identifier, fromUserId: identifier };

const chatMessage = z.strictObject({
  type: z.literal('chat-message'),
  ...roomEvent,
  userName: identifier,
  timestamp: z.number(),
  messageId: z.string().min(1),
  clientMessageId: z.string().min(1).optional(),
  content: z.unknown(),
});

/** Every frame that the server sends. */
export const serverFrameSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('room-joined'),
    ...roomEvent,
    offset: newestOffset,
    roomName: identifier,
    epoch: z.string().min(1),
    limits: z.strictObject({
      maxPayloadBytes: limit,
      maxChatBytes: limit,
      maxNameBytes: limit,
      rateLimitPerSecond: limit,
      rateLimitBurst: limit,
    }),
    participants,
    history: z.array(chatMessage).optional(),
    recovered: z.boolean().optional(),
    recoveryFailure: z.enum(['epoch-changed', 'gap', 'expired']).optional(),
    resumeToken: z.string().min(1).optional(),
    tokenExpiresAt: z.number().optional(),
  }),
  z.strictObject({
    type: z.literal('user-joined'),
    ...presenceEvent,
    userName: identifier,
  }),
  z.strictObject({
    type: z.literal('user-left'),
    ...presenceEvent,
    reason: z.enum(['left', 'disconnected', 'timeout']),
  }),
  z.strictObject({
    type: z.literal('user-streaming-started'),
    ...presenceEvent,
    streamName: identifier,
  }),
  z.strictObject({
    type: z.literal('user-streaming-stopped'),
    ...presenceEvent,
    streamName: identifier.nullable(),
  }),
  z.strictObject({ type: z.literal('user-away'), ...roomEvent, until: z.number() }),
  z.strictObject({ type: z.literal('user-back'), ...roomEvent }),
  chatMessage,
  z.strictObject({
    type: z.literal('room-state'),
    roomId: identifier,
    epoch: z.string().min(1),
    offset: newestOffset,
    participants,
  }),
  z.strictObject({
    type: z.literal('rooms-list'),
    rooms: z.array(
      z.strictObject({
        roomId: identifier,
        roomName: identifier,
        participantCount: z.int().positive(),
        streamCount: limit,
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
  z.strictObject({ type: z.literal('token-refreshed'), expiresAt: z.number().nullable() }),
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
