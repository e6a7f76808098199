import { describe, expect, it } from 'vitest';

import { chat, entry, FakeRoom, roomJoined } from './fake-room.js';

function event(type: string, offset: number, userId: string, more: object = {}): object {
  return { type, roomId: 'lobby', userId, offset, ...more };
}

const joined = (offset: number, userId: string, more: object = {}) =>
  event('user-joined', offset, userId, { userName: userId.toUpperCase(), ...more });
const left = (offset: number, userId: string, reason = 'left') =>
  event('user-left', offset, userId, { reason });
const started = (offset: number, userId: string, streamName = userId) =>
  event('user-streaming-started', offset, userId, { streamName });
const stopped = (offset: number, userId: string) =>
  event('user-streaming-stopped', offset, userId, { streamName: userId });

const userIds = (room: FakeRoom) => room.client.participants.map(({ userId }) => userId);

describe('the roster', () => {
  it('follows changes', async () => {
    const room = await new FakeRoom().joined();
    room.receive(joined(2, 'ben'), joined(3, 'cem'), started(4, 'ben', 'cam'), left(5, 'cem'));
    expect(room.client.participants).toEqual([
      { userId: 'ada', userName: 'ADA', isStreaming: false, streamName: null, isAway: false },
      { userId: 'ben', userName: 'BEN', isStreaming: true, streamName: 'cam', isAway: false },
    ]);
    expect(room.client.streams).toEqual([{ userId: 'ben', streamName: 'cam' }]);
    expect(room.events).toMatchObject([
      ['participant-joined', { userId: 'ben' }],
      ['participant-joined', { userId: 'cem' }],
      ['stream-started', { userId: 'ben', streamName: 'cam' }],
      ['participant-left', { participant: { userId: 'cem' }, reason: 'left' }],
    ]);
    expect(room.changes).toBe(4);
  });

  it('tells that the stream of somebody who leaves has ended', async () => {
    const room = await new FakeRoom().joined();
    room.receive(joined(2, 'ben'), started(3, 'ben'));
    room.forget();
    room.receive(left(4, 'ben', 'timeout'));
    expect(room.events).toMatchObject([
      ['stream-stopped', { userId: 'ben', streamName: 'ben' }],
      ['participant-left', { participant: { userId: 'ben' }, reason: 'timeout' }],
    ]);
    expect(room.client.streams).toEqual([]);
  });

  it('shows who comes in anew in the old place, not streaming', async () => {
    const room = await new FakeRoom().joined();
    room.receive(joined(2, 'ben'), joined(3, 'cem'), started(4, 'ben'));
    room.forget();
    room.receive(joined(5, 'ben', { userName: 'Ben II' }));
    expect(userIds(room)).toEqual(['ada', 'ben', 'cem']);
    expect(room.events).toMatchObject([
      ['stream-stopped', { userId: 'ben' }],
      ['participant-joined', { userId: 'ben', userName: 'Ben II', isStreaming: false }],
    ]);
  });

  it('tells of somebody who comes in anew even if nothing else has changed', async () => {
    const room = await new FakeRoom().joined();
    room.receive(joined(2, 'ben'));
    room.forget();
    room.receive(joined(3, 'ben'));
    expect(room.names()).toEqual(['participant-joined']);
  });

  it('shows who is away, and until when', async () => {
    const room = await new FakeRoom().joined();
    room.receive(joined(2, 'ben'), started(3, 'ben'));
    room.forget();
    room.receive(event('user-away', 4, 'ben', { until: 99 }));
    expect(room.client.participants[1]).toMatchObject({ isAway: true, isStreaming: true });
    room.receive(event('user-back', 5, 'ben'));
    expect(room.client.participants[1]).toMatchObject({ isAway: false, isStreaming: true });
    expect(room.events).toMatchObject([
      ['participant-away', { participant: { userId: 'ben' }, until: 99 }],
      ['participant-back', { userId: 'ben' }],
    ]);
  });

  it('tells a stream by its name', async () => {
    const room = await new FakeRoom().joined();
    room.receive(joined(2, 'ben'), started(3, 'ben', 'one'), started(4, 'ben', 'one'));
    room.receive(started(5, 'ben', 'two'), stopped(6, 'ben'), stopped(7, 'ben'));
    expect(room.events.slice(1)).toEqual([
      ['stream-started', { userId: 'ben', streamName: 'one' }],
      ['stream-stopped', { userId: 'ben', streamName: 'one' }],
      ['stream-started', { userId: 'ben', streamName: 'two' }],
      ['stream-stopped', { userId: 'ben', streamName: 'two' }],
    ]);
  });

  it('leaves alone what has not changed', async () => {
    const room = await new FakeRoom().joined();
    const { client } = room;
    room.receive(joined(2, 'ben'), started(3, 'ben'));
    const { participants, streams, messages } = client;
    room.receive(started(4, 'ben'), event('user-back', 5, 'ben'));
    expect(client.participants).toBe(participants);
    room.receive(joined(6, 'cem'));
    expect(client.participants).not.toBe(participants);
    expect(client.participants[1]).toBe(participants[1]);
    expect(client.streams).toBe(streams);
    expect(client.messages).toBe(messages);
  });

  it('applies nothing twice', async () => {
    const room = await new FakeRoom().joined();
    room.receive(joined(2, 'ben'), left(3, 'ben'));
    room.forget();
    room.receive(joined(2, 'ben'), left(3, 'ben'));
    expect(userIds(room)).toEqual(['ada']);
    expect(room.events).toEqual([]);
  });

  it('takes names as they are', async () => {
    const room = await new FakeRoom().joined();
    const names = ['__proto__', 'constructor', '', '42'];
    room.receive(...names.map((name, index) => joined(index + 2, name)));
    expect(userIds(room)).toEqual(['ada', ...names]);
    room.receive(left(6, '__proto__'));
    expect(userIds(room)).toEqual(['ada', 'constructor', '', '42']);
  });

  it('tells 42 and "42" apart', async () => {
    const room = await new FakeRoom().joined({ participants: [entry('ada'), entry('42')] });
    room.receive({ type: 'user-joined', roomId: 'lobby', userId: 42, userName: 'n', offset: 2 });
    expect(userIds(room)).toEqual(['ada', '42', 42]);
  });

  it('tells after a reconnect what has changed meanwhile', async () => {
    const room = await new FakeRoom().joined({
      participants: [entry('ada'), entry('ben', { isStreaming: true }), entry('cem')],
    });
    room.reconnect();
    const dan = entry('dan', { isStreaming: true, streamName: 'd' });
    const participants = [entry('ada'), entry('cem', { away: true }), dan];
    room.receive(roomJoined({ offset: 9, recovered: true, participants }));
    expect(room.events).toMatchObject([
      ['stream-stopped', { userId: 'ben' }],
      ['participant-left', { participant: { userId: 'ben' }, reason: 'unknown' }],
      ['participant-away', { participant: { userId: 'cem' }, until: null }],
      ['participant-joined', { userId: 'dan' }],
      ['stream-started', { userId: 'dan', streamName: 'd' }],
    ]);
  });
});

