import { describe, expect, it } from 'vitest';
import type { RoomPolicy } from '../../../src/rooms/policy.js';
import {
  backplanes,
  createConversation,
  type JsonClient,
} from '../../support/doubles/json-conversation.js';

const identity = { roomId: 'lobby', userId: 'ada' };

async function talk(client: JsonClient, ...contents: unknown[]): Promise<void> {
  for (const content of contents) await client.say({ type: 'chat-message', ...identity, content });
}

describe.each(backplanes)('the past, with events that come $when,', ({ createBackplane }) => {
  /** Ada has talked; her own join has the offset 1, her first message 2. */
  async function after(contents: unknown[], policy: Partial<RoomPolicy> = {}) {
    const conversation = createConversation(createBackplane, {}, policy);
    const ada = conversation.connect();
    await ada.join('lobby', 'ada');
    await talk(ada, ...contents);
    ada.take();
    const heard = () => ada.connection.received.slice(1).map((text) => JSON.parse(text) as object);
    return { ...conversation, ada, heard };
  }

  it.each([
    { history: 2, from: 1 },
    { history: 3, from: 0 },
    { history: 1_000_000, from: 0 },
  ])('[JR-58] holds $history messages at most, as they were heard', async ({ history, from }) => {
    const { connect, heard } = await after(['one', { two: [2] }, 'three']);
    const [joined] = await connect().join('lobby', 'ben', { history });
    expect(joined).toHaveProperty('history', heard().slice(from, 3));
    expect(joined).not.toHaveProperty('recovered');
  });

  it('[JR-58] is empty where nothing was said', async () => {
    const { connect } = await after([]);
    expect(await connect().join('lobby', 'ben', { history: 5 })).toMatchObject([{ history: [] }]);
    expect(await connect().join('studio', 'ben', { history: 5 })).toMatchObject([{ history: [] }]);
  });

  it.each([undefined, null, 0])('[JR-58] is not told to who asks for %j', async (history) => {
    const { connect } = await after(['one']);
    const [joined] = await connect().join('lobby', 'ben', { history });
    expect(joined).not.toHaveProperty('history');
  });

  it.each([
    { bound: 'historySize', policy: { historySize: 2 } },
    { bound: 'historyMaxBytes', policy: { historyMaxBytes: 2 * 140 } },
  ])('[JR-59] reaches back as far as $bound', async ({ policy }) => {
    const { connect } = await after(['one', 'two', 'six', 'ten'], policy);
    expect(await connect().join('lobby', 'ben', { history: 5 })).toMatchObject([
      { history: [{ content: 'six' }, { content: 'ten' }] },
    ]);
  });

  it('[JR-59] reaches back as far as historyTtlSeconds', async () => {
    const { ada, connect, pass } = await after(['one'], { historyTtlMs: 1000 });
    await pass(999);
    await talk(ada, 'two');
    const [joined] = await connect().join('lobby', 'ben', { history: 5 });
    expect(joined).toMatchObject({ history: [{ content: 'one' }, { content: 'two' }] });
    await pass(1);
    expect(await connect().join('lobby', 'cem', { history: 5 })).toMatchObject([
      { history: [{ content: 'two' }] },
    ]);
  });

  it('[JR-60] comes as it was to who missed it, before anything live', async () => {
    const { ada, connect, heard } = await after(['one', 'two', 'three']);
    const ben = connect();
    ben.send({
      type: 'join-room',
      ...identity,
      userId: 'ben',
      recover: { epoch: 'id-1', offset: 2 },
    });
    await talk(ada, 'live');
    const [joined, ...rest] = ben.take();
    expect(joined).toMatchObject({ type: 'room-joined', offset: 5, recovered: true });
    expect(joined).not.toHaveProperty('recoveryFailure');
    expect(rest).toMatchObject([{ offset: 3 }, { offset: 4 }, { offset: 6, content: 'live' }]);
    expect(rest.slice(0, 2)).toEqual(heard().slice(1, 3));
    expect(heard()).toHaveLength(3 + 1 + 1);
  });

  it('[JR-60] is nothing to who missed nothing', async () => {
    const { connect } = await after(['one']);
    const answer = await connect().join('lobby', 'ben', { recover: { epoch: 'id-1', offset: 2 } });
    expect(answer).toMatchObject([{ type: 'room-joined', recovered: true }]);
  });

  it('[JR-60] before the first message is all of it', async () => {
    const { connect } = await after(['one', 'two']);
    const answer = await connect().join('lobby', 'ben', { recover: { epoch: 'id-1', offset: 0 } });
    expect(answer).toMatchObject([{ recovered: true }, { content: 'one' }, { content: 'two' }]);
  });

  it.each([
    { why: 'epoch-changed', recover: { epoch: 'another', offset: 2 }, policy: {} },
    { why: 'epoch-changed', recover: { epoch: '', offset: 0 }, policy: {} },
    { why: 'gap', recover: { epoch: 'id-1', offset: 2 }, policy: { historySize: 1 } },
    { why: 'gap', recover: { epoch: 'id-1', offset: 2 }, policy: { historyMaxBytes: 140 } },
    { why: 'gap', recover: { epoch: 'id-1', offset: 5 }, policy: {} },
    { why: 'expired', recover: { epoch: 'id-1', offset: 2 }, policy: { historyTtlMs: 1000 } },
  ])(
    '[JR-61] is not told in part: $why for $recover with $policy',
    async ({ why, recover, policy }) => {
      const { connect, pass } = await after(['one', 'two', 'six'], policy);
      await pass(1000);
      const answer = await connect().join('lobby', 'ben', { recover });
      expect(answer).toHaveLength(1);
      expect(answer).toMatchObject([{ recovered: false, recoveryFailure: why }]);
      expect(answer[0]).not.toHaveProperty('history');
    },
  );

  it('[JR-61] of a room that has ended is another epoch’s', async () => {
    const { ada, connect } = await after(['one']);
    await ada.close();
    expect(await connect().join('lobby', 'ben', { recover: { epoch: 'id-1', offset: 1 } })).toEqual(
      [expect.objectContaining({ recovered: false, recoveryFailure: 'epoch-changed', offset: 1 })],
    );
  });

  it('[JR-61] is not asked for by null', async () => {
    const { connect } = await after(['one']);
    const [joined] = await connect().join('lobby', 'ben', { recover: null });
    expect(joined).not.toHaveProperty('recovered');
  });

  it('[JR-62] is told once to who asks for both: as history only where recovery failed', async () => {
    const { connect } = await after(['one', 'two']);
    const found = await connect().join('lobby', 'ben', {
      history: 5,
      recover: { epoch: 'id-1', offset: 2 },
    });
    expect(found).toMatchObject([{ recovered: true }, { content: 'two' }]);
    expect(found[0]).not.toHaveProperty('history');
    const lost = await connect().join('lobby', 'ben', {
      history: 5,
      recover: { epoch: 'another', offset: 2 },
    });
    expect(lost).toMatchObject([
      { recovered: false, history: [{ content: 'one' }, { content: 'two' }] },
    ]);
  });
});

