import { protocols, type ProtocolName } from '../../protocols/index.js';
import { echoProtocol } from '../../protocols/examples/echo/index.js';
import { describeProtocol, type Entrance } from './contract.js';

const entrances: Readonly<Record<ProtocolName, (user: string) => Entrance>> = {
  json: (user) => ({
    messages: [JSON.stringify({ type: 'join-room', roomId: 'lobby', userId: user })],
  }),
  red5: (user) => ({ request: { query: `room=lobby&streamName=${user}` } }),
};

for (const [name, protocol] of Object.entries(protocols)) {
  // The registry has these names and no others.
  describeProtocol(name, protocol, entrances[name as ProtocolName]);
}

describeProtocol('echo', echoProtocol, () => ({ request: { query: 'room=lobby' } }));
