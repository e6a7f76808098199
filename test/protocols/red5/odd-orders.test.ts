import { describe, expect, it } from 'vitest';

import { RoomLists } from '../../../protocols/red5/lists.js';
import { errors, refusedCloseCode } from '../../../src/errors/catalogue.js';
import { createFakeProtocolContext } from '../../support/doubles/fake-protocol-context.js';
import {
  createRed5Server,
  rejectionOf,
  roomOf,
  startStream,
} from '../../support/doubles/red5-server.js';

describe('what comes when nobody expects it', () => {
  it('does not refuse a connection that has its seat', () => {
    const server = createRed5Server();
    const client = server.connect('room=r&streamName=a');
    startStream(server, roomOf('r', 'a'), 'a', client);
    const { received } = client.connection;
    const heard = received.length;
    server.instance.render({ type: 'join-rejected', ...rejectionOf(client.connection.id) });

    expect(received.slice(heard)).toEqual([]);
    expect(client.connection.isOpen).toBe(true);
  });

  it('lets nobody go from a room in which nobody was', () => {
    const context = createFakeProtocolContext();
    new RoomLists(context).removeListener('r');
    expect([context.published, context.clock.pendingTimers]).toEqual([[], 0]);
  });
});

describe.each([
  [
    'with a close code of its own',
    'too-many-connections',
    errors['too-many-connections'].closeCode,
  ],
  ['without one', 'not-joined', refusedCloseCode],
] as const)('a reason %s', (_, code, closeCode) => {
  it('refuses a connection before it has a session', () => {
    const { context, instance } = createRed5Server();
    const connection = context.connect();
    instance.refuse(connection, { code });
    expect(connection.received).toEqual([errors[code].message]);
    expect(connection.closedWith?.code).toBe(closeCode);
  });

  it('ends one that has a session', () => {
    const { connection, session } = createRed5Server().connect('room=r&streamName=a');
    session.end({ code });
    expect(connection.closedWith?.code).toBe(closeCode);
  });
});
