import { describe, expect, it } from 'vitest';
import { backplanes, createConversation } from '../../support/doubles/json-conversation.js';

const ben = { userId: 'ben', userName: 'ben', isStreaming: false };
const identity = { roomId: 'lobby', userId: 'ada' };
const leave = { type: 'leave-room', ...identity };

describe.each(backplanes)('leaving, with events that come $when,', ({ createBackplane }) => {
  async function pair() {
    const conversation = createConversation(createBackplane);
    const ada = conversation.connect();
    const witness = conversation.connect();
    await ada.join('lobby', 'ada');
    await witness.join('lobby', 'ben');
    ada.take();
    return { ...conversation, ada, witness };
  }

  it('[JR-28] is told to the others with its reason, and to the leaver not at all', async () => {
    const { ada, witness } = await pair();
    await ada.say({ type: 'start-streaming', ...identity });
    ada.take();
    witness.take();
    expect(await ada.ask(leave)).toEqual([]);
    expect(witness.take()).toEqual([
      {
        type: 'user-left',
        roomId: 'lobby',
        userId: 'ada',
        offset: 4,
        reason: 'left',
        participants: [ben],
      },
    ]);
    await witness.say({ type: 'chat-message', roomId: 'lobby', userId: 'ben', content: 'gone?' });
    expect(ada.take()).toEqual([]);
    expect(ada.connection.isOpen).toBe(true);
  });

  it('[JR-28] does not forbid joining again, as the last in the list', async () => {
    const { ada } = await pair();
    await ada.say(leave);
    expect(await ada.join('lobby', 'ada')).toMatchObject([
      { type: 'room-joined', participants: [ben, { userId: 'ada' }] },
    ]);
  });

  it.each([
    { ...leave, roomId: 'nowhere' },
    { ...leave, userId: 'ben' },
    { ...leave, userId: 'nobody' },
  ])('[JR-29] has no effect for $roomId and $userId, which are not its own', async (message) => {
    const { ada, witness } = await pair();
    expect(await ada.ask(message)).toEqual([]);
    expect(witness.take()).toEqual([]);
    const chat = { type: 'chat-message', ...identity, content: 'still here' };
    expect(await ada.ask(chat)).toMatchObject([{ type: 'chat-message' }]);
  });

  it('[JR-29] has no effect for a connection without a seat, once or twice', async () => {
    const { ada, connect, witness } = await pair();
    expect(await connect().ask(leave)).toEqual([]);
    await ada.say(leave);
    witness.take();
    expect(await ada.ask(leave)).toEqual([]);
    expect(witness.take()).toEqual([]);
  });

  it('[JR-30] lets what still carries the old identity fall without an answer', async () => {
    const { ada, witness } = await pair();
    await ada.say(leave);
    witness.take();
    const late = [
      { type: 'start-streaming', ...identity },
      { type: 'stop-streaming', ...identity },
      { type: 'chat-message', ...identity, content: 'late' },
      { type: 'webrtc-offer', roomId: 'lobby', fromUserId: 'ada', toUserId: 'ben', offer: {} },
    ];
    for (const message of late) expect(await ada.ask(message)).toEqual([]);
    expect(witness.take()).toEqual([]);
  });

  it('[JR-30] [JR-32] does not silence what carries another identity', async () => {
    const { ada } = await pair();
    await ada.say(leave);
    for (const other of [{ userId: 'ben' }, { roomId: 'studio' }]) {
      const message = { type: 'stop-streaming', ...identity, ...other };
      expect(await ada.ask(message)).toMatchObject([{ code: 'not-joined' }]);
    }
  });

  it.each([
    { goodbye: true, reason: 'left' },
    { goodbye: false, reason: 'disconnected' },
  ])('[JR-31] by closing is told once, as $reason', async ({ goodbye, reason }) => {
    const { ada, witness } = await pair();
    await ada.say({ type: 'start-streaming', ...identity });
    witness.take();
    await ada.close({ reason: goodbye ? 'goodbye' : 'lost' });
    expect(witness.take()).toMatchObject([
      { type: 'user-left', userId: 'ada', reason, participants: [ben] },
    ]);
  });

  it('[JR-31] by closing right after a join leaves nobody behind', async () => {
    const { connect, engine, context } = createConversation(createBackplane);
    const ada = connect();
    const joining = ada.join('lobby', 'ada');
    const closing = ada.close({ reason: 'lost' });
    await Promise.all([joining, closing]);
    expect(context.commands.map((command) => command.type)).toEqual(['join', 'leave']);
    expect(engine.counts()).toEqual({ rooms: 0, seats: 0, away: 0 });
  });

  it('[JR-31] by closing without a seat is told to nobody', async () => {
    const { connect, witness } = await pair();
    await connect().close();
    expect(witness.take()).toEqual([]);
  });
});

describe('a server that drains', () => {
  it('[JR-49] says when to come back, and closes with 1012', async () => {
    const { connect, engine } = createConversation();
    const ada = connect();
    await ada.join('lobby', 'ada');
    ada.take();
    ada.drain(1500);
    expect(ada.take()).toEqual([
      {
        type: 'error',
        code: 'draining',
        message: 'The server is going away; connect again.',
        retryAfterMs: 1500,
      },
    ]);
    expect(ada.connection.closedWith?.code).toBe(1012);
    expect(engine.counts()).toEqual({ rooms: 0, seats: 0, away: 0 });
  });
});
