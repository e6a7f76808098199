/** Under which types messages are counted: a fixed list, whatever clients send. */

import type { MessageTypes } from '../../src/protocol.js';
import type { ClientFrame, ServerFrame } from './frames.js';
import type { Refusal } from './parse.js';

// Objects, so that the compiler finds a type that is missing.
const clientTypes: Readonly<Record<ClientFrame['type'], true>> = {
  'join-room': true,
  'leave-room': true,
  'start-streaming': true,
  'stop-streaming': true,
  'chat-message': true,
  'list-rooms': true,
  'webrtc-offer': true,
  'webrtc-answer': true,
  'webrtc-ice-candidate': true,
  'sync-room': true,
  'refresh-token': true,
  ping: true,
};

const serverTypes: Readonly<Record<ServerFrame['type'], true>> = {
  'room-joined': true,
  'room-state': true,
  'user-joined': true,
  'user-left': true,
  'user-away': true,
  'user-back': true,
  'user-streaming-started': true,
  'user-streaming-stopped': true,
  'chat-message': true,
  'webrtc-offer': true,
  'webrtc-answer': true,
  'webrtc-ice-candidate': true,
  'rooms-list': true,
  'join-room-error': true,
  'token-refreshed': true,
  pong: true,
  error: true,
};

/** Counts a message that is no JSON object. */
const invalidType = 'invalid';
/** Counts a message with a type that there is not, or with none. */
const unknownType = 'unknown';
/** Counts a message that is too large to be read. */
export const oversizedType = 'oversized';

export const messageTypes: MessageTypes = {
  received: [...Object.keys(clientTypes), invalidType, unknownType, oversizedType],
  sent: Object.keys(serverTypes),
};

/** The type that a message counts under once it is read. */
export function receivedTypeOf(frame: ClientFrame | Refusal): string {
  if (frame.type !== 'refusal') return frame.type;
  if (frame.code === 'invalid-json') return invalidType;
  // What a client made up is echoed to it, and must not become a name here.
  if (frame.code === 'unknown-type') return unknownType;
  return frame.requestType ?? unknownType;
}
