import { z } from 'zod';
import type { ChatMessage, JsonText, ProtocolLimits, RoomView } from '../../../src/protocol.js';
import { quote } from '../frame-text.js';
import { encodeJson, fitsInBytes } from '../passing-values.js';
import { asUser } from '../permissions.js';
import { type Refusal, refusalOf } from '../refusal.js';
import { serverSchemaParts } from '../schema-parts.js';
import { claimOf, type Subject } from './message.js';

const { identifier, roomEvent } = serverSchemaParts;

/** Chat in a room. */
export const chat = {
  clientMessages: {
    'chat-message': {
      schema: ({ identity, text, anyJson }) =>
        z.object({
          type: z.literal('chat-message'),
          ...identity,
          content: anyJson,
          clientMessageId: text.min(1).nullish(),
        }),
      permission: asUser('chat'),
      toCommand: (frame, { connection, context }) => {
        const content = encodeChat(frame.content, context.limits);
        if (typeof content !== 'string') return content;
        return {
          type: 'send-message',
          connection: connection.id,
          claim: claimOf(frame),
          content,
          clientMessageId: frame.clientMessageId ?? null,
        };
      },
      text: {
        summary: 'Says something to everyone in the room.',
        description:
          'Everyone in the room gets it as a `chat-message` exactly once. The one that comes back to the sender is the acknowledgement.',
        fields: {
          content: 'Any JSON value; at most `maxChatBytes` bytes of UTF-8.',
          clientMessageId:
            "The sender's own id for the message: sent again under the same id, it is acknowledged as before and told to nobody twice. At most `maxNameBytes` bytes of UTF-8.",
        },
      },
    },
  },
  serverMessages: {
    'chat-message': {
      schema: z.strictObject({
        type: z.literal('chat-message'),
        ...roomEvent,
        userName: identifier,
        timestamp: z.number(),
        messageId: z.string().min(1),
        clientMessageId: z.string().min(1).optional(),
        content: z.unknown(),
      }),
      text: {
        summary: 'Somebody has said something; told to everyone in the room, the sender included.',
        fields: {
          timestamp: 'When it was said, in milliseconds since the epoch.',
          messageId: 'Opaque; unique among all messages.',
          content: 'The JSON value that was sent.',
          clientMessageId: "The sender's own id for the message, if it gave one.",
        },
      },
    },
  },
  roomMessages: {
    'message-sent': {
      type: 'chat-message',
      audience: 'everyone',
      encode: ({ room, message }) => encodeChatMessage(room, message),
    },
  },
  answers: {
    'message-repeated': ({ room, message }, { connection }) => {
      connection.send(encodeChatMessage(room, message), 'chat-message');
    },
  },
  requestTypes: { 'send-message': () => 'chat-message' },
} satisfies Subject;

/**
 * The same text whenever and to whomever it is sent. Written by hand: nothing
 * else is sent as often.
 */
export function encodeChatMessage(room: RoomView, message: ChatMessage): JsonText {
  const { userId, offset, userName, timestamp, messageId, clientMessageId, content } = message;
  const sendersId = clientMessageId === null ? '' : `,"clientMessageId":${quote(clientMessageId)}`;
  return (
    `{"type":"chat-message","roomId":${quote(room.key.roomId)},"userId":${quote(userId)}` +
    `,"offset":${String(offset)},"userName":${quote(userName)},"timestamp":${String(timestamp)}` +
    `,"messageId":${quote(messageId)}${sendersId},"content":${content}}`
  );
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
