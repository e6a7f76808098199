import { z } from 'zod';
import { errors, type ErrorCode } from '../../../src/errors/catalogue.js';
import type { JsonText } from '../../../src/protocol.js';
import type { ErrorFrame, PongFrame, TokenRefreshedFrame } from '../frames.js';
import { nothingAsked } from '../permissions.js';
import type { Subject } from './message.js';

/** The connection itself: signs of life, tokens, errors. */
export const connection = {
  clientMessages: {
    'refresh-token': {
      schema: () => z.object({ type: z.literal('refresh-token'), token: z.string().min(1) }),
      // It brings a token of its own.
      permission: nothingAsked,
      text: {
        summary: 'Shows a token in place of the one before.',
        description:
          'It must be for the same user and still allow the seat that the connection has. A token that is refused changes nothing.',
        replies: ['token-refreshed'],
      },
    },
    ping: {
      schema: () => z.object({ type: z.literal('ping') }),
      permission: nothingAsked,
      text: {
        summary: 'Asks for a sign of life.',
        replies: ['pong'],
      },
    },
  },
  serverMessages: {
    'token-refreshed': {
      schema: z.strictObject({
        type: z.literal('token-refreshed'),
        expiresAt: z.number().nullable(),
      }),
      text: {
        summary: 'The token that was shown last is in force.',
        fields: {
          expiresAt:
            'When the token expires, in milliseconds since the epoch; null: never, or no token is asked for.',
        },
      },
    },
    pong: {
      schema: z.strictObject({ type: z.literal('pong') }),
      text: { summary: 'The sign of life that was asked for.' },
    },
    error: {
      schema: z.strictObject({
        type: z.literal('error'),
        code: z.string(),
        message: z.string(),
        requestType: z.string().optional(),
        field: z.string().optional(),
        retryAfterMs: z.number().optional(),
      }),
      text: {
        summary: 'What was sent had no effect, or the connection is about to close.',
        description:
          'May answer any message, also one that is no JSON. The connection stays open unless the code has a close code.',
        fields: {
          requestType: 'The `type` of the message that was wrong, if it had one; cut when long.',
          field: 'The first field that was wrong, if it was one.',
          retryAfterMs: 'When to come back, in milliseconds; with the code `draining`.',
        },
      },
    },
  },
} satisfies Subject;

/** The answer to `ping`. */
export const pongFrame: JsonText = JSON.stringify({ type: 'pong' } satisfies PongFrame);

/** @param expiresAt in ms since the epoch; null: never */
export function encodeTokenRefreshed(expiresAt: number | null): JsonText {
  return JSON.stringify({ type: 'token-refreshed', expiresAt } satisfies TokenRefreshedFrame);
}

/** The fields of an error frame beyond its code. */
export interface ErrorDetails {
  readonly requestType?: string | undefined;
  readonly field?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}

export function encodeError(code: ErrorCode, details: ErrorDetails = {}): JsonText {
  const { requestType, field, retryAfterMs } = details;
  const { message } = errors[code];
  const frame: ErrorFrame = { type: 'error', code, message, requestType, field, retryAfterMs };
  return JSON.stringify(frame);
}
