import { describe, expect, it } from 'vitest';

import type { RoomPolicy } from '../../src/rooms/policy.js';
import { createTestEngine, outline, type TestEngine, usersIn } from './engine-harness.js';

const grace = { reconnectGraceMs: 1_000 };

/** Ann, who streams, and Bob in the lobby. */
function withAnnAndBob(policy: Partial<RoomPolicy> = grace): {
  readonly engine: TestEngine;
  readonly token: string | null;
} {
  const engine = createTestEngine(policy);
  const token = engine.welcome('c1', 'ann', { userName: 'Ann' }).resumeToken;
  engine.join('c2', 'bob');
  engine.startStream('c1', 'ann', 'camera');
  return { engine, token };
}

describe('a connection that is lost', () => {
  it('leaves its participant in the room, away until the grace is over, its stream kept', () => {
    const { engine } = withAnnAndBob();
    const until = engine.time.now + 1_000;

    expect(engine.leave('c1', 'disconnected')).toMatchObject([
      {
        type: 'participant-away',
        offset: 4,
        until,
        participant: { userId: 'ann', streamName: 'camera', seat: { state: 'away', until } },
        room: { offset: 4, streams: [['ann', 'camera']] },
      },
    ]);
    expect(usersIn(engine.rooms())).toEqual(['ann', 'bob']);
    expect(engine.counts()).toEqual({ rooms: 1, seats: 1, away: 1 });
  });

  it('has its seat back with its token, as it was and in its old place', () => {
    const { engine, token } = withAnnAndBob();
    engine.leave('c1', 'disconnected');
    const events = engine.join('c3', 'ann', { userName: 'ignored', resumeToken: token });

    expect(outline(events)).toEqual(['participant-back c3', 'joined c3']);
    for (const event of events) {
      expect(event).toMatchObject({
        participant: {
          userId: 'ann',
          userName: 'Ann',
          streamName: 'camera',
          seat: { state: 'held', connection: 'c3', resumable: true },
        },
        room: {
          offset: 5,
          streams: [['ann', 'camera']],
          participants: [{ userId: 'ann' }, { userId: 'bob' }],
        },
      });
    }
    expect(engine.counts()).toEqual({ rooms: 1, seats: 2, away: 0 });
  });

  it('is told what was said in the meantime', () => {
    const { engine, token } = withAnnAndBob();
    engine.leave('c1', 'disconnected');
    engine.say('c2', 'bob', 'where are you?');
    const recover = { epoch: engine.epochs[0] ?? '', offset: 3 };
    expect(engine.welcome('c3', 'ann', { resumeToken: token, recover }).recovery).toMatchObject({
      recovered: true,
      missed: [{ offset: 5, content: '"where are you?"' }],
    });
  });

  it('loses its seat when the grace is over, and not before', () => {
    const { engine } = withAnnAndBob();
    engine.leave('c1', 'disconnected');
    expect(engine.wait(999)).toEqual([]);

    expect(engine.wait(1)).toMatchObject([
      {
        type: 'participant-left',
        reason: 'timeout',
        connection: null,
        offset: 5,
        participant: { userId: 'ann', streamName: 'camera' },
        room: { participants: [{ userId: 'bob' }], streams: [] },
      },
    ]);
    expect(engine.counts()).toEqual({ rooms: 1, seats: 1, away: 0 });
    expect(engine.wait(10_000)).toEqual([]);
  });

  it('has its full grace anew each time', () => {
    const { engine, token } = withAnnAndBob();
    let resumeToken = token;
    for (let drops = 0; drops < 3; drops += 1) {
      engine.leave('c1', 'disconnected');
      expect(engine.wait(900)).toEqual([]);
      ({ resumeToken } = engine.welcome('c1', 'ann', { resumeToken }));
    }
    expect(usersIn(engine.rooms())).toEqual(['ann', 'bob']);
  });

  it('keeps a room open that nobody else is in, until the grace is over', () => {
    const { engine, token } = withAnnAndBob();
    engine.leave('c2', 'left');
    engine.leave('c1', 'disconnected');
    engine.wait(999);
    expect(engine.rooms()).toMatchObject([{ participants: [{ userId: 'ann' }] }]);
    expect(engine.welcome('c3', 'ann', { resumeToken: token }).room.epoch).toBe(engine.epochs[0]);

    engine.leave('c3', 'disconnected');
    engine.wait(1_000);
    expect(engine.counts()).toEqual({ rooms: 0, seats: 0, away: 0 });
  });

  it('is signalled to no more, until it is back', () => {
    const { engine, token } = withAnnAndBob();
    const claim = { roomId: 'lobby', userId: 'bob' };
    const signal = { type: 'signal', connection: 'c2', claim, toUserId: 'ann' } as const;
    const offer = { ...signal, kind: 'offer', payload: '{}' } as const;
    engine.leave('c1', 'disconnected');
    expect(engine.give(offer)).toEqual([]);
    engine.join('c3', 'ann', { resumeToken: token });
    expect(outline(engine.give(offer))).toEqual(['signal c3']);
  });

  it('acts no more', () => {
    const { engine } = withAnnAndBob();
    engine.leave('c1', 'disconnected');
    expect(engine.say('c1', 'ann', 'still here')).toMatchObject([{ code: 'not-joined' }]);
    expect(engine.leave('c1', 'left')).toEqual([]);
  });
});

