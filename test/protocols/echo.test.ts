import { expect, it } from 'vitest';

import { echoProtocol } from '../../protocols/examples/echo/index.js';
import type { RoomView } from '../../src/protocol.js';
import { createFakeProtocolContext } from '../support/doubles/fake-protocol-context.js';
import { createFakeAuthentication } from '../support/doubles/fake-tokens.js';

function room(roomId: string): RoomView {
  const shape = { roomName: roomId, hasPassword: false, epoch: 'e1', offset: 0 };
  return {
    ...shape,
    key: { namespace: 'json', roomId },
    participants: new Map(),
    streams: new Map(),
  };
}

it('joins the room that the query names, and a lobby without one', () => {
  const context = createFakeProtocolContext();
  const instance = echoProtocol.create(context);
  context.open(instance, { query: 'room=kitchen' });
  context.open(instance);
  const rooms = context.commands.flatMap((each) => (each.type === 'join' ? each.room.roomId : []));
  expect(rooms).toEqual(['kitchen', 'lobby']);
});

it('lets nobody in where tokens are asked for', () => {
  const { authenticator } = createFakeAuthentication();
  const context = createFakeProtocolContext({ authenticator });
  const { connection } = context.open(echoProtocol.create(context));
  expect(connection.closedWith?.code).toBe(4502);
  expect(context.commands).toEqual([]);
});

it.each([true, false])('keeps to the sizes, if they are enforced: %s', (isEnforced) => {
  const limits = { maxNameBytes: 8, maxChatBytes: 8, refuses: () => isEnforced };
  const context = createFakeProtocolContext({ limits });
  const instance = echoProtocol.create(context);
  const named = context.open(instance, { query: 'room=too-long-a-name' });
  const talking = context.open(instance);
  talking.say('too long a text');
  const closes = [named, talking].map(({ connection }) => connection.closedWith?.code);
  expect(closes).toEqual(isEnforced ? [1008, 1009] : [undefined, undefined]);
});

it('closes a connection that its room refuses, and no other', () => {
  const context = createFakeProtocolContext();
  const instance = echoProtocol.create(context);
  const { connection } = context.open(instance);
  const refusal = { type: 'join-rejected', room: room('lobby'), code: 'room-full' } as const;
  instance.render({ ...refusal, connection: 'elsewhere' });
  instance.render({ type: 'joined', connection: 'elsewhere', room: room('lobby'), ...welcome });
  expect(connection.isOpen).toBe(true);
  expect(connection.topics.size).toBe(0);
  instance.render({ ...refusal, connection: connection.id });
  expect(connection.closedWith?.code).toBe(1008);
});

const welcome = {
  participant: {
    userId: 'elsewhere',
    userName: 'elsewhere',
    streamName: null,
    seat: { state: 'held', connection: 'elsewhere', resumable: false },
  },
  resumeToken: null,
  history: null,
  recovery: null,
} as const;
