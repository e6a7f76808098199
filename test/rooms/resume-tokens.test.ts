import { describe, expect, it } from 'vitest';

import { createTestEngine, outline, usersIn } from './engine-harness.js';

const grace = { reconnectGraceMs: 1_000 };
const resumed = ['participant-back c2', 'joined c2'];
const joinedAnew = ['participant-joined c2', 'joined c2'];

describe('a resume token', () => {
  it('takes the seat back once, and is replaced by another', () => {
    const engine = createTestEngine(grace);
    const first = engine.welcome('c1', 'ann').resumeToken;
    engine.leave('c1');
    const second = engine.welcome('c2', 'ann', { resumeToken: first }).resumeToken;
    expect(second).not.toBe(first);
    engine.leave('c2');

    const events = engine.join('c2', 'ann', { resumeToken: first });
    expect(outline(events)).toEqual(joinedAnew);
    engine.leave('c2');
    // The ordinary join has given out a third one: the second is worth nothing either.
    expect(outline(engine.join('c2', 'ann', { resumeToken: second }))).toEqual(joinedAnew);
  });

  it('is as good after any number of resumes', () => {
    const engine = createTestEngine(grace);
    const given = [engine.welcome('c2', 'ann').resumeToken];
    while (given.length < 4) {
      engine.leave('c2');
      const { resumeToken } = engine.welcome('c2', 'ann', { resumeToken: given.at(-1) ?? null });
      given.push(resumeToken);
    }
    expect(new Set(given).size).toBe(4);
    // One join, and three times away and back.
    expect(engine.rooms()).toMatchObject([{ offset: 7 }]);
  });

  it.each(['', 'wrong', 'token-1 '])('%j, which was never given out, is no token', (wrong) => {
    const engine = createTestEngine(grace);
    engine.join('c1', 'ann');
    engine.leave('c1');
    expect(outline(engine.join('c2', 'ann', { resumeToken: wrong }))).toEqual(joinedAnew);
  });

  it('of another seat takes that one, not this', () => {
    const engine = createTestEngine(grace);
    const own = engine.welcome('c1', 'ann').resumeToken;
    engine.join('c3', 'bob');
    engine.leave('c1');
    engine.leave('c3');

    expect(outline(engine.join('c2', 'bob', { resumeToken: own }))).toEqual(joinedAnew);
    expect(outline(engine.join('c4', 'ann', { resumeToken: own }))).toEqual([
      'participant-back c4',
      'joined c4',
    ]);
  });

  it('of the same user in another room is worth nothing here', () => {
    const engine = createTestEngine(grace);
    const elsewhere = engine.welcome('c1', 'ann', { roomId: 'studio' }).resumeToken;
    engine.join('c3', 'ann');
    engine.leave('c3');
    expect(outline(engine.join('c2', 'ann', { resumeToken: elsewhere }))).toEqual(joinedAnew);
  });

  it.each([
    ['left', (): number => 0],
    ['disconnected', (): number => 1_000],
  ] as const)('is worth nothing once the seat is gone (%s)', (reason, wait) => {
    const engine = createTestEngine(grace);
    const { resumeToken } = engine.welcome('c1', 'ann');
    engine.join('c3', 'bob');
    engine.leave('c1', reason);
    engine.wait(wait());

    expect(usersIn(engine.rooms())).toEqual(['bob']);
    expect(engine.holdings().resumeTokens).toBe(1);
    expect(outline(engine.join('c2', 'ann', { resumeToken }))).toEqual(joinedAnew);
  });

  it('stands for the password', () => {
    const engine = createTestEngine(grace);
    const { resumeToken } = engine.welcome('c1', 'ann', { password: 'secret' });
    engine.leave('c1');
    expect(outline(engine.join('c2', 'ann', { resumeToken: 'wrong' }))).toEqual([
      'join-rejected c2',
    ]);
    expect(outline(engine.join('c2', 'ann', { resumeToken }))).toEqual(resumed);
  });

  it('on a connection that sits elsewhere gives that seat up first', () => {
    const engine = createTestEngine(grace);
    const { resumeToken } = engine.welcome('c1', 'ann');
    engine.leave('c1');
    engine.join('c2', 'bob');
    const events = engine.join('c2', 'ann', { resumeToken });
    expect(outline(events)).toEqual(['participant-left c2', ...resumed]);
    expect(events[0]).toMatchObject({ participant: { userId: 'bob' }, reason: 'left' });
    expect(usersIn(engine.rooms())).toEqual(['ann']);
  });
});

describe.each(['replace', 'reject'] as const)('under %s, a token', (duplicateUser) => {
  it('wins at once while the old connection still looks alive, and nobody else hears of it', () => {
    const engine = createTestEngine({ ...grace, duplicateUser });
    const { resumeToken } = engine.welcome('c1', 'ann');
    engine.join('c3', 'bob');
    engine.startStream('c1', 'ann', 'camera');
    const events = engine.join('c2', 'ann', { resumeToken });

    expect(outline(events)).toEqual(['replaced c1', 'joined c2']);
    expect(events[1]).toMatchObject({
      room: { offset: 3, streams: [['ann', 'camera']] },
      participant: { seat: { connection: 'c2' }, streamName: 'camera' },
    });
    // The old connection is out of the room, and its late end changes nothing.
    expect(engine.say('c1', 'ann', 'hello')).toMatchObject([{ code: 'not-joined' }]);
    expect(engine.leave('c1', 'disconnected')).toEqual([]);
  });

  it('shown on the very connection that has the seat keeps the stream and gives another token', () => {
    const engine = createTestEngine({ ...grace, duplicateUser });
    const { resumeToken } = engine.welcome('c1', 'ann');
    engine.startStream('c1', 'ann', 'camera');
    const events = engine.join('c1', 'ann', { resumeToken });

    expect(outline(events)).toEqual(['joined c1']);
    expect(events).toMatchObject([{ participant: { streamName: 'camera' }, room: { offset: 2 } }]);
    expect(engine.holdings().resumeTokens).toBe(1);
    const again = engine.join('c1', 'ann', { resumeToken });
    expect(outline(again)).toEqual(['participant-joined c1', 'joined c1']);
  });
});
