import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';

import { Red5Client } from '../../src/client/red5.js';
import { Inbox } from '../support/clients/inbox.js';
import { findFreePort } from '../support/servers/free-port.js';
import { Red5Member } from '../support/clients/red5-member.js';
import { startServer } from '../support/servers/server.js';

/** Somebody in a conference, and what it was told. */
function enter(
  url: string,
  room: string,
  streamName: string,
): { client: Red5Client; told: Inbox<string> } {
  const client = new Red5Client(url, { room, streamName, WebSocket, reconnect: () => 20 });
  const told = new Inbox<string>();
  client.on('added', (name) => told.push(`added ${name}`));
  client.on('removed', (name) => told.push(`removed ${name}`));
  client.on('state', ({ status }) => told.push(status));
  onTestFinished(() => client.close());
  return { client, told };
}

it('a Red5 client sees others come and go, whatever they are called', async () => {
  const { red5 } = await startServer();
  const url = `ws://127.0.0.1:${red5.port}`;
  const room = 'Raum 1 & 2 + ?';
  const ann = enter(url, room, 'ann');
  await ann.told.until(() => ann.client.state.status === 'joined', 'the first list');
  const name = 'bén=50% ☎';
  const other = await Red5Member.join(url, room, name);
  await ann.told.until(() => ann.client.streams.includes(name), 'the other');
  expect(ann.client.all).toEqual(['ann', name]);
  await other.connection.close();
  await ann.told.until(() => ann.client.streams.length === 0, 'the other to go');
  expect(ann.told.all).toEqual(['joined', `added ${name}`, `removed ${name}`]);
});

it('a Red5 client is not listed any more when it has closed', async () => {
  const { red5 } = await startServer();
  const url = `ws://127.0.0.1:${red5.port}`;
  const { client, told } = enter(url, 'lobby', 'ann');
  await told.until(() => client.state.status === 'joined', 'the first list');
  const other = await Red5Member.join(url, 'lobby', 'ben');
  await client.close();
  await other.listed(['ben']);
  expect(client.state.status).toBe('closed');
});

it('a Red5 client tells why it was refused, and does not insist', async () => {
  const { red5 } = await startServer({ maxNameBytes: 10 });
  const { client, told } = enter(`ws://127.0.0.1:${red5.port}`, 'lobby', 'n'.repeat(11));
  await told.until(() => client.state.status === 'closed', 'the end');
  expect(client.state).toMatchObject({ reason: 'refused' });
  expect(JSON.stringify(client.state)).toContain('10 bytes');
  expect(told.all).toEqual(['closed']);
});

it('Red5 clients come back by themselves when the server is started again', async () => {
  const red5Port = await findFreePort();
  const url = `ws://127.0.0.1:${red5Port}`;
  const first = await startServer({ red5Port, drainTimeoutMs: 5000 });
  const members = ['ann', 'ben', 'cat'].map((name) => enter(url, 'lobby', name));
  const seesAll = ({ client }: { client: Red5Client }): boolean =>
    client.state.status === 'joined' && client.streams.length === 2;
  for (const member of members) await member.told.until(() => seesAll(member), 'all');

  await first.callboard.stop();
  for (const { client, told } of members) {
    await told.until(() => client.state.status === 'reconnecting', 'the loss');
    expect(client.streams).toHaveLength(2);
  }
  await startServer({ red5Port });
  for (const member of members) await member.told.until(() => seesAll(member), 'all again');
});
