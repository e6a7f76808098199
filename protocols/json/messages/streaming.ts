import { z } from 'zod';
import { roomEventFields } from '../frame-text.js';
import type { StreamingStartedFrame, StreamingStoppedFrame } from '../frames.js';
import { asUser } from '../permissions.js';
import { serverSchemaParts } from '../schema-parts.js';
import { claimOf, orDefault, type Subject } from './message.js';

const { identifier, presenceEvent } = serverSchemaParts;

/** Streams of participants. */
export const streaming = {
  clientMessages: {
    'start-streaming': {
      schema: ({ identity, name }) =>
        z.object({
          type: z.literal('start-streaming'),
          ...identity,
          streamName: name.nullish(),
        }),
      permission: asUser('stream'),
      toCommand: (frame, { connection }) => ({
        type: 'start-stream',
        connection: connection.id,
        claim: claimOf(frame),
        streamName: orDefault(frame.streamName, frame.userId),
      }),
      text: {
        summary: 'Says that the sender streams now.',
        description:
          'Everyone in the room gets `user-streaming-started`, the sender and a repetition included.',
        fields: { streamName: 'The `userId` if left out or empty.' },
      },
    },
    'stop-streaming': {
      schema: ({ identity }) => z.object({ type: z.literal('stop-streaming'), ...identity }),
      permission: asUser('stream'),
      toCommand: (frame, { connection }) => ({
        type: 'stop-stream',
        connection: connection.id,
        claim: claimOf(frame),
      }),
      text: {
        summary: 'Says that the sender streams no more.',
        description:
          'Everyone in the room gets `user-streaming-stopped`, the sender and a repetition included.',
      },
    },
  },
  serverMessages: {
    'user-streaming-started': {
      schema: z.strictObject({
        type: z.literal('user-streaming-started'),
        ...presenceEvent,
        streamName: identifier,
      }),
      text: {
        summary: 'Somebody streams now; told to everyone in the room, the streamer included.',
      },
    },
    'user-streaming-stopped': {
      schema: z.strictObject({
        type: z.literal('user-streaming-stopped'),
        ...presenceEvent,
        streamName: identifier.nullable(),
      }),
      text: {
        summary: 'Somebody streams no more; told to everyone in the room, the streamer included.',
        fields: { streamName: 'The stream that ended; null if there was none.' },
      },
    },
  },
  roomMessages: {
    'stream-started': {
      type: 'user-streaming-started',
      audience: 'change',
      encode: (event) => {
        const { userId, streamName } = event.participant;
        const frame: StreamingStartedFrame = {
          type: 'user-streaming-started',
          ...roomEventFields(event),
          // Someone who has just started to stream has a stream name; the type cannot say so.
          streamName: streamName ?? userId,
        };
        return JSON.stringify(frame);
      },
    },
    'stream-stopped': {
      type: 'user-streaming-stopped',
      audience: 'change',
      encode: (event) => {
        const frame: StreamingStoppedFrame = {
          type: 'user-streaming-stopped',
          ...roomEventFields(event),
          streamName: event.streamName,
        };
        return JSON.stringify(frame);
      },
    },
  },
  requestTypes: {
    'start-stream': () => 'start-streaming',
    'stop-stream': () => 'stop-streaming',
  },
} satisfies Subject;
