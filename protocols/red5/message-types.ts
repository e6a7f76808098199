/** Under which types messages are counted. */

import type { MessageTypes } from '../../src/protocol.js';

/** Counts what a client says: nobody listens. */
export const ignoredType = 'ignored';

/** A list is an object; a sentence never begins like one. */
const listStart = '{';

export const messageTypes: MessageTypes = {
  received: [ignoredType],
  sent: ['list', 'refusal'],
  typeOf: (frame) => (frame.startsWith(listStart) ? 'list' : 'refusal'),
};
