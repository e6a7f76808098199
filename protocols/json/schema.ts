/** What clients may send, as schemas: they check input and describe it to machines. */

import { z } from 'zod';
import type { ClientFrame } from './frames.js';

/** The schema of each client frame, by its type. */
export type ClientSchemas = {
  readonly [T in ClientFrame['type']]: z.ZodType<Extract<ClientFrame, { type: T }>>;
};

/** @param isName whether a text is not too long for a name */
export function createClientSchemas(isName: (text: string) => boolean): ClientSchemas {
  const text = z.string().refine(isName);
  const identifier = z.union([text.min(1), z.number()]);
  const name = z.union([text, z.number()]);
  // Without the refinement a missing value would only be seen by its key, which
  // zod has treated differently from version to version.
  const anyJson = z.unknown().refine((value) => value !== undefined);
  const count = z.int().min(0);
  const identity = { roomId: identifier, userId: identifier };
  const address = { roomId: identifier, fromUserId: identifier, toUserId: identifier };

  return {
    'join-room': z.object({
      type: z.literal('join-room'),
      ...identity,
      userName: name.nullish(),
      roomName: name.nullish(),
      password: name.nullish(),
      presence: z.enum(['full', 'delta']).nullish(),
      history: count.nullish(),
      recover: z.object({ epoch: z.string(), offset: count }).nullish(),
      // Compared and not kept, so of any length: a server must not refuse its own.
      resumeToken: z.string().nullish(),
      token: z.string().nullish(),
    }),
    'leave-room': z.object({ type: z.literal('leave-room'), ...identity }),
    'start-streaming': z.object({
      type: z.literal('start-streaming'),
      ...identity,
      streamName: name.nullish(),
    }),
    'stop-streaming': z.object({ type: z.literal('stop-streaming'), ...identity }),
    'chat-message': z.object({
      type: z.literal('chat-message'),
      ...identity,
      content: anyJson,
      clientMessageId: text.min(1).nullish(),
    }),
    'list-rooms': z.object({ type: z.literal('list-rooms') }),
    'webrtc-offer': z.object({ type: z.literal('webrtc-offer'), ...address, offer: anyJson }),
    'webrtc-answer': z.object({ type: z.literal('webrtc-answer'), ...address, answer: anyJson }),
    'webrtc-ice-candidate': z.object({
      type: z.literal('webrtc-ice-candidate'),
      ...address,
      candidate: anyJson,
    }),
    'sync-room': z.object({ type: z.literal('sync-room'), roomId: identifier }),
    'refresh-token': z.object({ type: z.literal('refresh-token'), token: z.string().min(1) }),
    ping: z.object({ type: z.literal('ping') }),
  };
}

/** Whether the text is at most so many bytes long in UTF-8. */
export function fitsInBytes(text: string, maxBytes: number): boolean {
  // A UTF-16 unit becomes three bytes at most, so most texts need no counting.
  return text.length * 3 <= maxBytes || Buffer.byteLength(text) <= maxBytes;
}
