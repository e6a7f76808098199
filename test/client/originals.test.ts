import { describe, expect, it } from 'vitest';

import { entry, FakeRoom } from './fake-room.js';

/** The welcome of the first server to ada: no name, no epoch, no offset, no limits. */
const plainWelcome = {
  roomName: undefined,
  epoch: undefined,
  offset: undefined,
  limits: undefined,
};

function event(type: string, userId: string, participants: readonly object[]): object {
  return { type, userId, userName: userId.toUpperCase(), participants };
}

function chat(content: unknown, timestamp: number, userId = 'ada'): object {
  return { type: 'chat-message', userId, userName: userId.toUpperCase(), content, timestamp };
}

const streamsBen = entry('ben', { isStreaming: true });

describe('with a server that knows none of the extensions', () => {
  it('a room has neither an epoch nor limits', async () => {
    const room = await new FakeRoom().joined(plainWelcome);
    expect(room.client.room).toEqual({
      roomId: 'lobby',
      roomName: 'lobby',
      epoch: null,
      limits: null,
    });
  });

  it('the roster is the list that every event carries', async () => {
    const room = await new FakeRoom().joined(plainWelcome);
    const ada = entry('ada');
    room.receive(
      event('user-joined', 'ben', [ada, entry('ben')]),
      event('user-streaming-started', 'ben', [ada, streamsBen]),
      event('user-streaming-started', 'ben', [ada, streamsBen]),
      event('user-joined', 'ben', [ada, entry('ben')]),
      event('user-left', 'ben', [ada]),
    );
    expect(room.events).toMatchObject([
      ['participant-joined', { userId: 'ben' }],
      ['stream-started', { userId: 'ben', streamName: 'ben' }],
      ['stream-stopped', { userId: 'ben' }],
      ['participant-joined', { userId: 'ben' }],
      ['participant-left', { participant: { userId: 'ben' }, reason: 'unknown' }],
    ]);
    expect(room.client.participants).toHaveLength(1);
  });

  it('a list is believed even where it does not fit what was known', async () => {
    const room = await new FakeRoom().joined(plainWelcome);
    room.receive(event('user-left', 'eve', [entry('ben'), entry('ada'), entry('cem')]));
    expect(room.client.participants.map(({ userId }) => userId)).toEqual(['ben', 'ada', 'cem']);
    expect(room.names()).toEqual(['participant-joined', 'participant-joined']);
  });

  it('a participant without a name is called by its id', async () => {
    const room = await new FakeRoom().joined({
      ...plainWelcome,
      participants: [{ userId: 'ada', isStreaming: false }],
    });
    expect(room.client.participants).toMatchObject([{ userName: 'ada' }]);
  });

  it('a message is acknowledged by its content, and its second copy is none', async () => {
    const room = await new FakeRoom().joined(plainWelcome);
    const sending = room.client.sendMessage({ text: 'hi' });
    room.receive(chat({ text: 'hi' }, 5), chat({ text: 'hi' }, 5), chat('hello', 6, 'ben'));
    await expect(sending).resolves.toMatchObject({ content: { text: 'hi' }, timestamp: 5 });
    expect(room.contents()).toEqual([{ text: 'hi' }, 'hello']);
  });

  const types = (room: FakeRoom) =>
    room.socket.sent.map((frame) => (frame as { readonly type: string }).type).slice(1);

  it.each([1, 2, 3])(
    'the same words at the same moment are told from copies, with %i of each',
    async (copies) => {
      const room = await new FakeRoom().joined(plainWelcome);
      const sending = [room.client.sendMessage('x'), room.client.sendMessage('x')];
      for (let message = 1; message <= 2; message += 1) {
        expect(types(room)).toHaveLength(2 * message);
        for (let copy = 0; copy < copies; copy += 1) room.receive(chat('x', 5));
        expect(types(room)).toHaveLength(2 * message);
        room.receive({ type: 'pong' });
      }
      await Promise.all(sending);
      expect(types(room)).toEqual(['chat-message', 'ping', 'chat-message', 'ping']);
      expect(room.contents()).toEqual(['x', 'x']);
    },
  );

  it('messages have ids of their own all the same', async () => {
    const room = await new FakeRoom().joined(plainWelcome);
    room.receive(chat('x', 5, 'ben'), chat('x', 5, 'ben'));
    const ids = room.client.messages.map(({ messageId }) => messageId);
    expect(new Set(ids).size).toBe(2);
  });

  it('what was missed is lost, and what was not heard is said again', async () => {
    const room = await new FakeRoom().joined(plainWelcome);
    const sending = room.client.sendMessage('late');
    room.reconnect();
    expect(room.socket.sent).toMatchObject([{ type: 'join-room', recover: null }]);
    room.receive({ type: 'room-joined', roomId: 'lobby', participants: [entry('ada')] });
    expect(room.eventsOf('history-lost')).toEqual([{ reason: 'unsupported', after: null }]);
    room.receive(chat('late', 5), chat('late', 5));
    await sending;
    expect(room.contents()).toEqual(['late']);
  });

  it('nothing is asked that it does not know', async () => {
    const room = await new FakeRoom().joined(plainWelcome);
    room.receive(event('user-joined', 'ben', [entry('ada'), entry('ben')]), chat('x', 5, 'ben'));
    expect(room.socket.sentOfType('sync-room')).toEqual([]);
  });
});
