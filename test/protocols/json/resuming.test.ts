import { describe, expect, it } from 'vitest';
import type { RoomPolicy } from '../../../src/rooms/policy.js';
import {
  backplanes,
  createConversation,
  conversationTime,
  resumeTokenIn,
} from '../../support/doubles/json-conversation.js';

const lobby = { roomId: 'lobby' };
const identity = { ...lobby, userId: 'ada' };
const delta = { presence: 'delta' };
const graceMs = 5000;
const streaming = { userId: 'ada', userName: 'Ada', isStreaming: true, streamName: 'cam' };

describe.each(backplanes)('a lost connection, with events that come $when,', (backplane) => {
  /** Ada streams and is about to be lost; ben hears changes, cem the whole list. */
  async function room(policy: Partial<RoomPolicy> = {}) {
    const rules = { reconnectGraceMs: graceMs, ...policy };
    const conversation = createConversation(backplane.createBackplane, {}, rules);
    const [ada, ben, cem] = [
      conversation.connect(),
      conversation.connect(),
      conversation.connect(),
    ];
    const token = resumeTokenIn(await ada.join('lobby', 'ada', { userName: 'Ada' }));
    await ben.join('lobby', 'ben', delta);
    await cem.join('lobby', 'cem');
    await ada.say({ type: 'start-streaming', ...identity, streamName: 'cam' });
    for (const client of [ada, ben, cem]) client.take();
    return { ...conversation, ada, ben, cem, token };
  }

  it('[JR-67] keeps its seat, which only those who hear changes are told', async () => {
    const { ada, ben, cem } = await room();
    await ada.drop();
    expect(ben.take()).toEqual([
      { type: 'user-away', ...identity, offset: 5, until: conversationTime + graceMs },
    ]);
    expect(cem.take()).toEqual([]);
    const participants = [{ ...streaming, away: true }, { userId: 'ben' }, { userId: 'cem' }];
    expect(await cem.ask({ type: 'sync-room', ...lobby })).toMatchObject([{ participants }]);
    expect(await cem.ask({ type: 'list-rooms' })).toMatchObject([
      { rooms: [{ participantCount: 3 }] },
    ]);
  });

  it('[JR-67] that was closed for too long a message is lost too', async () => {
    const { ada, ben } = await room();
    await ada.say(' '.repeat(131_073));
    expect(ben.take()).toMatchObject([{ type: 'user-away', userId: 'ada' }]);
  });

  it('[JR-67] keeps nothing of who says goodbye, or leaves first', async () => {
    const { ada, ben, cem } = await room();
    await ada.close();
    await cem.say({ type: 'leave-room', ...lobby, userId: 'cem' });
    await cem.drop();
    expect(ben.take()).toMatchObject([
      { type: 'user-left', userId: 'ada', reason: 'left' },
      { type: 'user-left', userId: 'cem', reason: 'left' },
    ]);
  });

  it('[JR-68] leaves when its time is over, and the room ends as ever', async () => {
    const { ada, ben, cem, pass, engine } = await room();
    await ada.drop();
    await pass(graceMs - 1);
    ben.take();
    expect(cem.take()).toEqual([]);
    await pass(1);
    const left = { type: 'user-left', ...identity, offset: 6, reason: 'timeout' };
    expect(ben.take()).toEqual([left]);
    expect(cem.take()).toMatchObject([
      { ...left, participants: [{ userId: 'ben' }, { userId: 'cem' }] },
    ]);
    await ben.drop();
    await cem.drop();
    await pass(graceMs);
    expect(engine.counts()).toEqual({ rooms: 0, seats: 0, away: 0 });
  });

  it('[JR-68] leaves early where too many others are away', async () => {
    const { ada, ben, cem } = await room({ maxAwayParticipants: 1 });
    await ada.drop();
    await cem.drop();
    expect(ben.take()).toMatchObject([
      { type: 'user-away', userId: 'ada' },
      { type: 'user-away', userId: 'cem' },
      { type: 'user-left', userId: 'ada', reason: 'timeout' },
    ]);
  });

  it('[JR-69] was given a token, another one with each join', async () => {
    const { connect, token } = await room();
    const next = connect();
    const tokens = [
      token,
      resumeTokenIn(await next.join('lobby', 'dan')),
      resumeTokenIn(await next.join('lobby', 'dan')),
    ];
    expect(new Set(tokens).size).toBe(3);
  });

  it('[JR-67] [JR-69] was given none without a grace, and leaves at once', async () => {
    const { connect } = createConversation(backplane.createBackplane);
    const [ada, ben] = [connect(), connect()];
    const [joined] = await ada.join('lobby', 'ada', delta);
    expect(joined).not.toHaveProperty('resumeToken');
    await ben.join('lobby', 'ben', delta);
    await ada.drop();
    expect(ben.take()).toMatchObject([{ type: 'user-left', reason: 'disconnected' }]);
  });

  it('[JR-70] has its seat back as it was', async () => {
    const { ada, ben, cem, connect, token } = await room();
    await ada.drop();
    ben.take();
    const again = connect();
    const join = { userName: 'Eve', resumeToken: token, recover: { epoch: 'id-1', offset: 4 } };
    const answer = await again.join('lobby', 'ada', join);
    expect(answer).toMatchObject([
      { type: 'room-joined', offset: 6, recovered: true, participants: [streaming, {}, {}] },
    ]);
    expect(answer[0]).not.toHaveProperty('participants.0.away');
    expect(ben.take()).toEqual([{ type: 'user-back', ...identity, offset: 6 }]);
    expect(cem.take()).toEqual([]);
    expect(await again.ask({ type: 'chat-message', ...identity, content: 1 })).toMatchObject([
      { type: 'chat-message', userName: 'Ada', offset: 7 },
    ]);
  });

  it('[JR-70] is not asked for the password again', async () => {
    const { connect } = await room();
    const eve = connect();
    const resumeToken = resumeTokenIn(await eve.join('vault', 'eve', { password: 'sesame' }));
    await eve.drop();
    expect(await connect().join('vault', 'eve', { resumeToken })).toMatchObject([
      { type: 'room-joined' },
    ]);
  });

  it('[JR-71] may look alive still: it hears that it was replaced, and nothing more', async () => {
    const { ada, ben, cem, connect, token } = await room();
    const again = connect();
    const resumed = await again.join('lobby', 'ada', { resumeToken: token, ...delta });
    expect(resumed).toMatchObject([
      { type: 'room-joined', offset: 4, participants: [streaming, {}, {}] },
    ]);
    const latest = resumeTokenIn(resumed);
    expect(ben.take()).toEqual([]);
    const newest = connect();
    await newest.join('lobby', 'ada', { resumeToken: latest });
    expect(again.take()).toEqual([
      { type: 'error', code: 'replaced', message: 'Another connection has joined as this user.' },
    ]);
    await newest.say({ type: 'chat-message', ...identity, content: 'hello' });
    await again.drop();
    await ada.drop();
    expect(again.take()).toEqual([]);
    expect(cem.take()).toMatchObject([{ type: 'chat-message', offset: 5 }]);
  });

  const withoutToken = ['replace', 'reject'] as const;
  it.each(
    withoutToken.flatMap((duplicateUser) => [
      { duplicateUser, resumeToken: undefined },
      { duplicateUser, resumeToken: '' },
      { duplicateUser, resumeToken: 'wrong' },
    ]),
  )(
    '[JR-72] is an ordinary newcomer with the token $resumeToken, under $duplicateUser',
    async ({ duplicateUser, resumeToken }) => {
      const { ada, ben, cem, connect } = await room({ duplicateUser });
      await ada.drop();
      ben.take();
      const answer = await connect().join('lobby', 'ada', { resumeToken });
      const present = { userId: 'ada', userName: 'ada', isStreaming: false };
      expect(answer).toMatchObject([{ type: 'room-joined', offset: 6 }]);
      expect(answer[0]).toHaveProperty('participants.0', present);
      expect(ben.take()).toEqual([
        { type: 'user-joined', ...identity, offset: 6, userName: 'ada' },
      ]);
      expect(cem.take()).toMatchObject([{ type: 'user-joined', participants: [present, {}, {}] }]);
    },
  );

  it('[JR-69] [JR-72] resumes once with a token, and not as somebody or somewhere else', async () => {
    const { ada, connect, token } = await room();
    await ada.drop();
    const streams = { participants: [{ isStreaming: true }, {}, {}] };
    for (const [roomId, userId] of [
      ['lobby', 'ben'],
      ['studio', 'ada'],
    ]) {
      const answer = await connect().join(roomId ?? '', userId ?? '', { resumeToken: token });
      expect(answer).toMatchObject([{ type: 'room-joined', roomId, userId }]);
    }
    expect(await connect().join('lobby', 'ada', { resumeToken: token })).toMatchObject([streams]);
    const [late] = await connect().join('lobby', 'ada', { resumeToken: token });
    expect(late).toHaveProperty('participants.0.isStreaming', false);
  });
});
