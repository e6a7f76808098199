import { describe, expect, it } from 'vitest';
import { createConversation } from '../../support/doubles/json-conversation.js';

const join = { type: 'join-room', roomId: 'studio', userId: 'ada' };
const chat = { type: 'chat-message', roomId: 'lobby', userId: 'ada', content: 'hello' };

const wrong = {
  presence: ['', 'Full', 'none', 0, true, {}, []],
  history: [-1, 1.5, '5', true, {}, []],
  recover: [
    {},
    [],
    'x',
    1,
    { epoch: 'x' },
    { offset: 1 },
    { epoch: 1, offset: 1 },
    { epoch: 'x', offset: -1 },
    { epoch: 'x', offset: 0.5 },
    { epoch: 'x', offset: '1' },
    { epoch: null, offset: null },
  ],
  resumeToken: [1, true, {}, []],
  clientMessageId: ['', 1, true, {}, [], 'é'.repeat(512) + 'x'],
};
const cases = Object.entries(wrong).flatMap(([field, values]) =>
  values.map((value) => ({ field, value })),
);

describe('a new field', () => {
  it.each(cases)('[JR-5] [JR-76] $field cannot be $value', async ({ field, value }) => {
    const { connect, context } = createConversation();
    const [ada, ben] = [connect(), connect()];
    await ada.join('lobby', 'ada');
    await ben.join('lobby', 'ben');
    ada.take();
    ben.take();
    const commands = context.commands.length;
    const message = { ...(field === 'clientMessageId' ? chat : join), [field]: value };
    expect(await ada.ask(message)).toEqual([
      {
        type: 'error',
        code: 'invalid-message',
        message: 'A field of the message is missing or wrong.',
        requestType: message.type,
        field,
      },
    ]);
    expect(context.commands).toHaveLength(commands);
    expect(ben.take()).toEqual([]);
  });

  it.each([
    { presence: 'delta' },
    { history: 0 },
    { history: 1e15 },
    { recover: { epoch: '', offset: 0 } },
    { recover: { epoch: 'x', offset: 1, more: true } },
    { resumeToken: '' },
    { resumeToken: 'é'.repeat(513) },
  ])('[JR-76] can be %j', async (fields) => {
    expect(
      await createConversation()
        .connect()
        .ask({ ...join, ...fields }),
    ).toMatchObject([{ type: 'room-joined' }]);
  });

  it('[JR-76] clientMessageId can be as long as a name', async () => {
    const ada = createConversation().connect();
    await ada.join('lobby', 'ada');
    const clientMessageId = 'é'.repeat(512);
    expect(await ada.ask({ ...chat, clientMessageId })).toMatchObject([{ clientMessageId }]);
  });

  it('[JR-50] of room-joined says what the limits are', async () => {
    const limits = { maxPayloadBytes: 2000, maxChatBytes: 30, maxNameBytes: 40 };
    const { connect } = createConversation(undefined, limits);
    const [joined] = await connect().join('lobby', 'ada');
    expect(joined).toHaveProperty('limits', {
      ...limits,
      rateLimitPerSecond: 100,
      rateLimitBurst: 200,
    });
  });
});