describe.each(backplanes)('an empty room, with events that come $when,', ({ createBackplane }) => {
  async function emptied(policy: Partial<RoomPolicy> = {}) {
    const conversation = createConversation(createBackplane, {}, policy);
    const ada = conversation.connect();
    await ada.join('lobby', 'ada', { roomName: 'The lobby', password: 'sesame' });
    await talk(ada, 'secret');
    await ada.close();
    return conversation;
  }

  it('[JR-63] is as it was to whoever comes in time', async () => {
    const { connect, pass } = await emptied({ emptyRoomTtlMs: 1000 });
    await pass(999);
    const answer = await connect().join('lobby', 'ben', {
      password: 'sesame',
      roomName: 'Mine',
      recover: { epoch: 'id-1', offset: 1 },
    });
    expect(answer).toMatchObject([
      { epoch: 'id-1', roomName: 'The lobby', offset: 4, recovered: true },
      { content: 'secret', offset: 2 },
    ]);
  });

  it('[JR-63] is not listed', async () => {
    const { connect } = await emptied({ emptyRoomTtlMs: 1000 });
    expect(await connect().ask({ type: 'list-rooms' })).toEqual([
      { type: 'rooms-list', rooms: [] },
    ]);
  });

  it.each([{ emptyRoomTtlMs: 1000 }, { emptyRoomTtlMs: 0 }])(
    '[JR-27] [JR-63] is gone after its time: %j',
    async (policy) => {
      const { connect, pass, engine } = await emptied(policy);
      await pass(policy.emptyRoomTtlMs);
      expect(engine.counts().rooms).toBe(0);
      const [joined] = await connect().join('lobby', 'ben', { history: 5 });
      expect(joined).toMatchObject({ roomName: 'lobby', offset: 1, history: [] });
      expect(joined).not.toHaveProperty('epoch', 'id-1');
    },
  );

  it('[JR-63] is gone before its time where maxEmptyRooms others are newer', async () => {
    const { connect, engine } = await emptied({ emptyRoomTtlMs: 1000, maxEmptyRooms: 1 });
    const ben = connect();
    await ben.join('studio', 'ben');
    await ben.close();
    expect(engine.counts().rooms).toBe(1);
    expect(await connect().join('lobby', 'cem')).toMatchObject([
      { type: 'room-joined', offset: 1 },
    ]);
  });

  it.each([undefined, '', 'wrong'])('[JR-64] stays locked to the password %j', async (password) => {
    const { connect } = await emptied({ emptyRoomTtlMs: 1000 });
    const recover = { epoch: 'id-1', offset: 0 };
    const answer = await connect().join('lobby', 'eve', { password, history: 5, recover });
    expect(answer).toMatchObject([{ type: 'join-room-error', error: 'incorrect-password' }]);
    expect(JSON.stringify(answer)).not.toContain('secret');
  });
});
