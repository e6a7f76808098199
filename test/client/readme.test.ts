import { expect, it } from 'vitest';

import type { RoomClientOptions, RoomEvents } from '../../src/client/index.js';
import { namesInTable } from '../support/documents/markdown.js';

const events: Readonly<Record<keyof RoomEvents, true>> = {
  state: true,
  'participant-joined': true,
  'participant-left': true,
  'participant-away': true,
  'participant-back': true,
  'stream-started': true,
  'stream-stopped': true,
  message: true,
  signal: true,
  'history-lost': true,
  error: true,
};

const options: Readonly<Record<keyof RoomClientOptions, true>> = {
  roomId: true,
  userId: true,
  userName: true,
  roomName: true,
  password: true,
  token: true,
  history: true,
  maxMessages: true,
  WebSocket: true,
  reconnect: true,
  connectTimeoutMs: true,
  environment: true,
};

it.each([
  { table: 'events', names: Object.keys(events) },
  { table: 'options', names: Object.keys(options) },
])('shows all $table of a room client', ({ table, names }) => {
  expect(namesInTable('src/client/README.md', table)).toEqual(names);
});
