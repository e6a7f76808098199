import { describe, expect, it } from 'vitest';

import type { ProtocolLimits } from '../../../src/protocol.js';
import type { RoomPolicy } from '../../../src/rooms/policy.js';
import { createFakeAuthentication, fakeToken } from '../../support/doubles/fake-tokens.js';
import { backplanes, createConversation } from '../../support/doubles/json-conversation.js';

const everything = ['join', 'stream', 'chat', 'signal', 'list', 'hidden'];
const names = (frame: object | undefined): unknown =>
  frame !== undefined && 'participants' in frame && Array.isArray(frame.participants)
    ? frame.participants.map(({ userId }: { userId: unknown }) => userId)
    : null;

describe.each(backplanes)('somebody hidden, with events that come $when,', (backplane) => {
  function theatre(policy: Partial<RoomPolicy> = {}, limits: Partial<ProtocolLimits> = {}) {
    const authentication = createFakeAuthentication();
    const conversation = createConversation(
      backplane.createBackplane,
      limits,
      policy,
      authentication,
    );
    const enter = async (userId: string, more: object = {}) => {
      const client = conversation.connect();
      const frames = await client.join('lobby', userId, { token: fakeToken({}), ...more });
      return { client, frames };
    };
    const hide = (userId: string, more: object = {}) =>
      enter(userId, { token: fakeToken({ permissions: everything }), ...more });
    return { ...conversation, enter, hide };
  }

  it('[JR-100] comes and goes without a word to anybody', async () => {
    const { enter, hide } = theatre();
    const { client: ann } = await enter('ann', { presence: 'delta' });
    const { client: ben } = await enter('ben');
    for (const client of [ann, ben]) client.take();
    const { client: ghost, frames } = await hide('ghost');
    expect(frames).toMatchObject([{ type: 'room-joined', userId: 'ghost', offset: 2 }]);
    expect(names(frames[0])).toEqual(['ann', 'ben']);
    expect(await ann.ask({ type: 'sync-room', roomId: 'lobby' })).toMatchObject([
      { type: 'room-state', offset: 2, participants: [{ userId: 'ann' }, { userId: 'ben' }] },
    ]);
    expect(await ann.ask({ type: 'list-rooms' })).toMatchObject([
      { rooms: [{ participantCount: 2 }] },
    ]);
    await ghost.say({ type: 'leave-room', roomId: 'lobby', userId: 'ghost' });
    const { client: lost } = await hide('ghost');
    await lost.drop();
    for (const client of [ann, ben]) expect(client.take()).toEqual([]);
    await ann.say({ type: 'start-streaming', roomId: 'lobby', userId: 'ann' });
    expect(ben.take()).toMatchObject([{ type: 'user-streaming-started', offset: 3 }]);
    expect(ghost.take()).toEqual([]);
  });

  it('[JR-101] hears, talks and is signalled to', async () => {
    const { enter, hide } = theatre();
    const { client: ghost } = await hide('ghost', { userName: 'A ghost' });
    const { client: ann } = await enter('ann');
    for (const client of [ghost, ann]) client.take();
    await enter('ben');
    expect(ghost.take()).toMatchObject([{ type: 'user-joined', userId: 'ben' }]);
    ann.take();
    const chat = { roomId: 'lobby', userId: 'ghost', content: 'boo' };
    expect(await ghost.ask({ type: 'chat-message', ...chat })).toMatchObject([chat]);
    expect(ann.take()).toMatchObject([{ ...chat, userName: 'A ghost', type: 'chat-message' }]);
    const offer = { type: 'webrtc-offer', roomId: 'lobby', offer: 1 };
    await ann.say({ ...offer, fromUserId: 'ann', toUserId: 'ghost' });
    expect(ghost.take()).toEqual([{ ...offer, fromUserId: 'ann' }]);
    await ghost.say({ ...offer, fromUserId: 'ghost', toUserId: 'ann' });
    expect(ann.take()).toEqual([{ ...offer, fromUserId: 'ghost' }]);
  });

  it('[JR-101] hears no signal that is for somebody who can be seen', async () => {
    const { enter, hide } = theatre();
    const { client: ann } = await enter('ann');
    const [one, another] = [await hide('twin'), await hide('twin')];
    const signalAt = async (): Promise<boolean[]> => {
      for (const { client } of [one, another]) client.take();
      const signal = { roomId: 'lobby', fromUserId: 'ann', toUserId: 'twin' };
      await ann.say({ type: 'webrtc-offer', ...signal, offer: 1 });
      return [one, another].map(({ client }) =>
        client.take().some(({ type }) => type === 'webrtc-offer'),
      );
    };
    expect(await signalAt()).toEqual([false, true]);
    const { client: seen } = await enter('twin');
    seen.take();
    expect(await signalAt()).toEqual([false, false]);
    expect(seen.take()).toMatchObject([{ type: 'webrtc-offer', fromUserId: 'ann' }]);
    await seen.close();
    await another.client.close();
    expect(await signalAt()).toEqual([true, false]);
  });

  it.each(['start-streaming', 'stop-streaming'])('[JR-101] is refused %s', async (type) => {
    const { hide } = theatre();
    const { client } = await hide('ghost');
    const identity = { roomId: 'lobby', userId: 'ghost' };
    expect(await client.ask({ type, ...identity })).toMatchObject([
      { type: 'error', code: 'forbidden', requestType: type },
    ]);
    // Its seat stays a hidden one, whatever its next token says.
    const token = fakeToken({});
    expect(await client.ask({ type: 'refresh-token', token })).toMatchObject([
      { code: 'forbidden', requestType: 'refresh-token' },
    ]);
  });

  it.each(['replace', 'reject'] as const)(
    '[JR-102] takes nobody a seat, as often as it comes, with duplicateUser %s',
    async (duplicateUser) => {
      const { enter, hide, engine } = theatre({
        duplicateUser,
        maxParticipantsPerRoom: 1,
        reconnectGraceMs: 5000,
      });
      const { client: ann } = await enter('ann');
      ann.take();
      const ghosts = [await hide('ann'), await hide('ann'), await hide('ben')];
      for (const { frames } of ghosts) {
        expect(frames).toMatchObject([{ type: 'room-joined' }]);
        expect(names(frames[0])).toEqual(['ann']);
        expect(frames[0]).not.toHaveProperty('resumeToken');
      }
      expect(engine.counts()).toEqual({ rooms: 1, seats: 4, away: 0 });
      for (const { client } of ghosts) await client.drop();
      expect(engine.counts()).toEqual({ rooms: 1, seats: 1, away: 0 });
      expect(ann.take()).toEqual([]);
      await ann.say({ type: 'chat-message', roomId: 'lobby', userId: 'ann', content: 'still' });
      expect(ann.take()).toMatchObject([{ content: 'still', offset: 2 }]);
    },
  );

  it('[JR-102] may be seen later, and hide again, one seat at a time', async () => {
    const { enter, hide, engine } = theatre();
    const { client: ann } = await enter('ann');
    const { client: ghost } = await hide('ben');
    ann.take();
    const token = fakeToken({});
    expect(names((await ghost.join('lobby', 'ben', { token }))[0])).toEqual(['ann', 'ben']);
    expect(ann.take()).toMatchObject([{ type: 'user-joined', userId: 'ben' }]);
    const hidden = fakeToken({ permissions: everything });
    const frames = await ghost.join('lobby', 'ben', { token: hidden });
    expect(names(frames.at(-1))).toEqual(['ann']);
    expect(ann.take()).toMatchObject([{ type: 'user-left', userId: 'ben' }]);
    expect(engine.counts().seats).toBe(2);
  });

  it('[JR-103] keeps a room open that nobody sees', async () => {
    const { enter, hide } = theatre();
    const { client: ghost, frames } = await hide('ghost', { roomName: 'Stage', password: 'x' });
    expect(frames).toMatchObject([{ offset: 0, participants: [], roomName: 'Stage' }]);
    expect(await ghost.ask({ type: 'list-rooms' })).toEqual([{ type: 'rooms-list', rooms: [] }]);
    expect((await enter('ann')).frames).toMatchObject([{ error: 'incorrect-password' }]);
    const { client: ann, frames: joined } = await enter('ann', { password: 'x' });
    const [first] = frames;
    const epoch = first?.type === 'room-joined' ? first.epoch : '';
    expect(joined).toMatchObject([{ type: 'room-joined', epoch, roomName: 'Stage', offset: 1 }]);
    await ann.close();
    expect(ghost.take()).toMatchObject([{ type: 'user-joined' }, { type: 'user-left' }]);
    await ghost.close();
    expect((await enter('ann')).frames).not.toMatchObject([{ epoch }]);
  });
});