describe('a gap in the events', () => {
  it('is mended by asking for the room, and what may be lost is told', async () => {
    const room = await new FakeRoom().joined();
    room.receive(joined(2, 'ben'), joined(5, 'eve'));
    expect(room.socket.sent.at(-1)).toEqual({ type: 'sync-room', roomId: 'lobby' });
    expect(room.eventsOf('history-lost')).toEqual([{ reason: 'gap', after: null }]);
    expect(room.client.messagesLost).toBe(true);

    room.forget();
    const participants = [entry('ada'), entry('cem', { isStreaming: true }), entry('eve')];
    room.receive({ type: 'room-state', roomId: 'lobby', epoch: 'first', offset: 5, participants });
    expect(userIds(room)).toEqual(['ada', 'cem', 'eve']);
    expect(room.names()).toEqual(['participant-left', 'participant-joined', 'stream-started']);
  });

  it('before a message is told before the message', async () => {
    const room = await new FakeRoom().joined();
    room.receive(chat(2, 'one'), chat(4, 'three'));
    expect(room.names()).toEqual(['message', 'history-lost', 'message']);
    expect(room.eventsOf('history-lost')).toMatchObject([{ after: { content: 'one' } }]);
    expect(room.socket.sentOfType('sync-room')).toHaveLength(1);
  });

  it('leaves later changes in force', async () => {
    const room = await new FakeRoom().joined();
    room.receive(joined(3, 'cem'), joined(4, 'dan'));
    const before = { type: 'room-state', roomId: 'lobby', epoch: 'first', offset: 3 };
    room.receive({ ...before, participants: [entry('ada'), entry('ben'), entry('cem')] });
    expect(userIds(room)).toEqual(['ada', 'cem', 'dan']);
    // The answer is older than what is known: it is asked again.
    expect(room.socket.sentOfType('sync-room')).toHaveLength(2);
    const now = {
      ...before,
      offset: 4,
      participants: ['ada', 'ben', 'cem', 'dan'].map((id) => entry(id)),
    };
    room.receive(now);
    expect(userIds(room)).toEqual(['ada', 'ben', 'cem', 'dan']);
    expect(room.eventsOf('history-lost')).toHaveLength(1);
  });

  it('that the answer itself reveals is told as well', async () => {
    const room = await new FakeRoom().joined();
    room.receive(joined(3, 'cem'));
    const participants = [entry('ada')];
    room.receive({ type: 'room-state', roomId: 'lobby', epoch: 'first', offset: 9, participants });
    expect(room.eventsOf('history-lost')).toHaveLength(2);
    room.receive(joined(10, 'dan'));
    expect(room.socket.sentOfType('sync-room')).toHaveLength(1);
  });

  it('may turn out to be another room', async () => {
    const room = await new FakeRoom().joined();
    room.receive(joined(9, 'cem'));
    const participants = [entry('ada')];
    room.receive({ type: 'room-state', roomId: 'lobby', epoch: 'second', offset: 2, participants });
    expect(room.client.room).toMatchObject({ epoch: 'second' });
    expect(room.eventsOf('history-lost')).toMatchObject([
      { reason: 'gap' },
      { reason: 'epoch-changed' },
    ]);
    room.receive(joined(3, 'dan'));
    expect(userIds(room)).toEqual(['ada', 'dan']);
  });
});

