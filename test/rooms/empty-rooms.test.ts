import { describe, expect, it } from 'vitest';

import { createTestEngine, outline, type TestEngine, usersIn } from './engine-harness.js';

const minute = 60_000;
const secret = { password: 'secret', roomName: 'The vault' };

describe('a room that outlives its last participant', () => {
  it('is the same room for whoever comes in time: name, password, epoch, offsets, history', () => {
    const engine = createTestEngine({ emptyRoomTtlMs: minute });
    engine.join('c1', 'ann', secret);
    engine.say('c1', 'ann', 'for those who come later');
    engine.leave('c1');
    engine.wait(minute - 1);

    const later = { password: 'secret', roomName: 'Another name', history: 10 };
    expect(engine.welcome('c2', 'bob', later)).toMatchObject({
      room: {
        roomName: 'The vault',
        hasPassword: true,
        epoch: engine.epochs[0],
        offset: 4,
        participants: [{ userId: 'bob' }],
      },
      history: [{ offset: 2, content: '"for those who come later"', userId: 'ann' }],
    });
    expect(engine.epochs).toHaveLength(1);
  });

  it('is listed to nobody while nobody is in it, and in its old place after', () => {
    const engine = createTestEngine({ emptyRoomTtlMs: minute });
    engine.join('c1', 'ann', { roomId: 'first' });
    engine.join('c2', 'bob', { roomId: 'second' });
    engine.leave('c1');
    expect(roomIds(engine)).toEqual(['second']);

    engine.join('c1', 'ann', { roomId: 'first' });
    expect(roomIds(engine)).toEqual(['first', 'second']);
  });

  it('refuses a wrong password although nobody is inside, and stays empty', () => {
    const engine = createTestEngine({ emptyRoomTtlMs: minute });
    engine.join('c1', 'ann', secret);
    engine.say('c1', 'ann', 'not for everybody');
    engine.leave('c1');

    for (const password of ['', 'wrong']) {
      expect(engine.join('c2', 'eve', { password, history: 10 })).toMatchObject([
        { type: 'join-rejected', code: 'incorrect-password', room: { participants: [] } },
      ]);
    }
    expect(engine.rooms()).toEqual([]);
    // The refused have not kept it alive.
    engine.wait(minute);
    expect(engine.counts().rooms).toBe(0);
  });

  it('ends when its time is over, and a new one without password stands in its place', () => {
    const engine = createTestEngine({ emptyRoomTtlMs: minute });
    engine.join('c1', 'ann', secret);
    engine.leave('c1');
    engine.wait(minute);
    expect(engine.counts()).toEqual({ rooms: 0, seats: 0, away: 0 });

    const { room, history } = engine.welcome('c2', 'bob', { history: 10 });
    expect(room).toMatchObject({ roomName: 'lobby', hasPassword: false, offset: 1 });
    expect(history).toEqual([]);
    expect(new Set(engine.epochs).size).toBe(2);
  });

  it('has its full time anew each time it is left', () => {
    const engine = createTestEngine({ emptyRoomTtlMs: minute });
    for (const connection of ['c1', 'c2', 'c3']) {
      engine.join(connection, 'ann');
      engine.leave(connection);
      engine.wait(minute - 1);
    }
    expect(engine.counts().rooms).toBe(1);
    engine.wait(1);
    expect(engine.counts().rooms).toBe(0);
  });

  it('does not end while somebody is in it, however long', () => {
    const engine = createTestEngine({ emptyRoomTtlMs: minute });
    engine.join('c1', 'ann');
    engine.leave('c1');
    engine.join('c2', 'bob');
    engine.wait(10 * minute);

    expect(usersIn(engine.rooms())).toEqual(['bob']);
  });

  it('is one of so many: of more the one that is empty for longest ends', () => {
    const engine = createTestEngine({ emptyRoomTtlMs: minute, maxEmptyRooms: 2 });
    for (const roomId of ['a', 'b', 'c']) {
      engine.join('c1', 'ann', { roomId });
    }
    engine.join('c2', 'bob', { roomId: 'a' });
    engine.leave('c2');
    expect(engine.holdings().emptyRooms).toBe(2);
    engine.leave('c1');

    expect(engine.holdings().emptyRooms).toBe(2);
    const epochOf = (roomId: string) => engine.welcome('c3', 'zoe', { roomId }).room.epoch;
    // Of a, b and c, b was left first and for good.
    const [a, b, c] = engine.epochs;
    expect(epochOf('a')).toBe(a);
    expect(epochOf('c')).toBe(c);
    expect(epochOf('b')).not.toBe(b);
  });

  it('stays if whoever comes from elsewhere leaves one room too many empty', () => {
    const engine = createTestEngine({ emptyRoomTtlMs: minute, maxEmptyRooms: 1 });
    engine.join('c1', 'ann', { roomId: 'a' });
    engine.join('c1', 'ann', { roomId: 'b' });
    engine.join('c1', 'ann', { roomId: 'a' });

    expect(roomIds(engine)).toEqual(['a']);
    engine.join('c2', 'bob', { roomId: 'a' });
    expect(usersIn(engine.rooms())).toEqual(['ann', 'bob']);
    expect(engine.epochs).toHaveLength(2);
  });

  it('is not left behind by somebody who changes its name in it', () => {
    const engine = createTestEngine({ emptyRoomTtlMs: minute });
    engine.join('c1', 'ann');
    expect(outline(engine.join('c1', 'carol'))).toEqual([
      'participant-left c1',
      'participant-joined c1',
      'joined c1',
    ]);
    engine.wait(minute);
    expect(usersIn(engine.rooms())).toEqual(['carol']);
    expect(engine.holdings().emptyRooms).toBe(0);
  });
});

function roomIds(engine: TestEngine): unknown {
  return engine.rooms().map((room) => room.key.roomId);
}
