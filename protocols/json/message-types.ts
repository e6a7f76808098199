/** The types that messages are counted under: a fixed list, whatever clients send. */

import type { MessageTypes } from '../../src/protocol.js';
import type { ClientFrame } from './frames.js';
import { clientMessages, serverMessages } from './messages/index.js';
import type { Refusal } from './refusal.js';

/** Counts a message that is no JSON object. */
const invalidType = 'invalid';
/** Counts a message with a type that there is not, or with none. */
const unknownType = 'unknown';
/** Counts a message that is too large to be read. */
export const oversizedType = 'oversized';

export const messageTypes: MessageTypes = {
  received: [...Object.keys(clientMessages), invalidType, unknownType, oversizedType],
  sent: Object.keys(serverMessages),
};

/** The type that a message counts under once it is read. */
export function receivedTypeOf(frame: ClientFrame | Refusal): string {
  if (frame.type !== 'refusal') return frame.type;
  if (frame.code === 'invalid-json') return invalidType;
  // What a client made up is echoed to it, and must not become a name here.
  if (frame.code === 'unknown-type') return unknownType;
  return frame.requestType ?? unknownType;
}
