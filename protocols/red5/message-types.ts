/** Under which types messages are counted. */

import type { MessageTypes } from '../../src/protocol.js';

/** Counts what a client says: nobody listens. */
export const ignoredType = 'ignored';

/** Counts the streams of a room. */
export const listType = 'list';

/** Counts the sentence that a client gets who cannot stay. */
export const refusalType = 'refusal';

export const messageTypes: MessageTypes = {
  received: [ignoredType],
  sent: [listType, refusalType],
};
