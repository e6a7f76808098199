import type { Protocol } from '../../src/protocol.js';
import { JsonProtocolInstance } from './instance.js';

/** Rooms with participants, streams, chat and WebRTC signalling, as JSON text frames (README.md). */
export const jsonProtocol: Protocol = {
  name: 'json',
  greeting: 'Callboard: JSON rooms. Connect with a WebSocket.',
  clientsReconnect: true,
  create: (context) => new JsonProtocolInstance(context),
};
