import { describe, expect, it } from 'vitest';
import {
  backplanes,
  conversationTime,
  createConversation,
} from '../../support/doubles/json-conversation.js';

const lobby = { roomId: 'lobby' };
const ada = { userId: 'ada', userName: 'Ada', isStreaming: false };
const ben = { userId: 'ben', userName: 'ben', isStreaming: false };

const actions = [
  { type: 'start-streaming' },
  { type: 'stop-streaming' },
  { type: 'chat-message', content: 'hello' },
];

describe.each(backplanes)('acting, with events that come $when,', ({ createBackplane }) => {
  async function pair() {
    const conversation = createConversation(createBackplane);
    const first = conversation.connect();
    const second = conversation.connect();
    await first.join('lobby', 'ada', { userName: 'Ada' });
    await second.join('lobby', 'ben');
    first.take();
    return { ...conversation, first, second };
  }

  it('[JR-32] takes a seat', async () => {
    const { connect, first } = await pair();
    const stranger = connect();
    for (const action of actions) {
      expect(await stranger.ask({ ...action, ...lobby, userId: 'ada' })).toEqual([
        {
          type: 'error',
          code: 'not-joined',
          message: 'Join a room first.',
          requestType: action.type,
        },
      ]);
    }
    const offer = { type: 'webrtc-offer', ...lobby, fromUserId: 'ben', toUserId: 'ada', offer: 1 };
    expect(await stranger.ask(offer)).toMatchObject([
      { code: 'not-joined', requestType: 'webrtc-offer' },
    ]);
    expect(first.take()).toEqual([]);
  });

  it.each([
    { roomId: 'lobby', userId: 'ada' },
    { roomId: 'studio', userId: 'ben' },
    { roomId: 'lobby', userId: 'nobody' },
  ])('[JR-33] as $userId in $roomId is refused to somebody else', async (identity) => {
    const { first, second } = await pair();
    for (const action of actions) {
      expect(await second.ask({ ...action, ...identity })).toEqual([
        {
          type: 'error',
          code: 'identity-mismatch',
          message: 'A connection acts only as the user, and in the room, that it joined as.',
          requestType: action.type,
        },
      ]);
    }
    const { roomId, userId: fromUserId } = identity;
    const signal = { type: 'webrtc-answer', roomId, fromUserId, toUserId: 'ada', answer: 1 };
    expect(await second.ask(signal)).toMatchObject([
      { code: 'identity-mismatch', requestType: 'webrtc-answer' },
    ]);
    expect(first.take()).toEqual([]);
  });

  it('[JR-34] [JR-35] [JR-39] by streaming is told to everyone, each time', async () => {
    const { first, second } = await pair();
    const started = {
      type: 'user-streaming-started',
      roomId: 'lobby',
      userId: 'ada',
      streamName: 'ada',
      participants: [{ ...ada, isStreaming: true, streamName: 'ada' }, ben],
    };
    const stopped = {
      type: 'user-streaming-stopped',
      roomId: 'lobby',
      userId: 'ada',
      participants: [ada, ben],
    };
    for (const type of ['start-streaming', 'start-streaming', 'stop-streaming', 'stop-streaming']) {
      await first.say({ type, ...lobby, userId: 'ada' });
    }
    const told = [
      { ...started, offset: 3 },
      { ...started, offset: 4 },
      { ...stopped, offset: 5, streamName: 'ada' },
      { ...stopped, offset: 6, streamName: null },
    ];
    expect(first.take()).toEqual(told);
    expect(second.take()).toEqual(told);
  });

  it.each([
    { streamName: 'cam-1', name: 'cam-1' },
    { streamName: 7, name: 7 },
    { streamName: '', name: 'ada' },
    { streamName: null, name: 'ada' },
  ])('[JR-35] starts a stream named $name for $streamName', async ({ streamName, name }) => {
    const { first } = await pair();
    const start = { type: 'start-streaming', ...lobby, userId: 'ada', streamName };
    expect(await first.ask(start)).toMatchObject([
      { streamName: name, participants: [{ isStreaming: true, streamName: name }, ben] },
    ]);
    expect(await first.ask({ type: 'stop-streaming', ...lobby, userId: 'ada' })).toMatchObject([
      { streamName: name, participants: [ada, ben] },
    ]);
  });

  it('[JR-36] [JR-39] by chatting reaches everyone once, the sender included, in order', async () => {
    const { first, second } = await pair();
    second.take();
    for (let n = 0; n < 30; n += 1) {
      await first.say({ type: 'chat-message', ...lobby, userId: 'ada', content: n });
    }
    const heard = first.take();
    expect(heard).toHaveLength(30);
    expect(heard[0]).toEqual({
      type: 'chat-message',
      roomId: 'lobby',
      userId: 'ada',
      offset: 3,
      userName: 'Ada',
      timestamp: conversationTime,
      messageId: 'id-3',
      content: 0,
    });
    expect(heard.map((frame) => 'content' in frame && frame.content)).toEqual(
      Array.from({ length: 30 }, (_, n) => n),
    );
    const ids = new Set(heard.map((frame) => 'messageId' in frame && frame.messageId));
    expect(ids.size).toBe(30);
    expect(second.take()).toEqual(heard);
  });

  it('[JR-41] is encoded and published once, however many hear of it', async () => {
    const { context, connect, first } = await pair();
    for (let n = 0; n < 20; n += 1) await connect().join('lobby', n);
    const before = context.published.length;
    await first.say({ type: 'chat-message', ...lobby, userId: 'ada', content: 'hello' });
    await first.say({ type: 'start-streaming', ...lobby, userId: 'ada' });
    expect(context.published).toHaveLength(before + 2);
  });
});
