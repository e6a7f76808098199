import { describe, expect, it } from 'vitest';
import { red5Protocol } from '../../../protocols/red5/index.js';
import { errors } from '../../../src/errors/catalogue.js';
import { createFakeProtocolContext } from '../../support/doubles/fake-protocol-context.js';
import {
  createRed5Server,
  rejectionOf,
  roomOf,
  startStream,
} from '../../support/doubles/red5-server.js';

const notice = 'The following query parameters are required: room, streamName';

describe('a connection with room and streamName', () => {
  it.each(['/', '/conference', '/a/b/c'])('[R5-1] asks for its seat under path %s', (path) => {
    const { context, connect } = createRed5Server();
    const { connection } = connect('x=1&streamName=alpha&room=r%C3%A9', path);
    expect(context.commands).toEqual([
      {
        type: 'join',
        connection: connection.id,
        room: { namespace: 'red5', roomId: 'ré' },
        userId: 'alpha',
        userName: 'alpha',
        roomName: 'ré',
        password: '',
        seat: 'shared',
        resumeToken: null,
        history: 0,
        recover: null,
      },
      {
        type: 'start-stream',
        connection: connection.id,
        claim: { roomId: 'ré', userId: 'alpha' },
        streamName: 'alpha',
      },
    ]);
    expect(connection.isOpen).toBe(true);
    expect(connection.received).toEqual([]);
  });

  it('[R5-17] leaves when it says goodbye, and is disconnected when it is lost', () => {
    const { context, connect } = createRed5Server();
    const polite = connect('room=r&streamName=a');
    const lost = connect('room=r&streamName=b');
    polite.leave();
    lost.leave({ reason: 'lost' });
    expect(context.commands.slice(-2)).toEqual([
      { type: 'leave', connection: polite.connection.id, claim: null, reason: 'left' },
      { type: 'leave', connection: lost.connection.id, claim: null, reason: 'disconnected' },
    ]);
  });

  it('[R5-23] gets nothing and does nothing by what it sends', () => {
    const { context, connect } = createRed5Server();
    const client = connect('room=r&streamName=a');
    const before = context.commands.length;
    for (const message of ['', 'hello', 'null', '{"type":"ping"}', 'x'.repeat(500_000)]) {
      client.say(message);
    }
    client.say(Uint8Array.of(0xff, 0xfe));
    expect(context.commands).toHaveLength(before);
    expect(client.connection.received).toEqual([]);
    expect(client.connection.isOpen).toBe(true);
  });

  it('[R5-24] is closed with 1012 in a drain, without a frame, and leaves', () => {
    const { context, connect } = createRed5Server();
    const { connection, session } = connect('room=r&streamName=a');
    session.end({ code: 'draining', retryAfterMs: 3000 });
    expect(connection.received).toEqual([]);
    expect(connection.closedWith).toEqual({ code: 1012, reason: errors.draining.message });
    expect(context.commands.at(-1)).toMatchObject({ type: 'leave', reason: 'disconnected' });
  });
});

describe('a connection that is still joining', () => {
  it('[R5-33] gets no list when it has caught up: it has missed none', () => {
    const { connect } = createRed5Server();
    const { connection, session } = connect('room=r&streamName=a');
    expect(session.overwhelmed()).toBeNull();
    session.relieved();
    expect(connection.received).toEqual([]);
  });
});

describe('the protocol', () => {
  it('[R5-24] says that its clients do not come back, so that they are told last', () => {
    expect(red5Protocol.clientsReconnect).toBe(false);
  });

  it('greets in one line', () => {
    expect(red5Protocol.greeting).toMatch(/^[^\r\n]+$/);
  });
});

