import { describe, expect, it } from 'vitest';
import { red5Protocol } from '../../../protocols/red5/index.js';
import { errors } from '../../../src/errors.js';
import type {
  Identifier,
  JoinRejected,
  Participant,
  ProtocolInstance,
  RoomView,
} from '../../../src/protocol.js';
import {
  createFakeProtocolContext,
  type FakeClient,
  type FakeProtocolContext,
} from '../../support/fake-protocol-context.js';

interface Server {
  readonly context: FakeProtocolContext;
  readonly instance: ProtocolInstance;
  connect(query: string | null, path?: string): FakeClient;
}

function createServer(maxNameBytes = 1024): Server {
  const context = createFakeProtocolContext({ limits: { maxNameBytes } });
  const instance = red5Protocol.create(context);
  return {
    context,
    instance,
    connect: (query, path = '/') => context.open(instance, { path, query }),
  };
}

/** A room as the engine would show it, with the streams in it. */
function roomOf(roomId: Identifier, ...streams: readonly Identifier[]): RoomView {
  return {
    key: { namespace: 'red5', roomId },
    roomName: roomId,
    hasPassword: false,
    epoch: `epoch of ${roomId}`,
    offset: 1,
    participants: new Map(),
    streams: new Map(streams.map((stream) => [stream, stream])),
  };
}

function participantOf(name: Identifier, ...clients: readonly FakeClient[]): Participant {
  return {
    userId: name,
    userName: name,
    streamName: name,
    connections: clients.map(({ connection }) => connection.id),
    sharesSeat: true,
  };
}

/** Tells the protocol that the clients' shared stream has started. */
function startStream(
  { instance }: Server,
  room: RoomView,
  name: Identifier,
  ...clients: readonly FakeClient[]
): void {
  const participant = participantOf(name, ...clients);
  instance.render({ type: 'stream-started', room, offset: 2, participant });
}

const notice = 'The following query parameters are required: room, streamName';

describe('a connection with room and streamName', () => {
  it.each(['/', '/conference', '/a/b/c'])('[R5-1] asks for its seat under path %s', (path) => {
    const { context, connect } = createServer();
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
        sharesSeat: true,
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
    const { context, connect } = createServer();
    const polite = connect('room=r&streamName=a');
    const lost = connect('room=r&streamName=b');
    polite.leave();
    lost.leave({ goodbye: false });
    expect(context.commands.slice(-2)).toEqual([
      { type: 'leave', connection: polite.connection.id, claim: null, reason: 'left' },
      { type: 'leave', connection: lost.connection.id, claim: null, reason: 'disconnected' },
    ]);
  });

  it('[R5-23] gets nothing and does nothing by what it sends', () => {
    const { context, connect } = createServer();
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
    const { context, connect } = createServer();
    const { connection, session } = connect('room=r&streamName=a');
    session.drain(3000);
    expect(connection.received).toEqual([]);
    expect(connection.closedWith).toEqual({ code: 1012, reason: errors.draining.message });
    expect(context.commands.at(-1)).toMatchObject({ type: 'leave', reason: 'disconnected' });
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
    const { context, connect } = createServer();
    const { connection } = connect(query);
    expect(connection.received).toEqual([notice]);
    expect(connection.closedWith).toEqual({ code: undefined, reason: undefined });
    expect(context.commands).toEqual([]);
  });

  it('[R5-7] is never registered, whatever follows', () => {
    const { context, instance, connect } = createServer();
    const { connection, session } = connect('room=r');
    session.receive(new TextEncoder().encode('hello'));
    session.drain(0);
    session.closed({ goodbye: true });
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
    const { context, connect } = createServer(10);
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
    const { context, connect } = createServer(10);
    expect(connect(query).connection.isOpen).toBe(true);
    expect(context.commands).toHaveLength(2);
  });
});

function rejectionOf(connection: string): Omit<JoinRejected, 'type'> {
  return { connection, room: roomOf('r'), code: 'incorrect-password' };
}

