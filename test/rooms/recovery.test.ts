import { describe, expect, it } from 'vitest';

import type { RoomPolicy } from '../../src/rooms/policy.js';
import { createTestEngine, type TestEngine, type Welcome } from './engine-harness.js';

/** Ann in the lobby, who has said one, two and three: offsets 2, 3 and 4. */
function afterThreeMessages(policy: Partial<RoomPolicy> = {}): TestEngine {
  const engine = createTestEngine(policy);
  engine.join('c1', 'ann');
  for (const text of ['one', 'two', 'three']) engine.say('c1', 'ann', text);
  return engine;
}

function epochOf({ epochs }: TestEngine): string {
  const newest = epochs.at(-1);
  if (newest === undefined) throw new Error('no room has been heard of');
  return newest;
}

/** Bob comes and wants what he has missed since an offset. */
function recover(engine: TestEngine, offset: number, more: object = {}): Welcome {
  return engine.welcome('c2', 'bob', { recover: { epoch: epochOf(engine), offset }, ...more });
}

const failed = (failure: string) => ({ recovered: false, failure });

describe('whoever says how far it has seen the room', () => {
  it('is told exactly the messages that it has missed, as they were, oldest first', () => {
    const engine = afterThreeMessages();
    const { recovery } = recover(engine, 2);

    expect(recovery).toMatchObject({
      recovered: true,
      missed: [
        { offset: 3, content: '"two"', userId: 'ann', messageId: engine.messageIds[1] },
        { offset: 4, content: '"three"', userId: 'ann', messageId: engine.messageIds[2] },
      ],
    });
  });

  it.each([
    [0, [2, 3, 4]],
    [1, [2, 3, 4]],
    [3, [4]],
    [4, []],
  ])('after offset %i has missed the messages %j', (offset, offsets) => {
    const { recovery } = recover(afterThreeMessages(), offset);
    if (recovery?.recovered !== true) throw new Error(JSON.stringify(recovery));
    expect(recovery.missed.map((message) => message.offset)).toEqual(offsets);
  });

  it('has missed nothing that is no message', () => {
    const engine = afterThreeMessages();
    engine.startStream('c1', 'ann');
    engine.join('c3', 'carol');
    expect(recover(engine, 4).recovery).toEqual({ recovered: true, missed: [] });
  });

  it('has not missed its own join, which comes after', () => {
    const engine = afterThreeMessages();
    const { room, recovery } = recover(engine, 4);
    expect(room.offset).toBe(5);
    expect(recovery).toEqual({ recovered: true, missed: [] });
  });

  it('is told that the epoch has changed if it has seen another incarnation', () => {
    const engine = afterThreeMessages();
    const seen = { epoch: epochOf(engine), offset: 2 };
    engine.leave('c1');
    engine.join('c1', 'ann');
    expect(engine.welcome('c2', 'bob', { recover: seen }).recovery).toEqual(
      failed('epoch-changed'),
    );
  });

  it('is told so too if its own join opens the room', () => {
    const engine = afterThreeMessages();
    const seen = { epoch: epochOf(engine), offset: 2 };
    engine.leave('c1');
    const { recovery, room } = engine.welcome('c2', 'bob', { recover: seen });
    expect(recovery).toEqual(failed('epoch-changed'));
    expect(room.epoch).not.toBe(seen.epoch);
  });

  it.each([
    ['for count', { historySize: 2 }],
    ['for bytes', { historyMaxBytes: 300 }],
    ['because none are kept', { historySize: 0 }],
  ])('is told of a gap if a missed message was dropped %s', (_, policy) => {
    expect(recover(afterThreeMessages(policy), 1).recovery).toEqual(failed('gap'));
  });

  it('misses nothing for the want of messages that it has seen', () => {
    const engine = afterThreeMessages({ historySize: 1 });
    expect(recover(engine, 3).recovery).toMatchObject({ recovered: true, missed: [{ offset: 4 }] });
  });

  it('is told of a gap if the room never came as far as it claims', () => {
    expect(recover(afterThreeMessages(), 5).recovery).toEqual(failed('gap'));
  });

  it('is told that what it has missed is expired, and nothing of what is left', () => {
    const engine = afterThreeMessages({ historyTtlMs: 1_000 });
    engine.time.now += 999;
    engine.say('c1', 'ann', 'four');
    expect(recover(engine, 1).recovery).toMatchObject({ recovered: true });
    engine.time.now += 1;
    expect(recover(engine, 1).recovery).toEqual(failed('expired'));
    expect(recover(engine, 4).recovery).toMatchObject({ recovered: true, missed: [{ offset: 5 }] });
  });

  it('recovers what was said after the room was empty for a while', () => {
    const engine = afterThreeMessages({ emptyRoomTtlMs: 60_000 });
    engine.leave('c1');
    expect(recover(engine, 3).recovery).toMatchObject({ recovered: true, missed: [{ offset: 4 }] });
  });
});

describe('past messages', () => {
  it('come as many as are wanted, the newest, oldest first', () => {
    const engine = afterThreeMessages();
    expect(engine.welcome('c2', 'bob', { history: 2 }).history).toMatchObject([
      { content: '"two"' },
      { content: '"three"' },
    ]);
    expect(engine.welcome('c2', 'bob', { history: 50 }).history).toHaveLength(3);
  });

  it('do not come to somebody who wants none', () => {
    const { history, recovery } = afterThreeMessages().welcome('c2', 'bob');
    expect([history, recovery]).toEqual([null, null]);
  });

  it('do not come beside what was recovered', () => {
    expect(recover(afterThreeMessages(), 3, { history: 10 })).toMatchObject({
      recovery: { recovered: true, missed: [{ offset: 4 }] },
      history: null,
    });
  });

  it('come where the recovery failed', () => {
    const engine = afterThreeMessages({ historySize: 2 });
    expect(recover(engine, 1, { history: 10 })).toMatchObject({
      recovery: failed('gap'),
      history: [{ offset: 3 }, { offset: 4 }],
    });
  });

  it('are none in a room that the join opens', () => {
    const engine = createTestEngine();
    const recovering = { history: 10, recover: { epoch: 'gone', offset: 7 } };
    expect(engine.welcome('c1', 'ann', recovering)).toMatchObject({
      recovery: failed('epoch-changed'),
      history: [],
    });
  });

  it('come with a refreshed seat too', () => {
    const engine = afterThreeMessages();
    expect(engine.welcome('c1', 'ann', { history: 1 }).history).toMatchObject([{ offset: 4 }]);
  });
});
