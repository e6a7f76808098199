import { describe, expect, it } from 'vitest';

import { createTestEngine, outline, usersIn } from './engine-harness.js';

describe('joining', () => {
  it('tells the room and then the newcomer, with the room as it is by then', () => {
    const engine = createTestEngine();
    engine.join('c1', 'ann');
    const events = engine.join('c2', 'bob', { userName: 'Bob' });

    expect(outline(events)).toEqual(['participant-joined c2', 'joined c2']);
    for (const event of events) {
      expect(event).toMatchObject({
        participant: {
          userId: 'bob',
          userName: 'Bob',
          streamName: null,
          seat: { connection: 'c2' },
        },
        room: { offset: 2, participants: [{ userId: 'ann' }, { userId: 'bob' }] },
      });
    }
  });

  it('keeps the place of a participant that joins again, and ends its stream', () => {
    const engine = createTestEngine();
    engine.join('c1', 'ann');
    engine.join('c2', 'bob');
    engine.startStream('c1', 'ann');
    const events = engine.join('c1', 'ann', { userName: 'Ann the second' });

    expect(outline(events)).toEqual(['participant-joined c1', 'joined c1']);
    expect(engine.rooms()).toMatchObject([
      {
        participants: [
          { userId: 'ann', userName: 'Ann the second', streamName: null },
          { userId: 'bob' },
        ],
        streams: [],
      },
    ]);
  });

  it('leaves the old room before it joins another', () => {
    const engine = createTestEngine();
    engine.join('c1', 'ann');
    engine.join('c2', 'bob');
    const events = engine.join('c1', 'ann', { roomId: 'studio' });

    expect(outline(events)).toEqual(['participant-left c1', 'participant-joined c1', 'joined c1']);
    expect(events[0]).toMatchObject({ reason: 'left', room: { key: { roomId: 'lobby' } } });
    expect(engine.rooms().map((room) => room.key.roomId)).toEqual(['lobby', 'studio']);
    expect(usersIn(engine.rooms())).toEqual(['bob', 'ann']);
  });

  it('removes the old participant when a connection joins the same room under another name', () => {
    const engine = createTestEngine();
    engine.join('c1', 'ann');
    engine.join('c2', 'bob');
    const events = engine.join('c1', 'carol');

    expect(outline(events)).toEqual(['participant-left c1', 'participant-joined c1', 'joined c1']);
    expect(usersIn(engine.rooms())).toEqual(['bob', 'carol']);
  });

  it('keeps a room open while its only participant changes its name', () => {
    const engine = createTestEngine();
    engine.join('c1', 'ann', { password: 'secret', roomName: 'The lobby' });
    engine.join('c1', 'carol', { password: 'secret', roomName: 'ignored' });

    expect(engine.epochs).toHaveLength(1);
    expect(engine.rooms()).toMatchObject([
      { roomName: 'The lobby', hasPassword: true, offset: 3, participants: [{ userId: 'carol' }] },
    ]);
  });
});

describe('a taken seat', () => {
  it('passes to the newer connection, in the same place, and the older one is told', () => {
    const engine = createTestEngine();
    engine.join('old', 'ann');
    engine.join('c2', 'bob');
    const events = engine.join('new', 'ann');

    expect(outline(events)).toEqual(['replaced old', 'participant-joined new', 'joined new']);
    expect(engine.rooms()).toMatchObject([
      { participants: [{ userId: 'ann', seat: { connection: 'new' } }, { userId: 'bob' }] },
    ]);
  });

  it('stays with the newer connection when the older one closes late', () => {
    const engine = createTestEngine();
    engine.join('old', 'ann');
    engine.join('new', 'ann');

    expect(engine.leave('old')).toEqual([]);
    expect(usersIn(engine.rooms())).toEqual(['ann']);
  });

  it('lets the replaced connection act no more', () => {
    const engine = createTestEngine();
    engine.join('old', 'ann');
    engine.join('new', 'ann');

    expect(engine.startStream('old', 'ann')).toMatchObject([
      { type: 'command-rejected', connection: 'old', code: 'not-joined' },
    ]);
  });

  it('is held by several connections if all of them share it, and goes with the last', () => {
    const engine = createTestEngine();
    engine.join('c1', 'cam', { seat: 'shared' });
    engine.startStream('c1', 'cam');
    expect(outline(engine.join('c2', 'cam', { seat: 'shared' }))).toEqual(['joined c2']);
    expect(engine.rooms()).toMatchObject([
      { participants: [{ seat: { connections: ['c1', 'c2'] } }], streams: [['cam', 'cam']] },
    ]);

    expect(engine.leave('c1')).toEqual([]);
    expect(usersIn(engine.rooms())).toEqual(['cam']);
    expect(outline(engine.leave('c2'))).toEqual(['participant-left c2']);
    expect(engine.rooms()).toEqual([]);
  });

  it('is taken from all who share it by one who does not', () => {
    const engine = createTestEngine();
    engine.join('c1', 'cam', { seat: 'shared' });
    engine.join('c2', 'cam', { seat: 'shared' });
    const events = engine.join('c3', 'cam');

    expect(outline(events)).toEqual([
      'replaced c1',
      'replaced c2',
      'participant-joined c3',
      'joined c3',
    ]);
    expect(engine.counts()).toEqual({ rooms: 1, seats: 1, away: 0 });
  });
});

describe('a shared seat', () => {
  it('is not kept when its last connection is lost', () => {
    const engine = createTestEngine({ reconnectGraceMs: 1_000 });
    const shared = { seat: 'shared' } as const;
    expect(engine.welcome('c1', 'cam', shared).resumeToken).toBeNull();
    expect(engine.welcome('c2', 'cam', shared).resumeToken).toBeNull();

    expect(engine.leave('c1', 'disconnected')).toEqual([]);
    expect(engine.leave('c2', 'disconnected')).toMatchObject([
      { type: 'participant-left', reason: 'disconnected' },
    ]);
    expect(engine.counts()).toEqual({ rooms: 0, seats: 0, away: 0 });
  });
});

describe('names', () => {
  it('keeps 42 and "42" apart, as rooms and as users', () => {
    const engine = createTestEngine();
    engine.join('c1', 42, { roomId: 42 });
    engine.join('c2', '42', { roomId: 42 });
    engine.join('c3', 42, { roomId: '42' });

    expect(engine.rooms().map((room) => room.key.roomId)).toEqual([42, '42']);
    expect(usersIn(engine.rooms())).toEqual([42, '42', 42]);
  });

  it.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString', ''])(
    'takes %j for an ordinary name',
    (name) => {
      const engine = createTestEngine();
      engine.join('c1', name, { roomId: name });
      engine.join('c2', 'other', { roomId: name });

      expect(usersIn(engine.rooms())).toEqual([name, 'other']);
      engine.leave('c1');
      engine.leave('c2');
      expect(engine.rooms()).toEqual([]);
    },
  );

  it('keeps rooms of different namespaces apart', () => {
    const engine = createTestEngine();
    engine.join('c1', 'ann');
    engine.join('c2', 'ann', { namespace: 'red5' });

    expect(engine.rooms('json')).toMatchObject([
      { participants: [{ seat: { connection: 'c1' } }] },
    ]);
    expect(engine.rooms('red5')).toMatchObject([
      { participants: [{ seat: { connection: 'c2' } }] },
    ]);
    expect(engine.rooms('other')).toEqual([]);
  });
});
