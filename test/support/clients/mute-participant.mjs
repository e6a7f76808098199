// A participant of both protocols in a process of its own, so that it can be
// stopped: a stopped process keeps its connections open and answers nothing.
//
//   node mute-participant.mjs JSON_URL RED5_URL ROOM NAME

import { once } from 'node:events';

import { WebSocket } from 'ws';

const [jsonUrl = '', red5Url = '', room = '', name = ''] = process.argv.slice(2);
const json = new WebSocket(jsonUrl);
await once(json, 'open');
json.send(JSON.stringify({ type: 'join-room', roomId: room, userId: name, userName: name }));
await once(json, 'message');
const red5 = new WebSocket(`${red5Url}/?room=${room}&streamName=${name}`);
await once(red5, 'message');
process.stdout.write('joined\n');
