import { describe, expect, it } from 'vitest';

import type { Claim, SeatedCommand } from '../../src/protocol.js';
import { createTestEngine, outline } from './engine-harness.js';

const own: Claim = { roomId: 'lobby', userId: 'ann' };

function seatedCommands(connection: string, claim: Claim): readonly SeatedCommand[] {
  return [
    { type: 'start-stream', connection, claim, streamName: 'camera' },
    { type: 'stop-stream', connection, claim },
    { type: 'send-message', connection, claim, content: '"hello"', clientMessageId: null },
    { type: 'signal', connection, claim, toUserId: 'bob', kind: 'offer', payload: '{}' },
    { type: 'sync-room', connection, claim },
  ];
}

describe('identity', () => {
  it.each([
    ['of another user', { roomId: 'lobby', userId: 'bob' }],
    ['of another room', { roomId: 'studio', userId: 'ann' }],
    ['of nobody', { roomId: 'nowhere', userId: 'nobody' }],
  ])('cannot be borrowed: a command in the name %s changes nothing', (_, claim) => {
    const engine = createTestEngine();
    engine.join('c1', 'ann');
    engine.join('c2', 'bob');
    const before = engine.rooms();

    for (const command of seatedCommands('c1', claim)) {
      expect(engine.give(command)).toEqual([
        { type: 'command-rejected', connection: 'c1', command, code: 'identity-mismatch' },
      ]);
    }
    expect(engine.rooms()).toEqual(before);
  });

  it('is needed: a command without a seat is rejected and opens no room', () => {
    const engine = createTestEngine();
    for (const command of seatedCommands('c1', own)) {
      expect(engine.give(command)).toEqual([
        { type: 'command-rejected', connection: 'c1', command, code: 'not-joined' },
      ]);
    }
    expect(engine.counts()).toEqual({ rooms: 0, seats: 0, away: 0 });
  });
});

describe('streaming', () => {
  it('is told again each time it is asked for again', () => {
    const engine = createTestEngine();
    engine.join('c1', 'ann');
    const [start, stop] = seatedCommands('c1', own);
    if (start === undefined || stop === undefined) throw new Error('there are five commands');

    expect(engine.give(start)).toMatchObject([{ type: 'stream-started', offset: 2 }]);
    expect(engine.give(start)).toMatchObject([{ type: 'stream-started', offset: 3 }]);
    expect(engine.give(stop)).toMatchObject([{ offset: 4, streamName: 'camera' }]);
    expect(engine.give(stop)).toMatchObject([{ offset: 5, streamName: null }]);
  });

  it('lists streams in the order in which they began, whatever the order of joining', () => {
    const engine = createTestEngine();
    for (const name of ['ann', 'bob', 'carol']) engine.join(`c-${name}`, name);
    for (const name of ['carol', 'ann', 'bob']) engine.startStream(`c-${name}`, name);
    engine.startStream('c-carol', 'carol', 'second camera');

    expect(engine.rooms()).toMatchObject([
      {
        streams: [
          ['carol', 'second camera'],
          ['ann', 'ann'],
          ['bob', 'bob'],
        ],
      },
    ]);
  });

  it('moves a stream that ended and began again to the end', () => {
    const engine = createTestEngine();
    for (const name of ['ann', 'bob']) engine.join(`c-${name}`, name);
    for (const name of ['ann', 'bob']) engine.startStream(`c-${name}`, name);
    engine.give({ type: 'stop-stream', connection: 'c-ann', claim: own });
    engine.startStream('c-ann', 'ann');

    expect(engine.rooms()[0]?.streams.map(([userId]) => userId)).toEqual(['bob', 'ann']);
  });
});

describe('a message', () => {
  it('is told once, with the time of its dispatch and an id of its own', () => {
    const engine = createTestEngine();
    engine.join('c1', 'ann');
    engine.time.now = 5_000;
    const first = engine.say('c1', 'ann', 'hi');
    engine.time.now = 6_000;
    const second = engine.say('c1', 'ann', 'hi');

    const message = { offset: 2, userId: 'ann', userName: 'ann', content: '"hi"' };
    expect([...first, ...second]).toMatchObject([
      { type: 'message-sent', offset: 2, message: { ...message, timestamp: 5_000 } },
      { type: 'message-sent', offset: 3, message: { ...message, offset: 3, timestamp: 6_000 } },
    ]);
    expect(new Set(engine.messageIds).size).toBe(2);
  });
});

describe('a signal', () => {
  const signal = (toUserId: string) =>
    ({
      type: 'signal',
      connection: 'c1',
      claim: own,
      toUserId,
      kind: 'answer',
      payload: '{"sdp":""}',
    }) as const;

  it('goes to the connection of its addressee and is no event of the room', () => {
    const engine = createTestEngine();
    engine.join('c1', 'ann');
    engine.join('c2', 'bob');

    expect(engine.give(signal('bob'))).toMatchObject([
      {
        type: 'signal',
        connection: 'c2',
        fromUserId: 'ann',
        kind: 'answer',
        payload: '{"sdp":""}',
        room: { offset: 2 },
      },
    ]);
  });

  it('goes to the newer connection after a takeover', () => {
    const engine = createTestEngine();
    engine.join('c1', 'ann');
    engine.join('c2', 'bob');
    engine.join('c3', 'bob');

    expect(outline(engine.give(signal('bob')))).toEqual(['signal c3']);
  });

  it('goes nowhere if nobody of that name is in the same room', () => {
    const engine = createTestEngine();
    engine.join('c1', 'ann');
    engine.join('c2', 'bob', { roomId: 'studio' });

    expect(engine.give(signal('bob'))).toEqual([]);
    expect(engine.give(signal('nobody'))).toEqual([]);
  });
});
