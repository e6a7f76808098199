import { describe, expect, it } from 'vitest';

import { createTestEngine, outline } from './engine-harness.js';

const first = { clientMessageId: 'first' };

describe("a message with its sender's own id", () => {
  it('that is sent again is answered to the sender with what the room has had', () => {
    const engine = createTestEngine();
    engine.join('c1', 'ann');
    engine.join('c2', 'bob');
    const sent = engine.say('c1', 'ann', 'hello', first);
    engine.time.now += 5_000;

    expect(sent).toMatchObject([
      { type: 'message-sent', message: { ...first, offset: 3, timestamp: 1_000 } },
    ]);
    const message = sent.flatMap((event) => (event.type === 'message-sent' ? event.message : []));
    expect(engine.say('c1', 'ann', 'hello', first)).toMatchObject([
      { type: 'message-repeated', connection: 'c1', message: message[0], room: { offset: 3 } },
    ]);
    expect(engine.messageIds).toHaveLength(1);
  });

  it('is recognised after a reconnect, on whichever connection', () => {
    const engine = createTestEngine({ emptyRoomTtlMs: 60_000 });
    engine.join('c1', 'ann');
    engine.say('c1', 'ann', 'hello', first);
    engine.leave('c1', 'disconnected');
    engine.join('c2', 'ann');

    expect(outline(engine.say('c2', 'ann', 'hello', first))).toEqual(['message-repeated c2']);
  });

  it('is what was sent first, whatever the repetition says', () => {
    const engine = createTestEngine();
    engine.join('c1', 'ann');
    engine.say('c1', 'ann', 'hello', first);
    expect(engine.say('c1', 'ann', 'something else', first)).toMatchObject([
      { message: { content: '"hello"' } },
    ]);
  });

  it('is another one from another user', () => {
    const engine = createTestEngine();
    engine.join('c1', 'ann');
    engine.join('c2', 'bob');
    engine.say('c1', 'ann', 'hello', first);
    expect(outline(engine.say('c2', 'bob', 'hello', first))).toEqual(['message-sent']);
    expect(new Set(engine.messageIds).size).toBe(2);
  });

  it('is another one in another room', () => {
    const engine = createTestEngine({ emptyRoomTtlMs: 60_000 });
    engine.join('c1', 'ann');
    engine.say('c1', 'ann', 'hello', first);
    engine.join('c1', 'ann', { roomId: 'studio' });
    const inStudio = { ...first, claim: { roomId: 'studio', userId: 'ann' } };
    expect(outline(engine.say('c1', 'ann', 'hello', inStudio))).toEqual(['message-sent']);
  });

  it('is another one in a new incarnation of the room', () => {
    const engine = createTestEngine();
    engine.join('c1', 'ann');
    engine.say('c1', 'ann', 'hello', first);
    engine.leave('c1');
    engine.join('c1', 'ann');
    expect(outline(engine.say('c1', 'ann', 'hello', first))).toEqual(['message-sent']);
  });

  it('is forgotten when the history forgets the message', () => {
    const tight = createTestEngine({ historySize: 1 });
    tight.join('c1', 'ann');
    tight.say('c1', 'ann', 'hello', first);
    tight.say('c1', 'ann', 'and more');
    expect(outline(tight.say('c1', 'ann', 'hello', first))).toEqual(['message-sent']);

    const short = createTestEngine({ historyTtlMs: 1_000 });
    short.join('c1', 'ann');
    short.say('c1', 'ann', 'hello', first);
    short.time.now += 999;
    expect(outline(short.say('c1', 'ann', 'hello', first))).toEqual(['message-repeated c1']);
    short.time.now += 1;
    expect(outline(short.say('c1', 'ann', 'hello', first))).toEqual(['message-sent']);
  });

  it('does not live longer for being repeated', () => {
    const engine = createTestEngine({ historySize: 2 });
    engine.join('c1', 'ann');
    engine.say('c1', 'ann', 'hello', first);
    engine.say('c1', 'ann', 'two');
    engine.say('c1', 'ann', 'hello', first);
    engine.say('c1', 'ann', 'three');
    expect(outline(engine.say('c1', 'ann', 'hello', first))).toEqual(['message-sent']);
  });

  it('takes a seat like any other', () => {
    const engine = createTestEngine();
    engine.join('c1', 'ann');
    engine.say('c1', 'ann', 'hello', first);
    engine.leave('c1', 'left');
    engine.join('c2', 'bob');
    expect(engine.say('c1', 'ann', 'hello', first)).toMatchObject([
      { type: 'command-rejected', code: 'not-joined' },
    ]);
    expect(engine.say('c2', 'ann', 'hello', first)).toMatchObject([
      { type: 'command-rejected', code: 'identity-mismatch' },
    ]);
  });
});

describe('messages without such an id', () => {
  it('are never taken for each other', () => {
    const engine = createTestEngine();
    engine.join('c1', 'ann');
    expect(outline(engine.say('c1', 'ann', 'hello'))).toEqual(['message-sent']);
    expect(outline(engine.say('c1', 'ann', 'hello'))).toEqual(['message-sent']);
  });
});
