import type { JWTPayload } from 'jose';
import { describe, expect, it } from 'vitest';

import type { ConnectionRequest, ProtocolLimits } from '../../../src/protocol.js';
import type { RoomPolicy } from '../../../src/rooms/policy.js';
import {
  createFakeAuthentication,
  fakeGraceMs,
  fakeTimeoutMs,
  fakeRefusal,
  fakeToken,
} from '../../support/doubles/fake-tokens.js';
import {
  backplanes,
  conversationTime,
  createConversation,
  resumeTokenIn,
} from '../../support/doubles/json-conversation.js';

const lobby = { roomId: 'lobby' };
const ann = { ...lobby, userId: 'ann' };
const inTenSeconds = conversationTime / 1000 + 10;
const signal = { ...lobby, fromUserId: 'ann', toUserId: 'ann' };

/** A frame of each type that asks for something, but for a token. */
const requests = [
  { type: 'ping' },
  { type: 'list-rooms' },
  { type: 'join-room', ...ann },
  { type: 'leave-room', ...ann },
  { type: 'start-streaming', ...ann },
  { type: 'stop-streaming', ...ann },
  { type: 'chat-message', ...ann, content: 'hello' },
  { type: 'sync-room', ...lobby },
  { type: 'webrtc-offer', ...signal, offer: {} },
  { type: 'webrtc-answer', ...signal, answer: {} },
  { type: 'webrtc-ice-candidate', ...signal, candidate: {} },
];

const failure = (code: string, requestType?: string): object => ({
  type: 'error',
  code,
  message: expect.any(String) as unknown,
  requestType,
});

describe('where no tokens are asked for', () => {
  it('[JR-86] a token means nothing', async () => {
    const client = createConversation().connect({ query: 'token=nonsense' });
    const [joined] = await client.join('lobby', 'ann', { token: 'nonsense' });
    expect(joined).toMatchObject({ type: 'room-joined', ...ann });
    expect(joined).not.toHaveProperty('tokenExpiresAt');
    expect(await client.ask({ type: 'refresh-token', token: 'nonsense' })).toEqual([
      { type: 'token-refreshed', expiresAt: null },
    ]);
  });

  it('[JR-86] a token that is no text, or an empty one to refresh with, is refused all the same', async () => {
    const client = createConversation().connect();
    for (const token of ['', 7, undefined]) {
      expect(await client.ask({ type: 'refresh-token', token })).toEqual([
        { ...failure('invalid-message', 'refresh-token'), field: 'token' },
      ]);
    }
  });
});

