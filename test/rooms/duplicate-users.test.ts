import { describe, expect, it } from 'vitest';

import { createTestEngine, outline, usersIn } from './engine-harness.js';

const shared = { seat: 'shared' } as const;

describe('under replace, a second connection of a user', () => {
  it('takes the seat, and the first is out of the room but may join again', () => {
    const engine = createTestEngine({ duplicateUser: 'replace' });
    engine.join('c1', 'ann');
    expect(outline(engine.join('c2', 'ann'))).toEqual([
      'replaced c1',
      'participant-joined c2',
      'joined c2',
    ]);
    expect(outline(engine.join('c1', 'ann'))).toEqual([
      'replaced c2',
      'participant-joined c1',
      'joined c1',
    ]);
    expect(engine.counts()).toEqual({ rooms: 1, seats: 1, away: 0 });
  });
});

describe('under reject, a second connection of a user', () => {
  it('is refused while the first lives, and nothing has changed', () => {
    const engine = createTestEngine({ duplicateUser: 'reject' });
    engine.join('c1', 'ann');
    engine.startStream('c1', 'ann');
    engine.join('c2', 'bob', { roomId: 'studio' });
    const before = engine.rooms();

    expect(engine.join('c2', 'ann')).toMatchObject([
      { type: 'join-rejected', connection: 'c2', code: 'user-id-in-use', room: { offset: 2 } },
    ]);
    expect(engine.rooms()).toEqual(before);
  });

  it('is refused for its password first', () => {
    const engine = createTestEngine({ duplicateUser: 'reject' });
    engine.join('c1', 'ann', { password: 'secret' });
    expect(engine.join('c2', 'ann')).toMatchObject([{ code: 'incorrect-password' }]);
    expect(engine.join('c2', 'ann', { password: 'secret' })).toMatchObject([
      { code: 'user-id-in-use' },
    ]);
  });

  it.each(['left', 'disconnected'] as const)('is welcome when the first is gone (%s)', (reason) => {
    const engine = createTestEngine({ duplicateUser: 'reject' });
    engine.join('c1', 'ann');
    engine.leave('c1', reason);
    expect(outline(engine.join('c2', 'ann'))).toEqual(['participant-joined c2', 'joined c2']);
  });

  it('is welcome in another room, and under another name', () => {
    const engine = createTestEngine({ duplicateUser: 'reject' });
    engine.join('c1', 'ann');
    engine.join('c2', 'ann', { roomId: 'studio' });
    engine.join('c3', 'bob');
    expect(usersIn(engine.rooms())).toEqual(['ann', 'bob', 'ann']);
  });

  it('is refused although it has a seat there under another name, which it keeps', () => {
    const engine = createTestEngine({ duplicateUser: 'reject' });
    engine.join('c1', 'ann');
    engine.join('c2', 'bob');
    expect(outline(engine.join('c2', 'ann'))).toEqual(['join-rejected c2']);
    expect(usersIn(engine.rooms())).toEqual(['ann', 'bob']);
    expect(outline(engine.say('c2', 'bob', 'still me'))).toEqual(['message-sent']);
  });

  it('is not what a participant is that joins again on its own connection', () => {
    const engine = createTestEngine({ duplicateUser: 'reject' });
    engine.join('c1', 'ann');
    expect(outline(engine.join('c1', 'ann'))).toEqual(['participant-joined c1', 'joined c1']);
  });

  it('may share a seat that is shared', () => {
    const engine = createTestEngine({ duplicateUser: 'reject' });
    engine.join('c1', 'cam', shared);
    expect(outline(engine.join('c2', 'cam', shared))).toEqual(['joined c2']);
  });

  it('may not share a seat that is not, nor take a shared one for itself', () => {
    const engine = createTestEngine({ duplicateUser: 'reject' });
    engine.join('c1', 'cam', shared);
    engine.join('c2', 'ann');
    expect(engine.join('c3', 'cam')).toMatchObject([{ code: 'user-id-in-use' }]);
    expect(engine.join('c3', 'ann', shared)).toMatchObject([{ code: 'user-id-in-use' }]);
    expect(engine.counts()).toEqual({ rooms: 1, seats: 2, away: 0 });
  });

  it('may take for itself what was shared, if it is the last to share it', () => {
    const engine = createTestEngine({ duplicateUser: 'reject' });
    engine.join('c1', 'cam', shared);
    engine.join('c2', 'cam', shared);
    expect(engine.join('c2', 'cam')).toMatchObject([{ code: 'user-id-in-use' }]);
    engine.leave('c1');
    expect(outline(engine.join('c2', 'cam'))).toEqual(['participant-joined c2', 'joined c2']);
  });
});