describe('what comes from elsewhere', () => {
  it.each([
    'not json',
    '5',
    'null',
    '[]',
    '"text"',
    '{}',
    '{"type":"later"}',
    '{"type":"user-joined","roomId":"other","userId":"eve","offset":2}',
    '{"type":"chat-message","roomId":"other","userId":"eve","content":"x","offset":2}',
  ])('is ignored: %s', async (text) => {
    const room = await new FakeRoom().joined();
    room.socket.receive(text);
    expect(room.events).toEqual([]);
    expect(userIds(room)).toEqual(['ada']);
  });

  it('is ignored before it has joined', () => {
    const room = new FakeRoom();
    void room.client.join();
    room.socket.open();
    room.receive(joined(2, 'ben'), chat(3, 'hi'));
    expect(room.events).toEqual([]);
    expect(room.client.participants).toEqual([]);
  });
});

describe('listeners', () => {
  it('find the room as it is after everything that they are told of', async () => {
    const room = await new FakeRoom().joined({ participants: [entry('ada'), entry('ben')] });
    const seen: unknown[] = [];
    room.client.on('participant-left', () => seen.push(userIds(room), room.client.state.status));
    room.reconnect();
    room.receive(roomJoined({ recovered: true, participants: [entry('ada'), entry('cem')] }));
    expect(seen).toEqual([['ada', 'cem'], 'joined']);
  });

  it('may leave in the middle of it', async () => {
    const room = await new FakeRoom().joined();
    room.client.on('participant-joined', () => void room.client.leave());
    room.receive(joined(2, 'ben'));
    expect(room.names()).toEqual(['participant-joined']);
    expect(room.states).toEqual([{ status: 'closed', reason: 'left' }]);
    expect(room.changes).toBe(2);
  });

  it('can stop', async () => {
    const room = await new FakeRoom().joined();
    let heard = 0;
    const stops = [
      room.client.on('participant-joined', () => (heard += 1)),
      room.client.subscribe(() => (heard += 1)),
    ];
    room.receive(joined(2, 'ben'));
    for (const stop of stops) stop();
    room.receive(joined(3, 'cem'));
    expect(heard).toBe(2);
  });
});