describe('no seat is kept', () => {
  it('for somebody who leaves', () => {
    const { engine } = withAnnAndBob();
    const claim = { roomId: 'lobby', userId: 'ann' };
    expect(engine.give({ type: 'leave', connection: 'c1', claim, reason: 'left' })).toMatchObject([
      { type: 'participant-left', reason: 'left' },
    ]);
  });

  it('for somebody who says goodbye by closing', () => {
    const { engine } = withAnnAndBob();
    expect(engine.leave('c1', 'left')).toMatchObject([
      { type: 'participant-left', reason: 'left', connection: 'c1' },
    ]);
    expect(engine.counts().away).toBe(0);
  });

  it('for somebody who joins another room', () => {
    const { engine } = withAnnAndBob();
    expect(engine.join('c1', 'ann', { roomId: 'studio' })[0]).toMatchObject({
      type: 'participant-left',
      reason: 'left',
    });
  });

  it('for somebody who did not ask for it, and no token is given out', () => {
    const engine = createTestEngine(grace);
    expect(engine.welcome('c1', 'cam', { seat: 'own' }).resumeToken).toBeNull();
    expect(engine.leave('c1', 'disconnected')).toMatchObject([
      { type: 'participant-left', reason: 'disconnected' },
    ]);
  });

  it('without a grace, and no token is given out', () => {
    const { engine, token } = withAnnAndBob({});
    expect(token).toBeNull();
    expect(engine.leave('c1', 'disconnected')).toMatchObject([
      { type: 'participant-left', reason: 'disconnected' },
    ]);
    expect(engine.holdings().resumeTokens).toBe(0);
  });

  it('for a connection that has been replaced', () => {
    const { engine } = withAnnAndBob();
    engine.join('c3', 'ann');
    expect(engine.leave('c1', 'disconnected')).toEqual([]);
    expect(engine.counts()).toEqual({ rooms: 1, seats: 2, away: 0 });
  });

  it('for more than so many: of more, whoever is away for longest leaves', () => {
    const { engine } = withAnnAndBob({ ...grace, maxAwayParticipants: 1 });
    engine.join('c3', 'carol');
    engine.leave('c1', 'disconnected');
    engine.wait(10);

    expect(engine.leave('c2', 'disconnected')).toMatchObject([
      { type: 'participant-away', participant: { userId: 'bob' } },
      { type: 'participant-left', participant: { userId: 'ann' }, reason: 'timeout' },
    ]);
    expect(engine.counts()).toEqual({ rooms: 1, seats: 1, away: 1 });
  });
});

describe.each(['replace', 'reject'] as const)('under %s, a seat whose owner is away', (policy) => {
  it('never blocks an ordinary join: the others see a new arrival without a stream', () => {
    const { engine, token } = withAnnAndBob({ ...grace, duplicateUser: policy });
    engine.leave('c1', 'disconnected');
    const events = engine.join('c3', 'ann', { userName: 'Ann again' });

    expect(outline(events)).toEqual(['participant-joined c3', 'joined c3']);
    expect(engine.rooms()).toMatchObject([
      {
        participants: [
          { userId: 'ann', userName: 'Ann again', streamName: null, seat: { state: 'held' } },
          { userId: 'bob' },
        ],
        streams: [],
      },
    ]);
    // Nobody is away any more, and the token of before is worth nothing.
    expect(engine.wait(2_000)).toEqual([]);
    engine.leave('c3', 'disconnected');
    const late = engine.join('c4', 'ann', { resumeToken: token });
    expect(outline(late)).toEqual(['participant-joined c4', 'joined c4']);
  });

  it('can be taken without keeping it for longer', () => {
    const { engine } = withAnnAndBob({ ...grace, duplicateUser: policy });
    engine.leave('c1', 'disconnected');
    engine.join('c3', 'ann', { seat: 'shared' });
    expect(engine.counts().away).toBe(0);
    expect(engine.leave('c3', 'disconnected')).toMatchObject([{ reason: 'disconnected' }]);
  });
});
