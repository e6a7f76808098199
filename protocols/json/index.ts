import type { Protocol } from '../../src/protocol.js';
import asyncApiDocument from './asyncapi.json' with { type: 'json' };
import { JsonProtocolInstance } from './instance.js';
import { messageTypes } from './message-types.js';

/** Rooms with participants, streams, chat and WebRTC signalling, as JSON text frames (README.md). */
export const jsonProtocol: Protocol = {
  title: 'JSON',
  defaultPort: 8080,
  greeting: 'Callboard: JSON rooms. Connect with a WebSocket.',
  pages: [
    {
      path: '/asyncapi.json',
      contentType: 'application/json',
      body: `${JSON.stringify(asyncApiDocument, null, 2)}\n`,
    },
  ],
  clientsReconnect: true,
  messages: messageTypes,
  hostsPages: true,
  create: (context) => new JsonProtocolInstance(context),
};
