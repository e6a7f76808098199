import { describe, expect, it } from 'vitest';

import { JsonParticipant } from '../support/clients/json-participant.js';
import { Red5Member } from '../support/clients/red5-member.js';
import { startServer, type TestServer } from '../support/servers/server.js';
import { TestSocket } from '../support/clients/websocket.js';

/** A connection that is expected to be refused: what it is told, and how it ends. */
async function refusal(url: string, headers: Readonly<Record<string, string>> = {}) {
  const { texts, closed } = new TestSocket(url, { headers });
  const { code } = await closed;
  return { told: texts.take().map((text): unknown => JSON.parse(text)), code };
}

async function red5Refusal({ red5 }: TestServer) {
  const { texts, closed } = new TestSocket(`${red5.url}/?room=lobby&streamName=late`);
  const { code } = await closed;
  return { told: texts.take(), code };
}

describe('connections', () => {
  it('[JR-77] [R5-31] are bounded in all, on both ports together; one that goes makes room', async () => {
    const server = await startServer({ maxConnections: 2 });
    const ann = await JsonParticipant.join(server.json.url, 'lobby', 'ann');
    const camera = await Red5Member.join(server.red5.url, 'lobby', 'camera');
    expect(await refusal(server.json.url)).toMatchObject({
      told: [{ type: 'error', code: 'too-many-connections' }],
      code: 4001,
    });
    expect(await red5Refusal(server)).toEqual({
      told: ['There are too many connections.'],
      code: 4001,
    });
    expect(await ann.unread()).toEqual([]);

    camera.connection.socket.close();
    await camera.connection.closed;
    await JsonParticipant.join(server.json.url, 'lobby', 'bob');
  });

  it('[JR-77] are bounded for each address: behind a trusted proxy, that of the client', async () => {
    const { json } = await startServer({
      maxConnectionsPerAddress: 1,
      trustedProxies: ['127.0.0.0/8'],
    });
    const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
    await JsonParticipant.connect(json.url, from('198.51.100.1'));
    await JsonParticipant.connect(json.url, from('198.51.100.2'));
    await JsonParticipant.connect(json.url, from('2001:db8::1'));
    for (const address of ['198.51.100.1', '203.0.113.9, 198.51.100.2', '2001:db8::2']) {
      expect(await refusal(json.url, from(address).headers)).toMatchObject({
        told: [{ type: 'error', code: 'too-many-connections' }],
        code: 4001,
      });
    }
  });

  it('are not counted for what an untrusted client says of itself', async () => {
    const { json } = await startServer({ maxConnectionsPerAddress: 1 });
    await JsonParticipant.connect(json.url, { headers: { 'x-forwarded-for': '198.51.100.1' } });
    const { code } = await refusal(json.url, { 'x-forwarded-for': '198.51.100.2' });
    expect(code).toBe(4001);
  });

  it('[JR-77] come no faster from one address than they may', async () => {
    const { json } = await startServer({ connectRatePerAddressPerSecond: 1 });
    // At once: what comes later may be in time again.
    const sockets = Array.from({ length: 10 }, () => new TestSocket(json.url));
    const { texts, closed } = await Promise.any(
      sockets.map(async (socket) => {
        await socket.closed;
        return socket;
      }),
    );
    expect(texts.take().map((text): unknown => JSON.parse(text))).toMatchObject([
      { type: 'error', code: 'rate-limited', retryAfterMs: expect.any(Number) as number },
    ]);
    expect((await closed).code).toBe(4003);
  });

  it('[JR-78] join no faster from one address than they may, and stay', async () => {
    const { json } = await startServer({ connectRatePerAddressPerSecond: 1 });
    const ann = await JsonParticipant.connect(json.url);
    const joined = ann.join('lobby', 'ann');
    // At once: what comes later may be in time again.
    ann.send({ type: 'join-room', roomId: 'studio', userId: 'ann' });
    await joined;
    expect(await ann.next('error')).toMatchObject({
      code: 'rate-limited',
      requestType: 'join-room',
      retryAfterMs: expect.any(Number) as number,
    });
    ann.act('chat-message', { content: 'still here' });
    await ann.next('chat-message');
  });

  it('[JR-79] of pages of other origins are refused, where they can see why', async () => {
    const { json, red5 } = await startServer({ allowedOrigins: ['*.example.org'] });
    expect(await refusal(json.url, { origin: 'https://evil.example' })).toMatchObject({
      told: [{ type: 'error', code: 'origin-not-allowed' }],
      code: 4501,
    });
    const red5Url = `${red5.url}/?room=lobby&streamName=camera`;
    const page = new TestSocket(red5Url, { headers: { origin: 'https://evil.example' } });
    expect((await page.closed).code).toBe(4501);
    await JsonParticipant.connect(json.url, { headers: { origin: 'https://app.example.org' } });
    await JsonParticipant.connect(json.url);
  });
});

