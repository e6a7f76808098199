import { describe, expect, it } from 'vitest';
import { backplanes, createConversation } from '../../support/doubles/json-conversation.js';

const ada = { userId: 'ada', userName: 'ada', isStreaming: false };
const ben = { userId: 'ben', userName: 'ben', isStreaming: false };
const cem = { userId: 'cem', userName: 'cem', isStreaming: false };
const limits = {
  maxPayloadBytes: 131_072,
  maxChatBytes: 65_536,
  maxNameBytes: 1024,
  rateLimitPerSecond: 100,
  rateLimitBurst: 200,
};
const start = { type: 'start-streaming', roomId: 'lobby' };
const chat = { type: 'chat-message', roomId: 'lobby', content: 'hello' };

describe.each(backplanes)('joining, with events that come $when,', ({ createBackplane }) => {
  it('[JR-19] [JR-39] answers with the room and everyone in it, in join order', async () => {
    const { connect } = createConversation(createBackplane);
    expect(await connect().join('lobby', 'ada', { roomName: 'The lobby' })).toEqual([
      {
        type: 'room-joined',
        roomId: 'lobby',
        userId: 'ada',
        roomName: 'The lobby',
        epoch: 'id-1',
        limits,
        offset: 1,
        participants: [ada],
      },
    ]);
    await connect().join('lobby', 'ben');
    expect(await connect().join('lobby', 'cem')).toEqual([
      {
        type: 'room-joined',
        roomId: 'lobby',
        userId: 'cem',
        roomName: 'The lobby',
        epoch: 'id-1',
        limits,
        offset: 3,
        participants: [ada, ben, cem],
      },
    ]);
  });

  it('[JR-20] [JR-39] is told once to each of the others, and not to the newcomer', async () => {
    const { connect } = createConversation(createBackplane);
    const first = connect();
    const second = connect();
    await first.join('lobby', 'ada');
    const answer = await second.join('lobby', 'ben', { userName: 'Ben' });
    expect(answer.map((frame) => frame.type)).toEqual(['room-joined']);
    expect(first.take()).toEqual([
      {
        type: 'user-joined',
        roomId: 'lobby',
        userId: 'ben',
        offset: 2,
        userName: 'Ben',
        participants: [ada, { ...ben, userName: 'Ben' }],
      },
    ]);
  });

  it('[JR-21] shows the newcomer who streams, and under what name', async () => {
    const { connect } = createConversation(createBackplane);
    const first = connect();
    await first.join('lobby', 'ada');
    await first.say({ ...start, userId: 'ada', streamName: 'cam' });
    expect(await connect().join('lobby', 'ben')).toMatchObject([
      { participants: [{ ...ada, isStreaming: true, streamName: 'cam' }, ben] },
    ]);
    await first.say({ type: 'stop-streaming', roomId: 'lobby', userId: 'ada' });
    const [joined] = await connect().join('lobby', 'cem');
    expect(joined).toHaveProperty('participants', [ada, ben, cem]);
  });

  it('[JR-22] again as the same user refreshes the seat', async () => {
    const { connect } = createConversation(createBackplane);
    const first = connect();
    const second = connect();
    await first.join('lobby', 'ada');
    await second.join('lobby', 'ben');
    await first.say({ ...start, userId: 'ada' });
    first.take();
    second.take();
    const refreshed = [{ ...ada, userName: 'Ada' }, ben];
    expect(await first.join('lobby', 'ada', { userName: 'Ada' })).toMatchObject([
      { type: 'room-joined', offset: 4, participants: refreshed },
    ]);
    expect(second.take()).toMatchObject([
      { type: 'user-joined', userId: 'ada', userName: 'Ada', offset: 4, participants: refreshed },
    ]);
    await second.say({ ...chat, userId: 'ben' });
    expect(first.take()).toMatchObject([{ type: 'chat-message', offset: 5 }]);
  });

  it('[JR-22] again alone in the room does not begin a new one', async () => {
    const { connect } = createConversation(createBackplane);
    const only = connect();
    await only.join('lobby', 'ada');
    expect(await only.join('lobby', 'ada')).toMatchObject([{ epoch: 'id-1', offset: 2 }]);
  });

  it('[JR-23] [JR-40] another room leaves the first and hears nothing more of it', async () => {
    const { connect } = createConversation(createBackplane);
    const first = connect();
    const second = connect();
    await first.join('lobby', 'ada');
    await second.join('lobby', 'ben');
    first.take();
    const answer = await first.join('studio', 'ada');
    expect(answer).toMatchObject([{ type: 'room-joined', roomId: 'studio', participants: [ada] }]);
    expect(second.take()).toMatchObject([
      { type: 'user-left', roomId: 'lobby', userId: 'ada', reason: 'left', participants: [ben] },
    ]);
    await second.say({ ...chat, userId: 'ben' });
    expect(first.take()).toEqual([]);
    expect(await first.ask({ ...chat, roomId: 'studio', userId: 'ada' })).toMatchObject([
      { type: 'chat-message', roomId: 'studio' },
    ]);
  });

  it('[JR-24] the same room as another user makes the first one leave', async () => {
    const { connect } = createConversation(createBackplane);
    const first = connect();
    const second = connect();
    await first.join('lobby', 'ada');
    await second.join('lobby', 'ben');
    first.take();
    expect(await first.join('lobby', 'cem')).toMatchObject([
      { type: 'room-joined', userId: 'cem', participants: [ben, cem] },
    ]);
    expect(second.take()).toMatchObject([
      { type: 'user-left', userId: 'ada', participants: [ben] },
      { type: 'user-joined', userId: 'cem', participants: [ben, cem] },
    ]);
  });

  it('[JR-27] an emptied room opens a new one', async () => {
    const { connect } = createConversation(createBackplane);
    const first = connect();
    await first.join('lobby', 'ada', { roomName: 'Old', password: 'sesame' });
    await first.close();
    expect(await connect().join('lobby', 'ben')).toMatchObject([
      { roomName: 'lobby', epoch: 'id-3', offset: 1, participants: [ben] },
    ]);
  });
});

