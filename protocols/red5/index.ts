import type { Protocol } from '../../src/protocol.js';
import { Red5Instance } from './instance.js';
import { messageTypes } from './message-types.js';

/** Conferences of Red5 clients: README.md. */
export const red5Protocol: Protocol = {
  title: 'Red5',
  defaultPort: 8001,
  greeting: 'Callboard: a Red5 conference host. Open a WebSocket with ?room=R&streamName=S.',
  clientsReconnect: false,
  messages: messageTypes,
  create: (context) => new Red5Instance(context),
};