describe.each(backplanes)('a server that asks for tokens, events coming $when,', (backplane) => {
  function guarded(policy: Partial<RoomPolicy> = {}, limits: Partial<ProtocolLimits> = {}) {
    const authentication = createFakeAuthentication();
    const conversation = createConversation(
      backplane.createBackplane,
      limits,
      policy,
      authentication,
    );
    const connect = (request?: Partial<ConnectionRequest>) => conversation.connect(request);
    /** Somebody in the lobby with a token of its own. */
    const enter = async (userId: string, claims: JWTPayload = {}, more: object = {}) => {
      const client = connect();
      const token = fakeToken({ sub: userId, ...claims });
      const frames = await client.join('lobby', userId, { token, ...more });
      return { client, frames };
    };
    return { ...conversation, ...authentication, connect, enter };
  }

  it.each(requests)('[JR-88] $type is refused before a token was shown', async (request) => {
    const { connect, context } = guarded();
    const client = connect();
    expect(await client.ask(request)).toEqual([failure('unauthorized', request.type)]);
    expect(context.commands).toEqual([]);
    expect(client.connection.isOpen).toBe(true);
  });

  it('[JR-88] a message that is wrong in itself is answered with what is wrong', async () => {
    const client = guarded().connect();
    expect(await client.ask('{')).toEqual([failure('invalid-json')]);
    const token = fakeToken({});
    expect(await client.ask({ type: 'join-room', roomId: 'lobby', token })).toEqual([
      { ...failure('invalid-message', 'join-room'), field: 'userId' },
    ]);
  });

  it('[JR-87, JR-96] a token in join-room lets in, and says how long it lasts', async () => {
    const { enter } = guarded();
    const { frames } = await enter('ann', { exp: inTenSeconds });
    expect(frames).toMatchObject([
      { type: 'room-joined', ...ann, tokenExpiresAt: inTenSeconds * 1000 },
    ]);
    const { frames: forever } = await enter('ben');
    expect(forever[0]).not.toHaveProperty('tokenExpiresAt');
  });

  it('[JR-87] a token in the URL or to refresh with lets in as well, the last in the URL counting', async () => {
    const { connect } = guarded();
    const token = encodeURIComponent(fakeToken({ sub: 'ann' }));
    const inUrl = connect({ query: `token=x&room=lobby&token=${token}` });
    expect(await inUrl.ask({ type: 'list-rooms' })).toEqual([{ type: 'rooms-list', rooms: [] }]);
    const later = connect({ query: 'token=' });
    await later.say({ type: 'refresh-token', token: fakeToken({}) });
    expect(later.take()).toEqual([{ type: 'token-refreshed', expiresAt: null }]);
    expect(await later.ask({ type: 'ping' })).toEqual([{ type: 'pong' }]);
  });

  it('[JR-87] what is sent while a token is judged is answered after it, in its order', async () => {
    const { connect, hold, release, context } = guarded();
    hold();
    const client = connect();
    client.send({ type: 'join-room', ...ann, token: fakeToken({ sub: 'ann' }) });
    client.send({ type: 'start-streaming', ...ann });
    client.send({ type: 'refresh-token', token: fakeToken({ sub: 'ann' }) });
    client.send({ type: 'chat-message', ...ann, content: 'one' });
    await client.say({ type: 'sync-room', ...lobby });
    expect(client.take()).toEqual([]);
    expect(context.commands).toEqual([]);
    release();
    // The bytes of a message are only lent.
    const bytes = new TextEncoder().encode(JSON.stringify({ type: 'list-rooms' }));
    client.send(bytes);
    bytes.fill(0);
    expect(await client.ask({ type: 'leave-room', ...ann })).toMatchObject([
      { type: 'room-joined' },
      { type: 'user-streaming-started' },
    ]);
    release();
    expect(await client.ask({ type: 'list-rooms' })).toMatchObject([
      { type: 'token-refreshed' },
      { type: 'chat-message', content: 'one' },
      { type: 'room-state' },
      { type: 'rooms-list', rooms: [{}] },
      { type: 'rooms-list', rooms: [] },
    ]);
  });

  it('[JR-87] more than may wait ends the connection', async () => {
    const { connect, hold, release, context } = guarded({}, { maxQueuedBytes: 1000 });
    hold();
    const client = connect();
    client.send({ type: 'join-room', ...ann, token: fakeToken({ sub: 'ann' }) });
    const ping = JSON.stringify({ type: 'ping' });
    const room = Math.floor(1000 / (ping.length + 128));
    for (let n = 0; n < room; n += 1) client.send(ping);
    expect(client.connection.isOpen).toBe(true);
    client.send(ping);
    expect(client.take()).toEqual([failure('rate-limited')]);
    expect(client.connection.closedWith?.code).toBe(4003);
    release();
    await client.say('{}');
    expect(context.commands).toMatchObject([{ type: 'leave' }]);
  });

  it('[JR-8] a message that is too large ends the connection, token or not', async () => {
    const { connect } = guarded({}, { maxPayloadBytes: 200 });
    const client = connect();
    await client.say(JSON.stringify({ type: 'ping', padding: 'x'.repeat(200) }));
    expect(client.connection.received.map((text) => JSON.parse(text) as unknown)).toEqual([
      failure('message-too-large'),
    ]);
    expect(client.connection.closedWith?.code).toBe(1009);
  });

  it('[JR-89] a connection without a good token has its time, and then ends', async () => {
    const { connect, clock } = guarded();
    const [mute, wrong] = [connect(), connect()];
    await wrong.join('lobby', 'ann', { token: fakeRefusal('unauthorized') });
    wrong.take();
    clock.advance(fakeTimeoutMs - 1);
    expect([mute, wrong].map(({ connection }) => connection.isOpen)).toEqual([true, true]);
    clock.advance(1);
    for (const client of [mute, wrong]) {
      expect(client.take()).toEqual([failure('unauthorized')]);
      expect(client.connection.closedWith?.code).toBe(4502);
    }
    expect(clock.pendingTimers).toBe(0);
  });

  it('[JR-89] a token that is being judged when the time is over still counts', async () => {
    const { connect, clock, hold, release } = guarded();
    hold();
    const [good, bad] = [connect(), connect()];
    await good.join('lobby', 'ann', { token: fakeToken({ sub: 'ann' }) });
    await bad.join('lobby', 'ben', { token: fakeRefusal('unauthorized') });
    clock.advance(fakeTimeoutMs);
    release();
    expect(await good.ask({ type: 'list-rooms' })).toMatchObject([
      { type: 'room-joined' },
      { type: 'rooms-list' },
    ]);
    release();
    await good.say({ type: 'ping' });
    expect(bad.take()).toEqual([failure('unauthorized', 'join-room'), failure('unauthorized')]);
    expect(bad.connection.closedWith?.code).toBe(4502);
  });

  it.each([
    ['unauthorized', 4502],
    ['token-expired', 4004],
    ['auth-unavailable', 4005],
  ] as const)('[JR-90] %s ends a connection by its URL, and no other', async (code, closeCode) => {
    const { connect, clock, enter, context } = guarded();
    const token = fakeRefusal(code);
    const inUrl = connect({ query: `token=${encodeURIComponent(token)}` });
    const fresh = connect();
    expect(await fresh.join('lobby', 'ann', { token })).toEqual([failure(code, 'join-room')]);
    expect(inUrl.take()).toEqual([failure(code)]);
    expect(inUrl.connection.closedWith?.code).toBe(closeCode);
    expect(fresh.connection.isOpen).toBe(true);

    const { client: seated } = await enter('ben');
    seated.take();
    const before = context.commands.length;
    expect(await seated.join('lobby', 'ben', { token })).toEqual([failure(code, 'join-room')]);
    expect(await seated.ask({ type: 'refresh-token', token })).toEqual([
      failure(code, 'refresh-token'),
    ]);
    expect(context.commands).toHaveLength(before);
    expect(await seated.ask({ type: 'ping' })).toEqual([{ type: 'pong' }]);
    clock.advance(fakeTimeoutMs * 10);
    expect(seated.connection.isOpen).toBe(true);
  });

  it.each<[JWTPayload, string | number, string | number, string | null]>([
    [{ sub: 'ann' }, 'ann', 'lobby', null],
    [{ sub: 'ann' }, 'ben', 'lobby', 'identity-mismatch'],
    [{ sub: '42' }, 42, 'lobby', null],
    [{}, 'anybody', 'anywhere', null],
    [{ room: 'lobby' }, 'ann', 'lobby', null],
    [{ room: 'lobby' }, 'ann', 'lobby2', 'forbidden'],
    [{ room: '42' }, 'ann', 42, null],
    [{ rooms: ['a', 'class-*'] }, 'ann', 'class-7', null],
    [{ rooms: ['a', 'class-*'] }, 'ann', 'classroom', 'forbidden'],
    [{ room: 'b', rooms: ['a'] }, 'ann', 'b', null],
    [{ rooms: [] }, 'ann', 'lobby', 'forbidden'],
    [{ rooms: ['*'] }, 'ann', 'lobby', null],
    [{ permissions: ['join'] }, 'ann', 'lobby', null],
    [{ permissions: ['stream', 'hidden'] }, 'ann', 'lobby', 'forbidden'],
  ])('[JR-91] %j lets %j into %j: %j', async (claims, userId, roomId, code) => {
    const client = guarded().connect();
    const [answer] = await client.join(roomId, userId, { token: fakeToken(claims) });
    if (code === null) expect(answer).toMatchObject({ type: 'room-joined', roomId, userId });
    else expect(answer).toEqual(failure(code, 'join-room'));
  });

  it('[JR-92] a join with a token of its own goes by that one alone', async () => {
    const { enter } = guarded();
    const { client } = await enter('ann', { room: 'lobby' });
    const token = fakeToken({ sub: 'ben', room: 'hall' });
    expect(await client.join('lobby', 'ben', { token })).toEqual([
      failure('forbidden', 'join-room'),
    ]);
    expect(await client.join('lobby', 'ann')).toMatchObject([{ type: 'room-joined', ...ann }]);
    expect(await client.join('hall', 'ben', { token })).toMatchObject([{ type: 'room-joined' }]);
    expect(await client.join('lobby', 'ann')).toEqual([failure('identity-mismatch', 'join-room')]);
  });

  it('[JR-92] a seat that the new token does not allow is given up, even if the room refuses', async () => {
    const { enter, connect } = guarded();
    const { client } = await enter('ann');
    const { client: other } = await enter('cem');
    const keeper = connect();
    await keeper.join('hall', 'dot', { token: fakeToken({}), password: 'secret' });
    for (const each of [client, other]) each.take();
    const token = fakeToken({ sub: 'ben', room: 'hall' });
    expect(await client.join('hall', 'ben', { token })).toMatchObject([
      { type: 'join-room-error', error: 'incorrect-password' },
    ]);
    expect(other.take()).toMatchObject([{ type: 'user-left', userId: 'ann', reason: 'left' }]);
    await other.say({ type: 'chat-message', roomId: 'lobby', userId: 'cem', content: 'gone?' });
    expect(client.take()).toEqual([]);
  });

  it('[JR-92] a join that is refused by its room leaves a seat that the new token allows', async () => {
    const { enter, connect } = guarded();
    const { client } = await enter('ann');
    const keeper = connect();
    await keeper.join('hall', 'dot', { token: fakeToken({}), password: 'secret' });
    client.take();
    await client.join('hall', 'ann', { token: fakeToken({ sub: 'ann' }) });
    client.take();
    expect(await client.ask({ type: 'sync-room', roomId: 'lobby' })).toMatchObject([
      { type: 'room-state', participants: [{ userId: 'ann' }] },
    ]);
  });

  it.each([
    ['stream', ['start-streaming', 'stop-streaming']],
    ['chat', ['chat-message']],
    ['signal', ['webrtc-offer', 'webrtc-answer', 'webrtc-ice-candidate']],
    ['list', ['list-rooms']],
    ['join', ['sync-room', 'join-room']],
  ])('[JR-93] without %s these are refused: %j', async (permission, types) => {
    const { enter } = guarded();
    const rest = ['join', 'stream', 'chat', 'signal', 'list'].filter((one) => one !== permission);
    const { client } = await enter('ann', {});
    await client.say({ type: 'refresh-token', token: fakeToken({ sub: 'ann' }) });
    const without = fakeToken({ sub: 'ann', permissions: rest });
    if (permission === 'join') await client.say({ type: 'leave-room', ...ann });
    await client.say({ type: 'refresh-token', token: without });
    client.take();
    for (const request of requests) {
      const frames = await client.ask(request);
      const expected = types.includes(request.type) ? [failure('forbidden', request.type)] : [];
      expect(frames.filter((frame) => 'code' in frame && frame.code === 'forbidden')).toEqual(
        expected,
      );
      if (request.type === 'leave-room' && permission !== 'join') await client.join('lobby', 'ann');
      client.take();
    }
  });

  it('[JR-93] acting elsewhere is refused by the token, and as somebody else as well', async () => {
    const { enter } = guarded();
    const { client } = await enter('ann', { room: 'lobby' });
    const chat = { type: 'chat-message', content: 'hello' };
    expect(await client.ask({ ...chat, roomId: 'hall', userId: 'ann' })).toEqual([
      failure('forbidden', 'chat-message'),
    ]);
    expect(await client.ask({ ...chat, roomId: 'lobby', userId: 'ben' })).toEqual([
      failure('identity-mismatch', 'chat-message'),
    ]);
  });

  it('[JR-94] rooms-list shows the rooms of the token alone', async () => {
    const { enter, connect } = guarded();
    await enter('ann');
    const other = connect();
    await other.join('hall', 'ben', { token: fakeToken({ rooms: ['h*'] }) });
    expect(await other.ask({ type: 'list-rooms' })).toMatchObject([
      { type: 'rooms-list', rooms: [{ roomId: 'hall' }] },
    ]);
  });

  it('[JR-95] the name of the token is the name that is seen', async () => {
    const { enter } = guarded();
    const { frames } = await enter('ann', { name: 'Ann Signed' }, { userName: 'Ann Claimed' });
    expect(frames).toMatchObject([{ participants: [{ userName: 'Ann Signed' }] }]);
    const { frames: unnamed } = await enter('ben', {}, { userName: 'Ben' });
    expect(unnamed).toMatchObject([{ participants: [{}, { userName: 'Ben' }] }]);
  });

  it('[JR-97] an expired token counts for a while, and then its connection ends', async () => {
    const { enter, clock } = guarded();
    const { client } = await enter('ann', { exp: inTenSeconds });
    const { client: stays } = await enter('ben');
    client.take();
    clock.advance(10_000 + fakeGraceMs - 1);
    expect(await client.ask({ type: 'ping' })).toEqual([{ type: 'pong' }]);
    stays.take();
    clock.advance(1);
    expect(client.take()).toEqual([failure('token-expired')]);
    expect(client.connection.closedWith?.code).toBe(4004);
    expect(await stays.ask({ type: 'list-rooms' })).toMatchObject([
      { type: 'user-left', userId: 'ann' },
      { type: 'rooms-list' },
    ]);
  });

  it('[JR-98] a new token takes the place of the old one', async () => {
    const { enter, clock } = guarded();
    const { client } = await enter('ann', { exp: inTenSeconds });
    client.take();
    clock.advance(20_000);
    const exp = inTenSeconds + 50;
    expect(
      await client.ask({ type: 'refresh-token', token: fakeToken({ sub: 'ann', exp }) }),
    ).toEqual([{ type: 'token-refreshed', expiresAt: exp * 1000 }]);
    clock.advance(39_999 + fakeGraceMs);
    expect(client.connection.isOpen).toBe(true);
    clock.advance(1);
    expect(client.connection.closedWith?.code).toBe(4004);
    expect(clock.pendingTimers).toBe(0);
  });

  it.each<[string, JWTPayload, string]>([
    ['of somebody else', { sub: 'ben' }, 'identity-mismatch'],
    ['of nobody', {}, 'identity-mismatch'],
    ['for another room', { sub: 'ann', room: 'hall' }, 'forbidden'],
    ['that lets nobody join', { sub: 'ann', permissions: ['chat'] }, 'forbidden'],
    ['that is too old', { sub: 'ann', exp: 1 }, 'token-expired'],
  ])('[JR-98] a token %s leaves the old one in force', async (_, claims, code) => {
    const { enter, clock } = guarded();
    const { client } = await enter('ann', { exp: inTenSeconds });
    client.take();
    expect(await client.ask({ type: 'refresh-token', token: fakeToken(claims) })).toEqual([
      failure(code, 'refresh-token'),
    ]);
    expect(await client.ask({ type: 'sync-room', roomId: 'lobby' })).toMatchObject([
      { type: 'room-state' },
    ]);
    clock.advance(10_000 + fakeGraceMs);
    expect(client.connection.closedWith?.code).toBe(4004);
  });

  it('[JR-99] a stream that the token does not allow ends when its seat is taken back', async () => {
    const { enter } = guarded({ reconnectGraceMs: 5000 });
    const { client, frames } = await enter('ann');
    const { client: other } = await enter('ben');
    await client.say({ type: 'start-streaming', ...ann });
    await client.drop();
    other.take();
    const { frames: back } = await enter(
      'ann',
      { permissions: ['join'] },
      { resumeToken: resumeTokenIn(frames) },
    );
    expect(back).toMatchObject([{ type: 'room-joined' }, { type: 'user-streaming-stopped' }]);
    expect(other.take()).toMatchObject([{ type: 'user-streaming-stopped', userId: 'ann' }]);
  });

  it('has no timer left once everybody is gone', async () => {
    const { enter, connect, clock } = guarded();
    const { client } = await enter('ann', { exp: inTenSeconds });
    const stranger = connect();
    await client.close();
    await stranger.drop();
    expect(clock.pendingTimers).toBe(0);
  });
});
