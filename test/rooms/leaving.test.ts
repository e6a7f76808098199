import { describe, expect, it } from 'vitest';

import { createTestEngine, outline, usersIn } from './engine-harness.js';

describe('leaving', () => {
  it('tells the room who left and why, with the room as it is without them', () => {
    const engine = createTestEngine();
    engine.join('c1', 'ann');
    engine.join('c2', 'bob');
    engine.startStream('c1', 'ann', 'camera');

    expect(engine.leave('c1', 'disconnected')).toMatchObject([
      {
        type: 'participant-left',
        connection: 'c1',
        reason: 'disconnected',
        offset: 4,
        participant: { userId: 'ann', streamName: 'camera' },
        room: { offset: 4, participants: [{ userId: 'bob' }], streams: [] },
      },
    ]);
  });

  it.each([
    ['another room', { roomId: 'studio', userId: 'ann' }],
    ['another user', { roomId: 'lobby', userId: 'bob' }],
    ['a number for a name', { roomId: 'lobby', userId: 0 }],
  ])('is ignored when it names %s', (_, claim) => {
    const engine = createTestEngine();
    engine.join('c1', 'ann');
    engine.join('c2', 'bob');

    expect(engine.give({ type: 'leave', connection: 'c1', claim, reason: 'left' })).toEqual([]);
    expect(usersIn(engine.rooms())).toEqual(['ann', 'bob']);
  });

  it('happens once: a second goodbye, and one without a seat, are ignored', () => {
    const engine = createTestEngine();
    engine.join('c1', 'ann');
    const claim = { roomId: 'lobby', userId: 'ann' };
    const leave = { type: 'leave', connection: 'c1', claim, reason: 'left' } as const;

    expect(outline(engine.give(leave))).toEqual(['participant-left c1']);
    expect(engine.give(leave)).toEqual([]);
    expect(engine.leave('c1')).toEqual([]);
    expect(engine.leave('never seen')).toEqual([]);
  });
});

describe('an emptied room', () => {
  it('is gone, and is new when it is opened again', () => {
    const engine = createTestEngine();
    engine.join('c1', 'ann');
    engine.startStream('c1', 'ann');
    engine.leave('c1');
    expect(engine.rooms()).toEqual([]);
    expect(engine.counts()).toEqual({ rooms: 0, seats: 0, away: 0 });

    expect(engine.join('c1', 'ann')[0]).toMatchObject({ offset: 1, room: { streams: [] } });
    expect(new Set(engine.epochs).size).toBe(2);
  });

  it('goes to the end of the listing when it is opened again', () => {
    const engine = createTestEngine();
    engine.join('c1', 'ann', { roomId: 'first' });
    engine.join('c2', 'bob', { roomId: 'second' });
    engine.leave('c1');
    engine.join('c1', 'ann', { roomId: 'first' });

    expect(engine.rooms().map((room) => room.key.roomId)).toEqual(['second', 'first']);
  });
});
