import { describe, expect, it } from 'vitest';

import { createTestEngine, outline, usersIn } from './engine-harness.js';

const studio = { roomId: 'studio', roomName: 'The studio', password: 'secret' };

describe('a room that is full', () => {
  it('refuses one more participant, and nothing has changed', () => {
    const engine = createTestEngine({ maxParticipantsPerRoom: 2 });
    engine.join('c1', 'ann');
    engine.join('c2', 'bob');
    engine.join('c3', 'cleo', { roomId: 'studio' });
    expect(engine.join('c3', 'cleo')).toMatchObject([
      { type: 'join-rejected', connection: 'c3', code: 'room-full', room: { offset: 2 } },
    ]);
    expect(usersIn(engine.rooms())).toEqual(['ann', 'bob', 'cleo']);
  });

  it('takes back those who are in it, on the same connection or another', () => {
    const engine = createTestEngine({ maxParticipantsPerRoom: 1 });
    engine.join('c1', 'ann');
    expect(outline(engine.join('c1', 'ann'))).toContain('joined c1');
    expect(outline(engine.join('c2', 'ann'))).toContain('joined c2');
  });

  it('takes somebody who comes in his own place under another name', () => {
    const engine = createTestEngine({ maxParticipantsPerRoom: 1 });
    engine.join('c1', 'ann');
    expect(outline(engine.join('c1', 'bob'))).toContain('joined c1');
    expect(usersIn(engine.rooms())).toEqual(['bob']);
  });

  it('counts those who are away', () => {
    const engine = createTestEngine({ maxParticipantsPerRoom: 1, reconnectGraceMs: 1000 });
    const { resumeToken } = engine.welcome('c1', 'ann');
    engine.leave('c1', 'disconnected');
    expect(outline(engine.join('c2', 'bob'))).toEqual(['join-rejected c2']);
    expect(outline(engine.join('c3', 'ann', { resumeToken }))).toContain('joined c3');
  });

  it('asks for its password first', () => {
    const engine = createTestEngine({ maxParticipantsPerRoom: 1 });
    engine.join('c1', 'ann', studio);
    expect(engine.join('c2', 'bob', { roomId: 'studio' })).toMatchObject([
      { code: 'incorrect-password' },
    ]);
    expect(engine.join('c2', 'bob', studio)).toMatchObject([{ code: 'room-full' }]);
  });

  it('takes everyone where the limit is only counted, and counts each', () => {
    const exceeded: string[] = [];
    const engine = createTestEngine({ maxParticipantsPerRoom: 1, maxRooms: 1 }, (limit) => {
      exceeded.push(limit);
      return false;
    });
    engine.join('c1', 'ann');
    engine.join('c2', 'bob');
    engine.join('c3', 'cleo', studio);
    expect(usersIn(engine.rooms())).toEqual(['ann', 'bob', 'cleo']);
    expect(exceeded).toEqual(['maxParticipantsPerRoom', 'maxRooms']);
  });
});

describe('a server with as many rooms as it may have', () => {
  it('opens no other, and says which one it would have been', () => {
    const engine = createTestEngine({ maxRooms: 1 });
    engine.join('c1', 'ann');
    expect(engine.join('c2', 'bob', studio)).toMatchObject([
      {
        type: 'join-rejected',
        connection: 'c2',
        code: 'too-many-rooms',
        room: { key: { roomId: 'studio' }, roomName: 'The studio', hasPassword: true },
      },
    ]);
    expect(engine.counts()).toEqual({ rooms: 1, seats: 1, away: 0 });
    expect(outline(engine.join('c2', 'bob'))).toContain('joined c2');
  });

  it('opens another in the place of one that ends by it', () => {
    const engine = createTestEngine({ maxRooms: 1 });
    engine.join('c1', 'ann');
    expect(outline(engine.join('c1', 'ann', studio))).toEqual([
      'participant-left c1',
      'participant-joined c1',
      'joined c1',
    ]);
    engine.join('c2', 'bob', studio);
    expect(engine.join('c2', 'bob', { roomId: 'third' })).toMatchObject([
      { code: 'too-many-rooms' },
    ]);
  });

  it('does not count rooms that are kept empty, until somebody comes back to one', () => {
    const engine = createTestEngine({ maxRooms: 1, emptyRoomTtlMs: 1000 });
    engine.join('c1', 'ann');
    engine.leave('c1', 'left');
    expect(outline(engine.join('c2', 'bob', studio))).toContain('joined c2');
    expect(engine.join('c1', 'ann')).toMatchObject([{ code: 'too-many-rooms' }]);
    engine.leave('c2', 'left');
    expect(outline(engine.join('c1', 'ann'))).toContain('joined c1');
  });
});
