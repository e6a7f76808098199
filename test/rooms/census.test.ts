import { describe, expect, it } from 'vitest';

import { createTestEngine } from './engine-harness.js';

describe('the census', () => {
  it('counts what the rooms of each namespace hold', () => {
    const engine = createTestEngine();
    expect(engine.census().size).toBe(0);
    engine.join('c1', 'ann');
    engine.join('c2', 'bob', { roomId: 'studio' });
    engine.join('c3', 'eve', { seat: 'hidden' });
    engine.join('c4', 'cam', { namespace: 'red5' });
    engine.startStream('c1', 'ann', 'camera');
    engine.say('c1', 'ann', 'hello');

    expect(engine.census().get('json')).toMatchObject({
      rooms: 2,
      emptyRooms: 0,
      participants: 2,
      hidden: 1,
      streams: 1,
      historyMessages: 1,
    });
    expect(engine.census().get('json')?.historyBytes).toBeGreaterThan(0);
    expect(engine.census().get('red5')).toMatchObject({ rooms: 1, participants: 1, streams: 0 });
  });
});
