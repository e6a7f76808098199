import { describe, expect, it } from 'vitest';

import { turns } from '../support/doubles/fake-web-socket.js';
import { FakeRoom, rejection, roomJoined } from './fake-room.js';

describe('a client that has lost its connection', () => {
  it('says when it tries again, and why', async () => {
    const room = await new FakeRoom().joined();
    room.socket.end(1006);
    const waiting = {
      status: 'reconnecting',
      attempt: 1,
      nextTryAt: room.platform.now + 250,
      reason: 'connection-lost',
    };
    expect(room.states).toEqual([waiting]);
    room.platform.pass(250);
    expect(room.states).toEqual([waiting, { ...waiting, nextTryAt: null }]);
  });

  it('shows the room as it was last known', async () => {
    const room = await new FakeRoom().joined();
    room.socket.end();
    expect(room.client.participants).toHaveLength(1);
    expect(room.client.room).toMatchObject({ roomId: 'lobby' });
  });

  it('opens a room that is gone under the name that it had', async () => {
    const room = await new FakeRoom({ roomName: 'As I would call it' }).joined();
    expect(room.socket.sent).toMatchObject([{ roomName: 'As I would call it' }]);
    room.reconnect();
    expect(room.socket.sent).toMatchObject([{ type: 'join-room', roomName: 'The lobby' }]);
  });

  it('opens a room that is gone as it wished where nobody tells names', async () => {
    const room = await new FakeRoom({ roomName: 'As I would call it' }).joined({
      roomName: undefined,
    });
    room.reconnect();
    expect(room.socket.sent).toMatchObject([{ roomName: 'As I would call it' }]);
  });

  it('waits longer from attempt to attempt', async () => {
    const room = await new FakeRoom().joined();
    room.platform.random = 1 - Number.EPSILON;
    room.socket.end();
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      const { state } = room.client;
      if (state.status !== 'reconnecting') throw new Error(state.status);
      expect(state.attempt).toBe(attempt);
      const waitMs = state.nextTryAt! - room.platform.now;
      waits.push(Math.round(waitMs));
      room.platform.pass(waitMs);
      room.socket.end();
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]);
  });

  it('begins to count anew once a connection has held for 5 s', async () => {
    const room = await new FakeRoom().joined();
    room.socket.end();
    room.platform.pass(500);
    room.welcome({ recovered: true });
    room.platform.pass(4999);
    room.socket.end();
    expect(room.client.state).toMatchObject({ attempt: 2 });

    room.platform.pass(1000);
    room.welcome({ recovered: true });
    room.platform.pass(5000);
    room.socket.end();
    expect(room.client.state).toMatchObject({ attempt: 1 });
  });

  it('asks for its seat and for what it has missed', async () => {
    const room = await new FakeRoom({ history: 7 }).joined({ resumeToken: 'one' });
    room.receive({ type: 'user-joined', roomId: 'lobby', userId: 'ben', offset: 2 });
    room.reconnect();
    expect(room.socket.sent).toMatchObject([
      {
        type: 'join-room',
        history: 7,
        recover: { epoch: 'first', offset: 2 },
        resumeToken: 'one',
      },
    ]);
    room.receive(roomJoined({ recovered: true, resumeToken: 'two' }));
    expect(room.client.state).toEqual({ status: 'joined' });
    room.reconnect();
    expect(room.socket.sent).toMatchObject([{ resumeToken: 'two' }]);
  });

  it('gets no seat back with a token that the server has not renewed', async () => {
    const room = await new FakeRoom().joined({ resumeToken: 'one' });
    room.reconnect();
    room.receive(roomJoined({ recovered: true }));
    room.reconnect();
    expect(room.socket.sent[0]).not.toHaveProperty('resumeToken');
  });

  it('tries at once when the network is back', async () => {
    const room = await new FakeRoom().joined();
    room.socket.end();
    room.platform.wake();
    expect(room.platform.sockets).toHaveLength(2);
    expect(room.client.state).toMatchObject({ attempt: 1, nextTryAt: null });
    room.welcome({ recovered: true });
    expect(room.client.state).toEqual({ status: 'joined' });
    expect(room.platform.sockets).toHaveLength(2);
  });

  it('does not try twice at once', async () => {
    const room = await new FakeRoom().joined();
    room.socket.end();
    room.platform.wake();
    room.platform.wake();
    room.platform.pass(1000);
    expect(room.platform.sockets).toHaveLength(2);
  });

  it('gives up when its policy says so', async () => {
    const reconnect = ({ attempt }: { readonly attempt: number }): number | null =>
      attempt > 2 ? null : 10;
    const room = await new FakeRoom({ reconnect }).joined();
    const said = rejection(room.client.sendMessage('hi'));
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      room.socket.end();
      room.platform.pass(10);
    }
    expect(room.client.state).toEqual({ status: 'closed', reason: 'gave-up' });
    expect(room.platform.sockets).toHaveLength(3);
    expect(await said).toBe('gave-up');
  });

  it('tells its policy all that there is to know', async () => {
    const asked: unknown[] = [];
    const room = await new FakeRoom({ reconnect: (attempt) => asked.push(attempt) }).joined();
    room.receive({ type: 'error', code: 'draining', message: 'later', retryAfterMs: 700 });
    room.socket.end(1012);
    room.platform.pass(700);
    room.socket.end(1006);
    expect(asked).toEqual([
      { attempt: 1, random: 0.5, closeCode: 1012, retryAfterMs: 700 },
      { attempt: 2, random: 0.5, closeCode: 1006, retryAfterMs: null },
    ]);
  });
});