describe('a connection that lacks a parameter', () => {
  it.each([
    null,
    '',
    'foo=bar',
    'room=r',
    'streamName=a',
    'room=&streamName=a',
    'room=r&streamName=',
    'room&streamName=a',
    'room=r&streamName=a&streamName=',
    'Room=r&streamname=a',
  ])('[R5-7] is told so and closed without a code: %s', (query) => {
    const { context, connect } = createRed5Server();
    const { connection } = connect(query);
    expect(connection.received).toEqual([notice]);
    expect(connection.closedWith).toEqual({ code: undefined, reason: undefined });
    expect(context.commands).toEqual([]);
  });

  it('[R5-7] is never registered, whatever follows', () => {
    const { context, instance, connect } = createRed5Server();
    const { connection, session } = connect('room=r');
    session.receive(new TextEncoder().encode('hello'));
    session.end({ code: 'draining', retryAfterMs: 0 });
    session.closed({ reason: 'goodbye' });
    instance.render({ type: 'join-rejected', ...rejectionOf(connection.id) });
    expect(connection.received).toEqual([notice]);
    expect(context.commands).toEqual([]);
    expect(context.clock.pendingTimers).toBe(0);
  });
});

describe('a connection with a name that is too long', () => {
  it.each([
    ['room', `room=${'r'.repeat(11)}&streamName=a`],
    ['streamName', `room=r&streamName=${'a'.repeat(11)}`],
    ['streamName', `room=r&streamName=${'%C3%A9'.repeat(6)}`],
    ['room', `room=${'%F0%9F%8E%A5'.repeat(3)}&streamName=a`],
  ])('[R5-8] is told which, and how long it may be: %s', (parameter, query) => {
    const { context, connect } = createRed5Server(10);
    const { connection } = connect(query);
    expect(connection.received).toEqual([
      `A name is longer than this server accepts. ${parameter}: at most 10 bytes of UTF-8.`,
    ]);
    expect(connection.closedWith?.code).toBe(1008);
    expect(context.commands).toEqual([]);
  });

  it.each([
    `room=${'r'.repeat(10)}&streamName=${'a'.repeat(10)}`,
    `room=r&streamName=${'%C3%A9'.repeat(5)}`,
    `room=r&streamName=a&token=${'x'.repeat(5000)}`,
  ])('[R5-8] counts bytes after decoding, of the two names alone: %s', (query) => {
    const { context, connect } = createRed5Server(10);
    expect(connect(query).connection.isOpen).toBe(true);
    expect(context.commands).toHaveLength(2);
  });
});

describe('a connection whose join is refused', () => {
  it('[R5-9] is told why and closed, and has nothing to leave', () => {
    const { context, instance, connect } = createRed5Server();
    const { connection } = connect('room=r&streamName=a');
    const before = context.commands.length;
    instance.render({ type: 'join-rejected', ...rejectionOf(connection.id) });
    expect(connection.received).toEqual([errors['incorrect-password'].message]);
    expect(connection.closedWith?.code).toBe(1008);
    expect(context.commands).toHaveLength(before);
  });

  it("[R5-9] is closed with the error's own code if that has one", () => {
    const { instance, connect } = createRed5Server();
    const { connection } = connect('room=r&streamName=a');
    const rejection = rejectionOf(connection.id);
    instance.render({ type: 'join-rejected', ...rejection, code: 'draining' });
    expect(connection.closedWith?.code).toBe(errors.draining.closeCode);
  });

  it('[R5-9] may be refused while it still joins', () => {
    const commands: string[] = [];
    const context = createFakeProtocolContext({
      dispatch: (command) => {
        commands.push(command.type);
        if (command.type !== 'join') return;
        instance.render({ type: 'join-rejected', ...rejectionOf(command.connection) });
      },
    });
    const instance = red5Protocol.create(context);
    const { connection } = context.open(instance, { query: 'room=r&streamName=a' });
    expect(connection.closedWith?.code).toBe(1008);
    expect(commands).not.toContain('leave');
  });
});

describe('an event for a connection that is gone', () => {
  it('[R5-17] subscribes nobody and sends nothing', () => {
    const server = createRed5Server();
    const client = server.connect('room=r&streamName=alpha');
    client.leave();
    startStream(server, roomOf('r', 'alpha'), 'alpha', client);
    server.instance.render({ type: 'join-rejected', ...rejectionOf(client.connection.id) });
    expect(client.connection.topics.size).toBe(0);
    expect(client.connection.received).toEqual([]);
    expect(server.context.published).toEqual([]);
    expect(server.context.clock.pendingTimers).toBe(0);
  });
});