describe('rooms', () => {
  it('[JR-80] are no more, and no fuller, than they may be', async () => {
    const { json, red5 } = await startServer({
      maxRooms: 2,
      maxParticipantsPerRoom: 1,
    });
    await JsonParticipant.join(json.url, 'lobby', 'ann');
    await Red5Member.join(red5.url, 'conference', 'camera');
    const bob = await JsonParticipant.connect(json.url);
    bob.send({ type: 'join-room', roomId: 'lobby', userId: 'bob' });
    expect(await bob.next('join-room-error')).toMatchObject({ error: 'room-full' });
    bob.send({ type: 'join-room', roomId: 'studio', userId: 'bob', roomName: 'The studio' });
    expect(await bob.next('join-room-error')).toMatchObject({
      error: 'too-many-rooms',
      roomId: 'studio',
      roomName: 'The studio',
      hasPassword: false,
    });
    expect(await bob.unread()).toEqual([]);
  });

  it('[R5-31] of Red5 clients, too', async () => {
    const { red5 } = await startServer({ maxParticipantsPerRoom: 1 });
    const camera = await Red5Member.join(red5.url, 'lobby', 'camera');
    const late = new TestSocket(`${red5.url}/?room=lobby&streamName=late`);
    expect((await late.closed).code).toBe(1008);
    expect(late.texts.take()).toEqual(['The room is full.']);
    expect(camera.received).toEqual([{ room: 'lobby', streams: ['camera'] }]);
  });
});

describe('messages', () => {
  it('[JR-81] beyond the rate have no effect and are told of, and the connection stays', async () => {
    const { json } = await startServer({ rateLimitPerSecond: 1, rateLimitBurst: 5 });
    const bob = await JsonParticipant.join(json.url, 'lobby', 'bob');
    const ann = await JsonParticipant.connect(json.url);
    const joined = ann.join('lobby', 'ann');
    // At once: what comes later may be in time again.
    for (let count = 0; count < 50; count += 1) ann.act('chat-message', { content: count });
    await joined;
    for (let count = 0; count < 4; count += 1) {
      expect(await ann.next('chat-message')).toMatchObject({ content: count });
    }
    expect(await ann.next('error')).toMatchObject({
      code: 'rate-limited',
      retryAfterMs: expect.any(Number) as number,
    });
    // Whatever was on its way comes before the answer to a close.
    ann.connection.socket.close();
    await ann.connection.closed;
    expect(ann.connection.texts.take()).toEqual([]);
    await bob.next('user-joined');
    for (let count = 0; count < 4; count += 1) await bob.next('chat-message');
    expect((await bob.next('user-left')).type).toBe('user-left');
  });

  it('[JR-82] that go on coming too fast end the connection for good', async () => {
    const { json } = await startServer({ rateLimitPerSecond: 1, rateLimitGraceMs: 0 });
    const ann = await JsonParticipant.join(json.url, 'lobby', 'ann');
    const bob = await JsonParticipant.join(json.url, 'lobby', 'bob');
    for (let count = 0; count < 300; count += 1) ann.send({ type: 'ping' });
    expect((await ann.connection.closed).code).toBe(4500);
    const codes = ann.connection.texts
      .take()
      .map((text) => (JSON.parse(text) as { code?: string }).code)
      .filter((code) => code !== undefined);
    expect(codes).toEqual(['rate-limited', 'flooding']);
    expect(await bob.next('user-left')).toMatchObject({ userId: 'ann' });
  });

  it('[R5-32] of Red5 clients end a connection only if they go on', async () => {
    const { red5 } = await startServer({ rateLimitPerSecond: 1, rateLimitGraceMs: 0 });
    const camera = await Red5Member.join(red5.url, 'lobby', 'camera');
    const flood = await Red5Member.join(red5.url, 'lobby', 'flood');
    for (let count = 0; count < 300; count += 1) flood.connection.send('x');
    expect((await flood.connection.closed).code).toBe(4500);
    await camera.listed(['camera']);
  });

  it('and pings share one rate: a flood of pings ends the connection', async () => {
    const { json } = await startServer({ rateLimitPerSecond: 1, rateLimitGraceMs: 0 });
    const ann = await JsonParticipant.join(json.url, 'lobby', 'ann');
    for (let count = 0; count < 300; count += 1) ann.connection.socket.ping();
    expect((await ann.connection.closed).code).toBe(4500);
  });
});

describe('a dry run', () => {
  it('[JR-83] refuses nothing, and says in the log what it would have refused', async () => {
    const warnings: unknown[] = [];
    const ignore = (): void => undefined;
    const { json } = await startServer({
      dryRunLimits: true,
      maxConnections: 1,
      connectRatePerAddressPerSecond: 1,
      maxRooms: 1,
      maxParticipantsPerRoom: 1,
      rateLimitPerSecond: 1,
      rateLimitBurst: 1,
      maxNameBytes: 4,
      maxChatBytes: 4,
      maxPayloadBytes: 128,
      logger: {
        debug: ignore,
        info: ignore,
        error: ignore,
        warn: (fields, message) => warnings.push({ ...fields, message }),
      },
    });
    const ann = await JsonParticipant.join(json.url, 'a long name', 'ann');
    const bob = await JsonParticipant.join(json.url, 'a long name', 'bob');
    await JsonParticipant.join(json.url, 'another room', 'cleo');
    await ann.next('user-joined');
    ann.act('chat-message', { content: 'x'.repeat(200) });
    await ann.next('chat-message');
    await bob.next('chat-message');
    const limits = [
      'maxConnections',
      'connectRatePerAddressPerSecond',
      'maxRooms',
      'maxParticipantsPerRoom',
      'rateLimitPerSecond',
      'maxNameBytes',
      'maxChatBytes',
      'maxPayloadBytes',
    ];
    for (const limit of limits) {
      expect(warnings).toContainEqual({
        limit,
        enforced: false,
        message: 'a limit was exceeded',
        times: expect.any(Number) as number,
      });
    }
  });
});