describe('a server that closes', () => {
  it.each([1000, 1001, 1005, 1008, 1009, 1011, 1012, 4000, 4499])(
    'with %i is come back to',
    async (code) => {
      const room = await new FakeRoom().joined();
      room.socket.end(code);
      expect(room.client.state).toMatchObject({ status: 'reconnecting' });
    },
  );

  it.each([4500, 4999])('with %i is left alone', async (code) => {
    const room = await new FakeRoom().joined();
    room.socket.end(code);
    expect(room.client.state).toEqual({ status: 'closed', reason: 'closed-by-server' });
    room.platform.pass(60_000);
    room.platform.wake();
    expect(room.platform).toMatchObject({ alarms: 0, wakeListeners: 0 });
    expect(room.platform.sockets).toHaveLength(1);
  });

  it('for good is left alone whatever the policy says', async () => {
    const room = await new FakeRoom({ reconnect: () => 1 }).joined();
    room.socket.end(4500);
    expect(room.client.state).toMatchObject({ status: 'closed' });
  });

  it('for good is quoted', async () => {
    const room = await new FakeRoom().joined();
    const said = rejection(room.client.sendMessage('hi'));
    room.receive({ type: 'error', code: 'kicked', message: 'Out.' });
    room.socket.end(4501);
    expect(room.client.state).toEqual({ status: 'closed', reason: 'kicked' });
    expect(await said).toBe('kicked');
  });

  it('and says when to come back is taken at its word', async () => {
    const room = await new FakeRoom().joined();
    room.receive({ type: 'error', code: 'draining', message: 'later', retryAfterMs: 8000 });
    room.socket.end(1012);
    const nextTryAt = room.platform.now + 8250;
    expect(room.client.state).toMatchObject({ nextTryAt, reason: 'draining' });
  });

  it('and says when to come back is not asked before, whatever wakes or wants', async () => {
    const room = await new FakeRoom({ reconnect: () => 0 }).joined();
    room.receive({ type: 'error', code: 'draining', message: 'later', retryAfterMs: 8000 });
    room.socket.end(1012);
    room.platform.pass(3000);
    room.platform.wake();
    room.platform.pass(4999);
    expect(room.platform.sockets).toHaveLength(1);
    room.platform.pass(1);
    expect(room.platform.sockets).toHaveLength(2);
  });

  it('long after it has complained does not do it for that', async () => {
    const room = await new FakeRoom().joined();
    room.receive({ type: 'error', code: 'slow-consumer', message: '', retryAfterMs: 8000 });
    room.receive({ type: 'pong' });
    room.socket.end(1006);
    expect(room.client.state).toMatchObject({ reason: 'connection-lost' });
  });

  it('because another connection is this user now is not argued with', async () => {
    const room = await new FakeRoom().joined();
    room.receive({ type: 'error', code: 'replaced', message: 'Another one.' });
    expect(room.client.state).toEqual({ status: 'closed', reason: 'replaced' });
    expect(room.socket.closedWith).toBe(1000);
    room.platform.wake();
    expect(room.platform.sockets).toHaveLength(1);
  });
});

