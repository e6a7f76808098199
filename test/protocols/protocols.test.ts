import { echoProtocol } from '../../protocols/examples/echo/index.js';
import { jsonProtocol } from '../../protocols/json/index.js';
import { red5Protocol } from '../../protocols/red5/index.js';
import { describeProtocol } from './contract.js';

describeProtocol('the JSON protocol', jsonProtocol, (userId) => ({
  query: '',
  messages: [JSON.stringify({ type: 'join-room', roomId: 'r', userId })],
}));
describeProtocol('the Red5 protocol', red5Protocol, (streamName) => ({
  query: `room=r&streamName=${streamName}`,
  messages: [],
}));
describeProtocol('the echo', echoProtocol, () => ({ query: 'room=r', messages: [] }));