describe('a connection whose join is refused', () => {
  it('[R5-9] is told why and closed, and has nothing to leave', () => {
    const { context, instance, connect } = createServer();
    const { connection } = connect('room=r&streamName=a');
    const before = context.commands.length;
    instance.render({ type: 'join-rejected', ...rejectionOf(connection.id) });
    expect(connection.received).toEqual([errors['incorrect-password'].message]);
    expect(connection.closedWith?.code).toBe(1008);
    expect(context.commands).toHaveLength(before);
  });

  it("[R5-9] is closed with the error's own code if that has one", () => {
    const { instance, connect } = createServer();
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

describe('lists', () => {
  it('[R5-11] are text of this form and no other', () => {
    const server = createServer();
    const client = server.connect('room=a%22b&streamName=c');
    startStream(server, roomOf('a"b', 'c', 'd'), 'c', client);
    expect(client.connection.received).toEqual(['{"room":"a\\"b","streams":["c","d"]}']);
  });

  it('[R5-11] hold strings even where other names are numbers', () => {
    const server = createServer();
    const client = server.connect('room=42&streamName=7');
    startStream(server, roomOf('42', 1, '7'), '7', client);
    expect(client.connection.received).toEqual(['{"room":"42","streams":["1","7"]}']);
  });

  it('[R5-12] are published once for the whole room', () => {
    const server = createServer();
    const alpha = server.connect('room=r&streamName=alpha');
    const beta = server.connect('room=r&streamName=beta');
    const room = roomOf('r', 'alpha');
    startStream(server, room, 'alpha', alpha);
    server.context.clock.advance(1000);
    startStream(server, roomOf('r', 'alpha', 'beta'), 'beta', beta);
    expect(server.context.published).toEqual([
      { topic: room.epoch, frame: '{"room":"r","streams":["alpha"]}' },
      { topic: room.epoch, frame: '{"room":"r","streams":["alpha","beta"]}' },
    ]);
    expect(alpha.connection.sent).toEqual([]);
  });

  it('[R5-14] do not reach a connection before its own name is in them', () => {
    const server = createServer();
    const alpha = server.connect('room=r&streamName=alpha');
    const late = server.connect('room=r&streamName=late');
    const room = roomOf('r', 'alpha');
    server.instance.render({
      type: 'joined',
      connection: late.connection.id,
      room,
      participant: { ...participantOf('late', late), streamName: null },
    });
    startStream(server, room, 'alpha', alpha);
    expect(alpha.connection.received).toHaveLength(1);
    expect(late.connection.received).toEqual([]);
    server.context.clock.advance(1000);
    startStream(server, roomOf('r', 'alpha', 'late'), 'late', late);
    expect(late.connection.received).toEqual(['{"room":"r","streams":["alpha","late"]}']);
  });

  it('[R5-12] follow a stream that stops, and not one that had not started', () => {
    const server = createServer();
    const client = server.connect('room=r&streamName=alpha');
    startStream(server, roomOf('r', 'alpha'), 'alpha', client);
    server.context.clock.advance(1000);
    const stopped = { room: roomOf('r'), offset: 3, participant: participantOf('beta') };
    server.instance.render({ type: 'stream-stopped', ...stopped, streamName: null });
    expect(client.connection.received).toHaveLength(1);
    server.instance.render({ type: 'stream-stopped', ...stopped, streamName: 'beta' });
    expect(client.connection.received).toHaveLength(2);
  });

  it('[R5-12] are not sent for somebody who leaves without having streamed', () => {
    const server = createServer();
    const client = server.connect('room=r&streamName=alpha');
    const room = roomOf('r', 'alpha');
    startStream(server, room, 'alpha', client);
    server.context.clock.advance(1000);
    server.instance.render({
      type: 'participant-left',
      room,
      offset: 3,
      participant: { ...participantOf('beta'), streamName: null },
      connection: 'elsewhere',
      reason: 'left',
    });
    expect(client.connection.received).toHaveLength(1);
  });

  it('[R5-12] are not made for rooms in which nobody listens here', () => {
    const server = createServer();
    startStream(server, roomOf('elsewhere', 'x'), 'x');
    expect(server.context.published).toEqual([]);
  });

  it('[R5-18] that wait are dropped, timer and all, when the last listener is gone', () => {
    const server = createServer();
    const client = server.connect('room=r&streamName=alpha');
    startStream(server, roomOf('r', 'alpha'), 'alpha', client);
    startStream(server, roomOf('r', 'alpha', 'beta'), 'beta');
    expect(server.context.clock.pendingTimers).toBe(1);
    client.leave();
    expect(server.context.clock.pendingTimers).toBe(0);
    server.context.clock.advance(2000);
    expect(server.context.published).toHaveLength(1);
  });

  it('[R5-12] go on reaching a connection that has lost its seat', () => {
    const server = createServer();
    const client = server.connect('room=r&streamName=alpha');
    const room = roomOf('r', 'alpha');
    startStream(server, room, 'alpha', client);
    server.context.clock.advance(1000);
    const participant = participantOf('alpha', client);
    server.instance.render({
      type: 'replaced',
      connection: client.connection.id,
      room,
      participant,
    });
    startStream(server, roomOf('r', 'beta'), 'beta');
    expect(client.connection.isOpen).toBe(true);
    expect(client.connection.received.at(-1)).toBe('{"room":"r","streams":["beta"]}');
  });
});

describe('an event for a connection that is gone', () => {
  it('[R5-17] subscribes nobody and sends nothing', () => {
    const server = createServer();
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