describe('a server that refuses to have somebody back', () => {
  const refusal = (error: string) => ({ type: 'join-room-error', roomId: 'lobby', error });

  it('is taken at its word', async () => {
    const room = await new FakeRoom().joined();
    const said = rejection(room.client.sendMessage('hi'));
    room.reconnect();
    room.receive(refusal('room-full'));
    expect(room.client.state).toEqual({ status: 'closed', reason: 'room-full' });
    expect(await said).toBe('room-full');
  });

  it('is asked again if it still sees the old connection', async () => {
    const room = await new FakeRoom().joined();
    room.reconnect();
    room.receive(refusal('user-id-in-use'));
    expect(room.client.state).toMatchObject({
      status: 'reconnecting',
      attempt: 2,
      reason: 'user-id-in-use',
    });
    room.platform.pass(1000);
    room.welcome({ recovered: true });
    expect(room.client.state).toEqual({ status: 'joined' });
  });

  it('is not asked again if it is somebody else from the beginning', async () => {
    const room = new FakeRoom();
    const joining = room.client.join();
    room.socket.open();
    room.receive(refusal('user-id-in-use'));
    expect(await rejection(joining)).toBe('user-id-in-use');
  });
});

describe('a connection over which nothing comes', () => {
  it('is asked for a sign of life after 10 to 20 s', async () => {
    const room = await new FakeRoom().joined();
    room.platform.pass(16_000);
    expect(room.socket.sentOfType('ping')).toHaveLength(1);
    room.receive({ type: 'pong' });
    room.platform.pass(5000);
    expect(room.client.state).toEqual({ status: 'joined' });
  });

  it('is given up 5 s later, in a way that keeps the seat', async () => {
    const room = await new FakeRoom().joined();
    room.platform.pass(19_999);
    const { socket } = room;
    room.platform.pass(5001);
    expect(room.client.state).toMatchObject({ status: 'reconnecting', reason: 'silent' });
    expect(socket.closedWith).toBe(4000);
  });

  it('is left alone while anything comes', async () => {
    const room = await new FakeRoom().joined();
    for (let round = 0; round < 20; round += 1) {
      room.platform.pass(9000);
      room.receive({ type: 'user-back', roomId: 'lobby', userId: 'ben', offset: 2 + round });
    }
    expect(room.socket.sentOfType('ping')).toEqual([]);
    expect(room.platform.sockets).toHaveLength(1);
  });

  it('is asked at once when the network has changed', async () => {
    const room = await new FakeRoom().joined();
    room.platform.wake();
    expect(room.socket.sentOfType('ping')).toHaveLength(1);
    room.platform.pass(5000);
    expect(room.client.state).toMatchObject({ status: 'reconnecting', reason: 'silent' });
  });

  it('has nothing to say any more once it was given up', async () => {
    const room = await new FakeRoom().joined();
    const { socket } = room;
    room.platform.wake();
    room.platform.pass(5000);
    socket.receive({ type: 'user-joined', roomId: 'lobby', userId: 'ben', offset: 2 });
    socket.end(4500);
    await turns();
    expect(room.client.state).toMatchObject({ status: 'reconnecting' });
    expect(room.client.participants).toHaveLength(1);
  });
});
