import { describe, expect, it } from 'vitest';
import {
  createRed5Server,
  loseSeat,
  participantOf,
  roomOf,
  startStream,
} from '../../support/doubles/red5-server.js';

describe('lists', () => {
  it('[R5-11] are text of this form and no other', () => {
    const server = createRed5Server();
    const client = server.connect('room=a%22b&streamName=c');
    startStream(server, roomOf('a"b', 'c', 'd'), 'c', client);
    expect(client.connection.received).toEqual(['{"room":"a\\"b","streams":["c","d"]}']);
  });

  it('[R5-11] hold strings even where other names are numbers', () => {
    const server = createRed5Server();
    const client = server.connect('room=42&streamName=7');
    startStream(server, roomOf('42', 1, '7'), '7', client);
    expect(client.connection.received).toEqual(['{"room":"42","streams":["1","7"]}']);
  });

  it('[R5-12] are published once for the whole room', () => {
    const server = createRed5Server();
    const alpha = server.connect('room=r&streamName=alpha');
    const beta = server.connect('room=r&streamName=beta');
    startStream(server, roomOf('r', 'alpha'), 'alpha', alpha);
    server.context.clock.advance(1000);
    startStream(server, roomOf('r', 'alpha', 'beta'), 'beta', beta);
    expect(server.context.published.map(({ frame }) => frame)).toEqual([
      '{"room":"r","streams":["alpha"]}',
      '{"room":"r","streams":["alpha","beta"]}',
    ]);
    expect(new Set(server.context.published.map(({ topic }) => topic)).size).toBe(1);
    expect(alpha.connection.sent).toEqual([]);
  });

  it('[R5-33] are caught up with by one, of all that a connection has missed', () => {
    const server = createRed5Server();
    const alpha = server.connect('room=r&streamName=alpha');
    const beta = server.connect('room=r&streamName=beta');
    startStream(server, roomOf('r', 'alpha', 'beta'), 'alpha', alpha);
    startStream(server, roomOf('r', 'alpha', 'beta'), 'beta', beta);
    expect(alpha.session.overwhelmed()).toBeNull();
    // What waits for its time is in it already.
    startStream(server, roomOf('r', 'alpha', 'beta', 'gamma'), 'gamma', beta);
    alpha.session.relieved();
    expect(alpha.connection.sent).toEqual(['{"room":"r","streams":["alpha","beta","gamma"]}']);
    expect(beta.connection.sent).toEqual([]);
    expect(alpha.connection.isOpen).toBe(true);
  });

  it('[R5-14] do not reach a connection before its own name is in them', () => {
    const server = createRed5Server();
    const alpha = server.connect('room=r&streamName=alpha');
    const late = server.connect('room=r&streamName=late');
    const room = roomOf('r', 'alpha');
    server.instance.render({
      type: 'joined',
      connection: late.connection.id,
      room,
      participant: { ...participantOf('late', late), streamName: null },
      resumeToken: null,
      history: null,
      recovery: null,
    });
    startStream(server, room, 'alpha', alpha);
    expect(alpha.connection.received).toHaveLength(1);
    expect(late.connection.received).toEqual([]);
    server.context.clock.advance(1000);
    startStream(server, roomOf('r', 'alpha', 'late'), 'late', late);
    expect(late.connection.received).toEqual(['{"room":"r","streams":["alpha","late"]}']);
  });

  it('[R5-12] follow a stream that stops, and not one that had not started', () => {
    const server = createRed5Server();
    const client = server.connect('room=r&streamName=alpha');
    startStream(server, roomOf('r', 'alpha'), 'alpha', client);
    server.context.clock.advance(1000);
    const stopped = { room: roomOf('r'), offset: 3, participant: participantOf('alpha') };
    const other = { ...stopped, room: roomOf('r', 'alpha'), participant: participantOf('beta') };
    server.instance.render({ type: 'stream-stopped', ...other, streamName: null });
    expect(client.connection.received).toHaveLength(1);
    server.instance.render({ type: 'stream-stopped', ...stopped, streamName: 'alpha' });
    expect(client.connection.received).toHaveLength(2);
  });

  it('[R5-12] are not sent for somebody who leaves without having streamed', () => {
    const server = createRed5Server();
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
    const server = createRed5Server();
    startStream(server, roomOf('elsewhere', 'x'), 'x');
    expect(server.context.published).toEqual([]);
  });

  it('[R5-18] that wait are dropped, timer and all, when the last listener is gone', () => {
    const server = createRed5Server();
    const client = server.connect('room=r&streamName=alpha');
    startStream(server, roomOf('r', 'alpha'), 'alpha', client);
    startStream(server, roomOf('r', 'alpha', 'beta'), 'beta');
    expect(server.context.clock.pendingTimers).toBe(1);
    client.leave();
    expect(server.context.clock.pendingTimers).toBe(0);
    server.context.clock.advance(2000);
    expect(server.context.published).toHaveLength(1);
  });

  it('[R5-28] go on reaching a connection that has lost its seat', () => {
    const server = createRed5Server();
    const client = server.connect('room=r&streamName=alpha');
    startStream(server, roomOf('r', 'alpha'), 'alpha', client);
    server.context.clock.advance(1000);
    loseSeat(server, roomOf('r', 'alpha'), 'alpha', client);
    expect(client.connection.received).toHaveLength(1);
    startStream(server, roomOf('r', 'beta'), 'beta');
    expect(client.connection.isOpen).toBe(true);
    expect(client.connection.received.at(-1)).toBe('{"room":"r","streams":["beta"]}');
  });

  it('[R5-28] reach a connection that has lost its seat before it could stream', () => {
    const server = createRed5Server();
    const client = server.connect('room=r&streamName=alpha');
    loseSeat(server, roomOf('r', 'beta'), 'alpha', client);
    expect(client.connection.received).toEqual(['{"room":"r","streams":["beta"]}']);
    client.leave();
    startStream(server, roomOf('r', 'beta', 'gamma'), 'gamma');
    expect(server.context.published).toHaveLength(1);
  });

  it('[R5-12] ignore rooms of other protocols, whatever they are called', () => {
    const server = createRed5Server();
    const client = server.connect('room=r&streamName=alpha');
    startStream(server, roomOf('r', 'alpha'), 'alpha', client);
    server.context.clock.advance(1000);
    const namesake = { ...roomOf('r', 'beta'), key: { namespace: 'json', roomId: 'r' } };
    startStream(server, namesake, 'beta');
    expect(client.connection.received).toHaveLength(1);
  });
});
