import { describe, expect, it, vi } from 'vitest';

import { RoomClient } from '../../src/client/index.js';
import { FakePlatform, turns } from '../support/doubles/fake-web-socket.js';
import { entry, FakeRoom, rejection, roomJoined } from './fake-room.js';

describe('a client that joins', () => {
  it('is idle before, and opens nothing', () => {
    const room = new FakeRoom();
    expect(room.client.state).toEqual({ status: 'idle' });
    expect(room.platform.sockets).toEqual([]);
    expect(room.client).toMatchObject({ room: null, participants: [], streams: [], messages: [] });
  });

  it('connects, asks for what it needs and is in', async () => {
    const room = new FakeRoom({ userName: 'Ada', roomName: 'Mine', password: 'p', token: 't' });
    const joining = room.client.join();
    expect(room.client.state).toEqual({ status: 'connecting' });
    expect(room.socket.url).toBe('ws://room.test');

    room.socket.open();
    expect(room.socket.sent).toEqual([
      {
        type: 'join-room',
        roomId: 'lobby',
        userId: 'ada',
        userName: 'Ada',
        roomName: 'Mine',
        password: 'p',
        token: 't',
        presence: 'delta',
        history: 50,
        recover: null,
      },
    ]);

    room.receive(roomJoined({ participants: [entry('ben', { isStreaming: true }), entry('ada')] }));
    await joining;
    expect(room.client.state).toEqual({ status: 'joined' });
    expect(room.client.room).toMatchObject({ roomName: 'The lobby', epoch: 'first' });
    expect(room.client.participants.map(({ userName }) => userName)).toEqual(['BEN', 'ADA']);
    expect(room.client.streams).toEqual([{ userId: 'ben', streamName: 'ben' }]);
    expect(room.states).toEqual([{ status: 'connecting' }, { status: 'joined' }]);
    // Who is there already has not just come.
    expect(room.events).toEqual([]);
  });

  it('joins once, however often it is asked', async () => {
    const room = new FakeRoom();
    const joins = [room.client.join(), room.client.join()];
    room.welcome();
    await Promise.all(joins);
    await room.client.join();
    expect(room.platform.sockets).toHaveLength(1);
    expect(room.socket.sentOfType('join-room')).toHaveLength(1);
  });

  it('tries again when the first attempt fails', async () => {
    const room = new FakeRoom();
    const joining = room.client.join();
    room.socket.end();
    const nextTryAt = room.platform.now + 250;
    const reason = 'connect-failed';
    expect(room.client.state).toEqual({ status: 'reconnecting', attempt: 1, nextTryAt, reason });

    room.platform.pass(250);
    expect(room.client.state).toMatchObject({ attempt: 1, nextTryAt: null });
    room.welcome();
    await joining;
    expect(room.platform.sockets).toHaveLength(2);
  });

  it('gives an attempt 5 s', async () => {
    const room = new FakeRoom();
    const joining = rejection(room.client.join());
    room.platform.pass(4999);
    expect(room.client.state).toEqual({ status: 'connecting' });
    room.platform.pass(1);
    expect(room.client.state).toMatchObject({ status: 'reconnecting', reason: 'connect-timeout' });
    expect(room.socket.closedWith).toBe(4000);
    expect(await joining).toBe(null);
  });

  it('gives an attempt as long as it is told to', () => {
    const room = new FakeRoom({ connectTimeoutMs: 100 });
    void room.client.join();
    room.platform.pass(100);
    expect(room.client.state).toMatchObject({ reason: 'connect-timeout' });
  });

  it('does not wait for ever for the answer to its join', () => {
    const room = new FakeRoom();
    void room.client.join();
    room.socket.open();
    room.platform.pass(5000);
    expect(room.client.state).toMatchObject({ status: 'reconnecting', reason: 'silent' });
  });

  it('is refused with the code of the server, and closed', async () => {
    const room = new FakeRoom();
    const joining = room.client.join();
    room.socket.open();
    const [error, message] = ['incorrect-password', 'Incorrect password'];
    room.receive({ type: 'join-room-error', roomId: 'lobby', roomName: 'x', error, message });
    await expect(joining).rejects.toMatchObject({ name: 'RoomError', code: error, message });
    expect(room.client.state).toEqual({ status: 'closed', reason: 'incorrect-password' });
    expect(room.socket.closedWith).toBe(1000);
  });

  it('is refused by an error that answers its join', async () => {
    const room = new FakeRoom();
    const joining = room.client.join();
    room.socket.open();
    const requestType = 'join-room';
    room.receive({ type: 'error', code: 'invalid-message', message: 'no', requestType });
    expect(await rejection(joining)).toBe('invalid-message');
    expect(room.client.state).toEqual({ status: 'closed', reason: 'invalid-message' });
  });

  it.each(['rate-limited', 'draining', 'too-many-connections'])(
    'comes back later when it was refused with %s',
    async (code) => {
      const room = new FakeRoom();
      const joining = room.client.join();
      room.socket.open();
      const [requestType, retryAfterMs] = ['join-room', 3000];
      room.receive({ type: 'error', code, message: 'later', requestType, retryAfterMs });
      const nextTryAt = room.platform.now + 3250;
      expect(room.client.state).toMatchObject({ status: 'reconnecting', nextTryAt, reason: code });
      room.platform.pass(3250);
      room.welcome();
      await joining;
    },
  );

  it.each(['token-expired', 'auth-unavailable'])(
    'is closed when it was refused with %s: only its caller can have another token',
    async (code) => {
      const room = new FakeRoom();
      const joining = room.client.join();
      room.socket.open();
      room.receive({ type: 'error', code, message: 'no', requestType: 'join-room' });
      expect(await rejection(joining)).toBe(code);
      expect(room.client.state).toEqual({ status: 'closed', reason: code });
    },
  );

  it('can be given up', async () => {
    const room = new FakeRoom();
    const controller = new AbortController();
    const joining = room.client.join({ signal: controller.signal });
    room.socket.open();
    controller.abort('enough');
    await expect(joining).rejects.toMatchObject({ code: 'aborted', cause: 'enough' });
    expect(room.client.state).toEqual({ status: 'closed', reason: 'aborted' });
    expect(room.socket.closedWith).toBe(1000);
  });

  it('is not begun when it was given up before', async () => {
    const room = new FakeRoom();
    expect(await rejection(room.client.join({ signal: AbortSignal.abort() }))).toBe('aborted');
    expect(room.platform.sockets).toEqual([]);
    expect(room.client.state).toEqual({ status: 'idle' });
  });

  it('goes on while somebody else still waits', async () => {
    const room = new FakeRoom();
    const controller = new AbortController();
    const given = room.client.join({ signal: controller.signal });
    const kept = room.client.join();
    controller.abort();
    expect(await rejection(given)).toBe('aborted');
    room.welcome();
    await kept;
  });

  it('tells what is wrong with an address', async () => {
    const platform = new FakePlatform();
    class Picky extends platform.WebSocket {
      constructor(url: string) {
        if (!url.startsWith('ws')) throw new SyntaxError('no such scheme');
        super(url);
      }
    }
    const client = new RoomClient('mailto:ada', {
      roomId: 'lobby',
      userId: 'ada',
      WebSocket: Picky,
      environment: platform.environment,
    });
    await expect(client.join()).rejects.toThrow('no such scheme');
    expect(client.state).toEqual({ status: 'idle' });
  });

  it('needs a WebSocket where the platform has none', () => {
    vi.stubGlobal('WebSocket', undefined);
    try {
      expect(() => new RoomClient('ws://room.test', { roomId: 'r', userId: 'u' })).toThrow(
        TypeError,
      );
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

describe('a client that leaves', () => {
  it('says so, closes in order and is closed', async () => {
    const room = await new FakeRoom().joined();
    const leaving = room.client.leave();
    expect(room.socket.sent.at(-1)).toEqual({ type: 'leave-room', roomId: 'lobby', userId: 'ada' });
    expect(room.socket.closedWith).toBe(1000);
    expect(room.client.state).toEqual({ status: 'closed', reason: 'left' });
    await leaving;
    expect(room.platform).toMatchObject({ alarms: 0, wakeListeners: 0 });
  });

  it('rejects everything that was asked and not answered', async () => {
    const room = await new FakeRoom().joined();
    const { client } = room;
    const asked = [client.sendMessage('hi'), client.startStreaming(), client.listRooms()];
    void client.leave();
    expect(await Promise.all(asked.map(rejection))).toEqual(['closed', 'closed', 'closed']);
  });

  it('refuses to speak afterwards', async () => {
    const room = await new FakeRoom().joined();
    void room.client.leave();
    expect(await rejection(room.client.sendMessage('hi'))).toBe('closed');
    expect(await rejection(room.client.startStreaming())).toBe('closed');
  });

  it('hears nothing more', async () => {
    const room = await new FakeRoom().joined();
    const { socket } = room;
    void room.client.leave();
    room.forget();
    socket.receive({ type: 'user-joined', roomId: 'lobby', userId: 'ben', offset: 2 });
    await turns();
    expect(room.events).toEqual([]);
    expect(room.client.participants).toHaveLength(1);
  });

  it('stops a wait for the next attempt', async () => {
    const room = await new FakeRoom().joined();
    room.socket.end();
    await room.client.leave();
    room.platform.pass(60_000);
    room.platform.wake();
    expect(room.platform.sockets).toHaveLength(1);
    expect(room.platform.alarms).toBe(0);
  });

  it('joins anew without what it knew', async () => {
    const room = await new FakeRoom().joined({ resumeToken: 'secret' });
    room.receive({ type: 'user-joined', roomId: 'lobby', userId: 'ben', offset: 2 });
    await room.client.leave();
    const joining = room.client.join();
    room.socket.open();
    expect(room.socket.sent).toMatchObject([{ type: 'join-room', recover: null }]);
    expect(room.socket.sent[0]).not.toHaveProperty('resumeToken');
    room.receive(roomJoined({ epoch: 'second' }));
    await joining;
    expect(room.client.participants).toHaveLength(1);
    expect(room.client.messagesLost).toBe(false);
  });
});

describe('a client that has never joined', () => {
  it('does not speak', async () => {
    const room = new FakeRoom();
    expect(await rejection(room.client.sendMessage('hi'))).toBe('not-joined');
    expect(await rejection(room.client.stopStreaming())).toBe('not-joined');
    room.client.sendSignal('ben', { kind: 'offer', payload: 1 });
    expect(room.platform.sockets).toEqual([]);
  });
});
