import { describe, expect, it } from 'vitest';
import {
  backplanes,
  createConversation,
  resumeTokenIn,
} from '../../support/doubles/json-conversation.js';

const chat = { type: 'chat-message', roomId: 'lobby', userId: 'ada', content: 'hello' };
const replaced = {
  type: 'error',
  code: 'replaced',
  message: 'Another connection has joined as this user.',
};

describe.each(backplanes)('a second connection, with events that come $when,', (backplane) => {
  async function taken(more: object, policy = {}) {
    const conversation = createConversation(backplane.createBackplane, {}, policy);
    const [first, witness] = [conversation.connect(), conversation.connect()];
    const joined = await first.join('lobby', 'ada', more);
    await witness.join('lobby', 'ben');
    first.take();
    witness.take();
    return { ...conversation, first, witness, joined };
  }

  it.each([
    { presence: 'full' },
    { history: 0 },
    { recover: { epoch: 'x', offset: 0 } },
    { resumeToken: 'x' },
  ])('[JR-73] is told at once to a first one that joined with %j', async (more) => {
    const { first, connect } = await taken(more);
    await connect().join('lobby', 'ada');
    expect(first.take()).toEqual([replaced]);
    expect(first.connection.isOpen).toBe(true);
    expect(await first.ask(chat)).toEqual([{ ...replaced, requestType: 'chat-message' }]);
  });

  it.each([{}, { presence: null, history: null, recover: null, resumeToken: null }])(
    '[JR-25] [JR-73] is told to one that joined with %j only when it acts',
    async (more) => {
      const { first, connect } = await taken(more);
      await connect().join('lobby', 'ada');
      expect(first.take()).toEqual([]);
      expect(await first.ask(chat)).toMatchObject([{ code: 'replaced' }]);
    },
  );

  it('[JR-73] is judged by the join that took the seat', async () => {
    const { first, connect } = await taken({ presence: 'delta' });
    await first.join('lobby', 'ada');
    await connect().join('lobby', 'ada');
    expect(first.take()).toEqual([]);
  });

  it('[JR-74] is rejected, if so set, and changes nothing', async () => {
    const { first, witness, connect } = await taken({}, { duplicateUser: 'reject' });
    const second = connect();
    await second.join('studio', 'ada');
    expect(await second.join('lobby', 'ada', { presence: 'delta' })).toEqual([
      {
        type: 'join-room-error',
        roomId: 'lobby',
        roomName: 'lobby',
        error: 'user-id-in-use',
        message: 'Somebody else is in the room as this user.',
        hasPassword: false,
      },
    ]);
    expect(witness.take()).toEqual([]);
    expect(await first.ask(chat)).toMatchObject([{ type: 'chat-message' }]);
    expect(await second.ask({ ...chat, roomId: 'studio' })).toMatchObject([
      { type: 'chat-message' },
    ]);
  });

  it('[JR-74] is not meant where the first refreshes its own seat, or has gone', async () => {
    const { first, connect } = await taken({}, { duplicateUser: 'reject' });
    expect(await first.join('lobby', 'ada')).toMatchObject([{ type: 'room-joined' }]);
    await first.drop();
    expect(await connect().join('lobby', 'ada')).toMatchObject([{ type: 'room-joined' }]);
  });

  it('[JR-71] [JR-74] takes the seat with its token, though the first one lives', async () => {
    const policy = { duplicateUser: 'reject', reconnectGraceMs: 1000 };
    const { first, witness, joined, connect } = await taken({ presence: 'delta' }, policy);
    const resumeToken = resumeTokenIn(joined);
    expect(await connect().join('lobby', 'ada', { resumeToken })).toMatchObject([
      { type: 'room-joined' },
    ]);
    expect(first.take()).toEqual([replaced]);
    expect(witness.take()).toEqual([]);
  });
});

describe.each(backplanes)('a leaving, with events that come $when,', ({ createBackplane }) => {
  const identity = { roomId: 'lobby', userId: 'ada' };
  const join = { type: 'join-room', ...identity };

  it.each([
    { how: 'leave-room', reason: 'left', act: { type: 'leave-room', ...identity } },
    { how: 'a join elsewhere', reason: 'left', act: { ...join, roomId: 'studio' } },
    { how: 'a join as somebody else', reason: 'left', act: { ...join, userId: 'cem' } },
    { how: 'too long a message', reason: 'disconnected', act: ' '.repeat(131_073) },
  ])('[JR-75] by $how has the reason $reason', async ({ reason, act }) => {
    const { connect } = createConversation(createBackplane);
    const [ada, witness] = [connect(), connect()];
    await ada.join('lobby', 'ada');
    await witness.join('lobby', 'ben', { presence: 'delta' });
    witness.take();
    await ada.say(act);
    expect(witness.take()[0]).toEqual({ type: 'user-left', ...identity, offset: 3, reason });
  });

  it.each([
    { goodbye: true, graceMs: 0, reason: 'left' },
    { goodbye: true, graceMs: 1000, reason: 'left' },
    { goodbye: false, graceMs: 0, reason: 'disconnected' },
    { goodbye: false, graceMs: 1000, reason: 'timeout' },
  ])(
    '[JR-31] [JR-75] by closing (goodbye: $goodbye) with a grace of $graceMs has the reason $reason',
    async ({ goodbye, graceMs, reason }) => {
      const { connect, pass } = createConversation(
        createBackplane,
        {},
        { reconnectGraceMs: graceMs },
      );
      const [ada, witness] = [connect(), connect()];
      await ada.join('lobby', 'ada');
      await witness.join('lobby', 'ben');
      witness.take();
      await ada.close({ reason: goodbye ? 'goodbye' : 'lost' });
      await pass(1000);
      expect(witness.take()).toMatchObject([{ type: 'user-left', userId: 'ada', reason }]);
    },
  );
});
