import type { ClientFrame, SendChatFrame } from './frames.js';
import type { Refusal } from './refusal.js';
import { createClientSchemas } from './schemas.js';

/** Reads one message, text or binary: a frame that holds to the contract, or why it does not. */
export type MessageParser = (message: Uint8Array) => ClientFrame | Refusal;

/** The length up to which a type that nobody knows is echoed, in UTF-16 units. */
const maxRequestTypeLength = 64;

const decoder = new TextDecoder('utf-8', { fatal: true });

const invalidJson: Refusal = { type: 'refusal', code: 'invalid-json' };
const untyped: Refusal = { type: 'refusal', code: 'unknown-type' };

/**
 * @param isName whether a text is not too long for a name
 * @param maxNameBytes what is no longer is a name, whatever else is one
 */
export function createMessageParser(
  isName: (text: string) => boolean,
  maxNameBytes: number,
): MessageParser {
  const schemas = createClientSchemas(isName);

  return (message) => {
    const value = parseObject(message);
    if (value === null) return invalidJson;
    if (isPlainChat(value, maxNameBytes)) return value;
    const { type } = value;
    if (typeof type !== 'string') return untyped;
    const schema = schemas.get(type);
    if (schema === undefined) {
      const requestType = type.slice(0, maxRequestTypeLength);
      return { type: 'refusal', code: 'unknown-type', requestType };
    }
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    const field = result.error.issues[0]?.path[0]?.toString();
    return { type: 'refusal', code: 'invalid-message', requestType: type, field };
  };
}

/** The JSON object in the bytes, or null if they hold anything else. */
function parseObject(message: Uint8Array): { type?: unknown } | null {
  try {
    const value: unknown = JSON.parse(decoder.decode(message));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    // Invalid UTF-8 and invalid JSON: both are what the client must be told.
    return null;
  }
}

/**
 * Whether a message is chat of the usual kind: with texts for names, short
 * enough however they are written as UTF-8. The schema takes it as it is. Most
 * of what clients send is that, and this takes a fraction of the time.
 */
export function isPlainChat(
  value: Readonly<Partial<Record<keyof SendChatFrame, unknown>>>,
  maxNameBytes: number,
): value is SendChatFrame {
  const { type, roomId, userId, content, clientMessageId } = value;
  return (
    type === 'chat-message' &&
    content !== undefined &&
    isPlainName(roomId, maxNameBytes) &&
    isPlainName(userId, maxNameBytes) &&
    (clientMessageId === undefined || isPlainName(clientMessageId, maxNameBytes))
  );
}

function isPlainName(name: unknown, maxBytes: number): boolean {
  // A UTF-16 unit becomes three bytes at most.
  return typeof name === 'string' && name !== '' && name.length * 3 <= maxBytes;
}
