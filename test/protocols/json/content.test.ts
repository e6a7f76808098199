import { describe, expect, it } from 'vitest';
import { createConversation } from '../../support/doubles/json-conversation.js';

const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;

async function seated(limits = {}) {
  const conversation = createConversation(undefined, limits);
  const ada = conversation.connect();
  const ben = conversation.connect();
  await ada.join('lobby', 'ada');
  await ben.join('lobby', 'ben');
  ada.take();
  return { ...conversation, ada, ben };
}

const chat = (content: unknown) => ({
  type: 'chat-message',
  roomId: 'lobby',
  userId: 'ada',
  content,
});

describe('chat content', () => {
  it.each([
    'hello',
    '',
    'line 1\nline 2\t"quoted" <b>é 🎥</b>',
    '\u2028 مرحبا 👩‍👩‍👧‍👦 \u0000',
    0,
    -1.5e300,
    true,
    false,
    null,
    [],
    {},
    { text: 'hi', mentions: ['ben', null], nested: [{ a: [{}] }] },
  ])('[JR-37] arrives as it was: %j', async (content) => {
    const { ada, ben } = await seated();
    const [echo] = await ada.ask(chat(content));
    expect(echo).toHaveProperty('content', content);
    expect(ben.take()).toContainEqual(echo);
  });

  it('[JR-37] keeps keys that mean something elsewhere', async () => {
    const { ada } = await seated();
    const content = '{"__proto__":{"a":1},"constructor":2,"toJSON":3}';
    await ada.say(`{"type":"chat-message","roomId":"lobby","userId":"ada","content":${content}}`);
    expect(ada.connection.received.at(-1)).toContain(`"content":${content}}`);
  });

  it('[JR-37] that is nested as deep as it may be arrives', async () => {
    const { ada, ben } = await seated();
    ben.take();
    const content = '['.repeat(99) + '{}' + ']'.repeat(99);
    await ada.say(`{"type":"chat-message","roomId":"lobby","userId":"ada","content":${content}}`);
    expect(ben.connection.received.at(-1)).toContain(content);
  });

  it.each([101, 10_000, 50_000])('[JR-37] that is nested %i deep is refused', async (depth) => {
    const { ada, ben } = await seated();
    ben.take();
    const deep = '['.repeat(depth) + ']'.repeat(depth);
    const message = `{"type":"chat-message","roomId":"lobby","userId":"ada","content":${deep}}`;
    expect(await ada.ask(message)).toMatchObject([
      { code: 'invalid-message', requestType: 'chat-message', field: 'content' },
    ]);
    expect(ben.take()).toEqual([]);
    expect(ada.connection.isOpen).toBe(true);
  });

  it.each([
    { what: 'a text', longest: 'é'.repeat(10), tooLong: 'é'.repeat(10) + 'x' },
    { what: 'a text that JSON lengthens', longest: '\n'.repeat(20), tooLong: '\n'.repeat(21) },
    { what: 'another value', longest: [1, 'é', { a: [] }], tooLong: [12, 'éé', { a: [0] }] },
  ])('[JR-38] may be long but not too long: $what', async ({ longest, tooLong }) => {
    const { ada, ben } = await seated({ maxChatBytes: 20 });
    ben.take();
    expect(await ada.ask(chat(tooLong))).toMatchObject([
      { code: 'message-too-large', requestType: 'chat-message', field: 'content' },
    ]);
    expect(ben.take()).toEqual([]);
    expect(ada.connection.isOpen).toBe(true);
    expect(await ada.ask(chat(longest))).toMatchObject([{ content: longest }]);
  });

  it('[JR-38] of 64 KiB passes by default', async () => {
    const { ada, ben } = await seated();
    const content = 'x'.repeat(65_536);
    await ada.say(chat(content));
    expect(ben.take().at(-1)).toMatchObject({ content });
  });

  it('[JR-11] and names with lone surrogates leave as escapes', async () => {
    const { ada, ben } = await seated();
    await ada.join('lobby', '\ud800', { userName: '\udfff' });
    await ada.say({ ...chat('a\udc00b'), userId: '\ud800' });
    expect(ben.take().at(-1)).toMatchObject({ userId: '\ud800', content: 'a\udc00b' });
    const frames = ben.connection.received.join('');
    expect(frames).toContain('\\udc00');
    expect(Buffer.from(frames).toString()).toBe(frames);
  });
});

describe('signalling', () => {
  const payload = { type: 'offer', sdp: 'v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n' };
  const address = { roomId: 'lobby', fromUserId: 'ada', toUserId: 'ben' };

  it.each([
    { type: 'webrtc-offer', field: 'offer' },
    { type: 'webrtc-answer', field: 'answer' },
    { type: 'webrtc-ice-candidate', field: 'candidate' },
  ])('[JR-46] of the type $type reaches its addressee alone', async ({ type, field }) => {
    const { ada, ben, connect } = await seated();
    const cem = connect();
    await cem.join('lobby', 'cem');
    for (const client of [ada, ben, cem]) client.take();
    expect(await ada.ask({ type, ...address, [field]: payload })).toEqual([]);
    expect(ben.take()).toEqual([{ type, roomId: 'lobby', fromUserId: 'ada', [field]: payload }]);
    expect(cem.take()).toEqual([]);
  });

  it.each([null, '', 0, [], 'end-of-candidates'])(
    '[JR-46] [JR-48] passes %j through',
    async (candidate) => {
      const { ada, ben } = await seated();
      await ada.say({ type: 'webrtc-ice-candidate', ...address, candidate });
      expect(ben.take().at(-1)).toHaveProperty('candidate', candidate);
    },
  );

  it('[JR-46] reaches its own sender if that is the addressee', async () => {
    const { ada } = await seated();
    const offer = { type: 'webrtc-offer', ...address, toUserId: 'ada', offer: payload };
    expect(await ada.ask(offer)).toMatchObject([{ type: 'webrtc-offer', fromUserId: 'ada' }]);
  });

  it('[JR-47] to somebody who is not in the room is dropped', async () => {
    const { ada, ben, connect } = await seated();
    const stranger = connect();
    await stranger.join('studio', 'cem');
    for (const client of [ada, ben, stranger]) client.take();
    for (const toUserId of ['nobody', 'cem', 'toString']) {
      const offer = { type: 'webrtc-offer', ...address, toUserId, offer: payload };
      expect(await ada.ask(offer)).toEqual([]);
    }
    expect(stranger.take()).toEqual([]);
    expect(ben.take()).toEqual([]);
  });

  it('[JR-48] that is nested too deeply is answered with invalid-message', async () => {
    const { ada, ben } = await seated();
    ben.take();
    const head = JSON.stringify({ type: 'webrtc-offer', ...address }).slice(0, -1);
    expect(await ada.ask(`${head},"offer":${deep}}`)).toMatchObject([
      { code: 'invalid-message', requestType: 'webrtc-offer', field: 'offer' },
    ]);
    expect(ben.take()).toEqual([]);
  });

  it('[JR-48] that grows too long in encoding is answered with message-too-large', async () => {
    const { ada, ben } = await seated({ maxPayloadBytes: 300 });
    ben.take();
    const head = JSON.stringify({ type: 'webrtc-answer', ...address }).slice(0, -1);
    const numbers = Array.from({ length: 30 }, () => '1e20').join(',');
    expect(await ada.ask(`${head},"answer":[${numbers}]}`)).toMatchObject([
      { code: 'message-too-large', requestType: 'webrtc-answer', field: 'answer' },
    ]);
    expect(ben.take()).toEqual([]);
    expect(ada.connection.isOpen).toBe(true);
  });
});
