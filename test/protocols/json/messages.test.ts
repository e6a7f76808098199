import { describe, expect, it } from 'vitest';
import { createConversation, type JsonClient } from '../../support/doubles/json-conversation.js';

const utf8 = new TextEncoder();

async function seated(): Promise<{ ada: JsonClient; ben: JsonClient }> {
  const { connect } = createConversation();
  const ada = connect();
  const ben = connect();
  await ada.join('lobby', 'ada');
  await ben.join('lobby', 'ben');
  ada.take();
  return { ada, ben };
}

describe('a message', () => {
  it('[JR-2] in a binary frame is read as text and answered with text', async () => {
    const { ada } = await seated();
    expect(await ada.ask(utf8.encode('{"type":"ping"}'))).toEqual([{ type: 'pong' }]);
    expect(ada.connection.sent.at(-1)).toBe('{"type":"pong"}');
  });

  it.each([
    ['is empty', ''],
    ['is cut short', '{"type":"ping"'],
    ['is plain text', 'hello'],
    ['is a NUL', '\u0000'],
    ['is null', 'null'],
    ['is a number', '17'],
    ['is a string', '"ping"'],
    ['is an array', '[]'],
    ['is an array of messages', '[{"type":"ping"}]'],
    ['is not UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d)],
    ['holds half a character', Buffer.from('{"type":"ping","x":"\xc3"}', 'latin1')],
  ])('[JR-3] [JR-9] that %s is answered with invalid-json and does no harm', async (_, message) => {
    const { ada, ben } = await seated();
    expect(await ada.ask(message)).toEqual([
      {
        type: 'error',
        code: 'invalid-json',
        message: 'The message is not valid JSON, or not a JSON object.',
      },
    ]);
    expect(await ada.ask({ type: 'ping' })).toEqual([{ type: 'pong' }]);
    expect(ben.take()).toEqual([]);
    expect(ada.connection.isOpen).toBe(true);
  });

  it.each(['dance', '', 'toString', 'constructor', '__proto__', 'Ping', 'ping ', 'pong'])(
    '[JR-4] [JR-7] of the type %j is answered with unknown-type and that type',
    async (type) => {
      const { ada, ben } = await seated();
      expect(await ada.ask({ type, roomId: 'lobby', userId: 'ada' })).toEqual([
        {
          type: 'error',
          code: 'unknown-type',
          message: 'There is no message of this type.',
          requestType: type,
        },
      ]);
      expect(ben.take()).toEqual([]);
    },
  );

  it.each([{}, { type: 5 }, { type: null }, { type: { x: 1 } }, { type: ['ping'] }])(
    '[JR-4] [JR-7] such as %j, without a string type, is answered with unknown-type alone',
    async (message) => {
      const { ada } = await seated();
      expect(await ada.ask(message)).toEqual([
        { type: 'error', code: 'unknown-type', message: 'There is no message of this type.' },
      ]);
    },
  );

  it('[JR-7] with a long type has the first 64 characters of it in the error', async () => {
    const { ada } = await seated();
    const [error] = await ada.ask({ type: 'x'.repeat(50_000) });
    expect(error).toMatchObject({ code: 'unknown-type', requestType: 'x'.repeat(64) });
  });

  const whole = {
    'join-room': { roomId: 'r', userId: 'u' },
    'leave-room': { roomId: 'r', userId: 'u' },
    'start-streaming': { roomId: 'r', userId: 'u' },
    'stop-streaming': { roomId: 'r', userId: 'u' },
    'chat-message': { roomId: 'r', userId: 'u', content: 'c' },
    'sync-room': { roomId: 'r' },
    'webrtc-offer': { roomId: 'r', fromUserId: 'u', toUserId: 'v', offer: {} },
    'webrtc-answer': { roomId: 'r', fromUserId: 'u', toUserId: 'v', answer: {} },
    'webrtc-ice-candidate': { roomId: 'r', fromUserId: 'u', toUserId: 'v', candidate: {} },
  };
  const fields = Object.entries(whole).flatMap(([type, message]) =>
    Object.keys(message).map((field) => ({ type, field, message })),
  );

  it.each(fields)(
    '[JR-5] [JR-7] [JR-37] [JR-48] of the type $type without $field is answered with invalid-message and the field',
    async ({ type, field, message }) => {
      const { connect, context } = createConversation();
      const client = connect();
      const partial = Object.fromEntries(Object.entries(message).filter(([key]) => key !== field));
      expect(await client.ask({ type, ...partial })).toEqual([
        {
          type: 'error',
          code: 'invalid-message',
          message: 'A field of the message is missing or wrong.',
          requestType: type,
          field,
        },
      ]);
      expect(context.commands).toEqual([]);
      expect(client.connection.isOpen).toBe(true);
    },
  );

  it('[JR-5] with several wrong fields is answered once, with the first', async () => {
    const { connect } = createConversation();
    const answer = await connect().ask({ type: 'join-room', userId: {}, password: [] });
    expect(answer).toMatchObject([{ code: 'invalid-message', field: 'roomId' }]);
  });

  it('[JR-5] with one wrong field has no effect at all', async () => {
    const { ada, ben } = await seated();
    const answer = await ada.join('elsewhere', 'ada', { roomName: {} });
    expect(answer).toMatchObject([{ code: 'invalid-message', field: 'roomName' }]);
    expect(ben.take()).toEqual([]);
    const chat = { type: 'chat-message', roomId: 'lobby', userId: 'ada', content: 'still here' };
    expect(await ada.ask(chat)).toMatchObject([{ type: 'chat-message' }]);
  });

  it('[JR-6] may hold unknown fields, and null for optional ones', async () => {
    const { connect } = createConversation();
    const ada = connect();
    const answer = await ada.join('lobby', 'ada', {
      userName: null,
      roomName: null,
      password: null,
      presence: null,
      history: null,
      recover: null,
      resumeToken: null,
      foo: [1, { x: 2 }],
      toString: 'x',
      tokens: {},
    });
    expect(answer).toMatchObject([
      { type: 'room-joined', roomName: 'lobby', participants: [{ userName: 'ada' }] },
    ]);
    const start = { type: 'start-streaming', roomId: 'lobby', userId: 'ada', streamName: null };
    expect(await ada.ask(start)).toMatchObject([{ streamName: 'ada' }]);
    const chat = { type: 'chat-message', roomId: 'lobby', userId: 'ada', content: 'hello' };
    const [echo] = await ada.ask({ ...chat, clientMessageId: null });
    expect(echo).not.toHaveProperty('clientMessageId');
  });

  it('[JR-10] that pings is answered with pong, in a room or not, in order', async () => {
    const { connect } = createConversation();
    const ada = connect();
    expect(await ada.ask({ type: 'ping' })).toEqual([{ type: 'pong' }]);
    expect(await ada.ask({ type: 'ping', id: 7, at: 'x' })).toEqual([{ type: 'pong' }]);
    await ada.join('lobby', 'ada');
    await ada.say({ type: 'ping' });
    await ada.say({ type: 'start-streaming', roomId: 'lobby', userId: 'ada' });
    await ada.say({ type: 'ping' });
    expect(ada.take().map((frame) => frame.type)).toEqual([
      'pong',
      'user-streaming-started',
      'pong',
    ]);
  });
});

describe('a message that is too long', () => {
  const ping = '{"type":"ping"}';

  it('[JR-8] is answered with message-too-large, and the connection closes with 1009', async () => {
    const { connect, engine } = createConversation(undefined, { maxPayloadBytes: 200 });
    const ada = connect();
    const ben = connect();
    await ada.join('lobby', 'ada');
    await ben.join('lobby', 'ben');
    ada.take();
    expect(await ada.ask(ping.padEnd(201))).toEqual([
      {
        type: 'error',
        code: 'message-too-large',
        message: 'The message is larger than this server accepts.',
      },
    ]);
    expect(ada.connection.closedWith?.code).toBe(1009);
    expect(ben.take().at(-1)).toMatchObject({ type: 'user-left', userId: 'ada' });
    expect(engine.counts()).toEqual({ rooms: 1, seats: 1, away: 0 });
  });

  it('[JR-8] is one byte longer than the longest that is taken', async () => {
    const { connect } = createConversation(undefined, { maxPayloadBytes: 200 });
    const ada = connect();
    expect(await ada.ask(ping.padEnd(200))).toEqual([{ type: 'pong' }]);
    expect(ada.connection.isOpen).toBe(true);
  });
});

describe('opening a connection', () => {
  it.each([
    { path: '/', query: null },
    { path: '/ws', query: '' },
    { path: '/any/deep/path', query: 'a=b&%zz' },
  ])('[JR-1] works with any path and query, such as $path?$query', async (request) => {
    const { connect } = createConversation();
    expect(await connect(request).ask({ type: 'ping' })).toEqual([{ type: 'pong' }]);
  });
});
