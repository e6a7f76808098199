import { describe, expect, it } from 'vitest';

import { createTestEngine, outline, usersIn } from './engine-harness.js';

describe('a password', () => {
  it('is set by whoever opens the room and asked of everyone after', () => {
    const engine = createTestEngine();
    engine.join('c1', 'ann', { password: 'secret' });

    expect(outline(engine.join('c2', 'bob', { password: 'wrong' }))).toEqual(['join-rejected c2']);
    expect(outline(engine.join('c2', 'bob'))).toEqual(['join-rejected c2']);
    expect(outline(engine.join('c2', 'bob', { password: 'secret' }))).toEqual([
      'participant-joined c2',
      'joined c2',
    ]);
  });

  it('that is wrong changes nothing: the connection keeps the seat it has', () => {
    const engine = createTestEngine();
    engine.join('c1', 'ann', { password: 'secret', roomId: 'vault' });
    engine.join('c2', 'bob');
    const before = engine.rooms();
    const events = engine.join('c2', 'bob', { password: 'wrong', roomId: 'vault' });

    expect(events).toMatchObject([
      { type: 'join-rejected', code: 'incorrect-password', room: { hasPassword: true } },
    ]);
    expect(engine.rooms()).toEqual(before);
    expect(outline(engine.startStream('c2', 'bob'))).toEqual(['stream-started']);
  });

  it('given for an open room is ignored, and does not close it', () => {
    const engine = createTestEngine();
    engine.join('c1', 'ann');
    engine.join('c2', 'bob', { password: 'needless' });
    engine.join('c3', 'carol');

    expect(usersIn(engine.rooms())).toEqual(['ann', 'bob', 'carol']);
    expect(engine.rooms()).toMatchObject([{ hasPassword: false }]);
  });

  it('vanishes with the room, like its name', () => {
    const engine = createTestEngine();
    engine.join('c1', 'ann', { password: 'secret', roomName: 'The vault' });
    engine.leave('c1');
    engine.join('c2', 'bob', { roomName: 'Open house' });

    expect(engine.rooms()).toMatchObject([{ roomName: 'Open house', hasPassword: false }]);
  });
});