describe.each(backplanes)('a takeover, with events that come $when,', ({ createBackplane }) => {
  async function takenOver() {
    const { connect } = createConversation(createBackplane);
    const [witness, old, next] = [connect(), connect(), connect()];
    await old.join('lobby', 'ada');
    await witness.join('lobby', 'ben');
    await old.say({ ...start, userId: 'ada' });
    old.take();
    witness.take();
    const answer = await next.join('lobby', 'ada');
    return { witness, old, next, answer };
  }

  it('[JR-25] looks like a join, in the old place and with the stream gone', async () => {
    const { witness, answer } = await takenOver();
    expect(answer).toMatchObject([{ type: 'room-joined', participants: [ada, ben] }]);
    expect(witness.take()).toMatchObject([
      { type: 'user-joined', userId: 'ada', participants: [ada, ben] },
    ]);
  });

  it('[JR-25] tells the old connection nothing, neither then nor later', async () => {
    const { witness, old, next } = await takenOver();
    await witness.say({ ...chat, userId: 'ben' });
    await next.say({ ...start, userId: 'ada' });
    expect(old.take()).toEqual([]);
    expect(old.connection.isOpen).toBe(true);
    expect(await old.ask({ type: 'ping' })).toEqual([{ type: 'pong' }]);
  });

  it('[JR-26] leaves the old connection without effect, each time told why', async () => {
    const { witness, old, next } = await takenOver();
    witness.take();
    const identity = { roomId: 'lobby', userId: 'ada' };
    for (const type of ['start-streaming', 'stop-streaming', 'chat-message']) {
      expect(await old.ask({ type, ...identity, content: 'hi' })).toEqual([
        {
          type: 'error',
          code: 'replaced',
          message: 'Another connection has joined as this user.',
          requestType: type,
        },
      ]);
    }
    const other = { ...chat, userId: 'cem' };
    expect(await old.ask(other)).toMatchObject([{ code: 'not-joined' }]);
    expect(await old.ask({ type: 'leave-room', ...identity })).toEqual([]);
    await old.close({ reason: 'lost' });
    expect(witness.take()).toEqual([]);
    expect(await next.ask({ ...chat, userId: 'ada' })).toMatchObject([{ type: 'chat-message' }]);
  });

  it('[JR-26] can be answered by another one', async () => {
    const { old, next } = await takenOver();
    expect(await old.join('lobby', 'ada')).toMatchObject([{ type: 'room-joined' }]);
    expect(await old.ask({ ...chat, userId: 'ada' })).toMatchObject([{ type: 'chat-message' }]);
    expect(next.take()).toEqual([]);
    expect(await next.ask({ ...chat, userId: 'ada' })).toMatchObject([{ code: 'replaced' }]);
  });
});
