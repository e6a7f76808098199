import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type ChatMessage, History, type HistoryPolicy } from '../../src/rooms/history.js';

const roomy: HistoryPolicy = { historySize: 100, historyTtlMs: 1000, historyMaxBytes: 1_000_000 };

function message(offset: number, changes: Partial<ChatMessage> = {}): ChatMessage {
  return {
    offset,
    messageId: `m${String(offset)}`,
    userId: 'u',
    userName: 'U',
    content: '"hello"',
    timestamp: 0,
    clientMessageId: null,
    ...changes,
  };
}

function filled(policy: HistoryPolicy, messages: readonly ChatMessage[]): History {
  const history = new History(policy);
  for (const each of messages) history.add(each, each.timestamp);
  return history;
}

const offsets = (messages: readonly ChatMessage[] | string): unknown =>
  typeof messages === 'string' ? messages : messages.map(({ offset }) => offset);

describe('the history of a room', () => {
  it('gives the newest messages, oldest first', () => {
    const history = filled(roomy, [message(2), message(5), message(9)]);
    expect(offsets(history.latest(2, 0))).toEqual([5, 9]);
    expect(offsets(history.latest(10, 0))).toEqual([2, 5, 9]);
    expect(history.latest(0, 0)).toEqual([]);
  });

  it('gives exactly what came after an offset', () => {
    const history = filled(roomy, [message(2), message(5), message(9)]);
    expect(offsets(history.since(0, 0))).toEqual([2, 5, 9]);
    expect(offsets(history.since(2, 0))).toEqual([5, 9]);
    expect(offsets(history.since(4, 0))).toEqual([5, 9]);
    expect(offsets(history.since(9, 0))).toEqual([]);
  });

  it('calls it a gap if a missed message was dropped for count', () => {
    const history = filled({ ...roomy, historySize: 2 }, [message(1), message(2), message(3)]);
    expect(history.since(0, 0)).toBe('gap');
    expect(offsets(history.since(1, 0))).toEqual([2, 3]);
  });

  it('calls it a gap if a missed message was dropped for bytes', () => {
    const large = message(1, { content: JSON.stringify('x'.repeat(5000)) });
    const history = filled({ ...roomy, historyMaxBytes: 4000 }, [large]);
    expect(history.since(0, 0)).toBe('gap');
    expect([history.size, history.bytes]).toEqual([0, 0]);
  });

  it('calls it expired if a missed message was dropped for age', () => {
    const history = filled(roomy, [message(1), message(2, { timestamp: 600 })]);
    expect(offsets(history.since(0, 999))).toEqual([1, 2]);
    expect(history.since(0, 1000)).toBe('expired');
    expect(offsets(history.since(1, 1000))).toEqual([2]);
  });

  it('keeps nothing if its size is 0', () => {
    const history = filled({ ...roomy, historySize: 0 }, [message(1)]);
    expect(history.latest(10, 0)).toEqual([]);
    expect(history.since(0, 0)).toBe('gap');
    expect(history.since(1, 0)).toEqual([]);
  });

  it("finds a message by its sender's own id, as long as it is kept", () => {
    const mine = message(1, { clientMessageId: 'c' });
    const theirs = message(2, { clientMessageId: 'c', userId: 'v' });
    const history = filled({ ...roomy, historySize: 2 }, [mine, theirs]);
    expect(history.find('u', 'c', 0)).toBe(mine);
    expect(history.find('v', 'c', 0)).toBe(theirs);
    expect(history.find('u', 'd', 0)).toBeUndefined();
    history.add(message(3), 0);
    expect(history.find('u', 'c', 0)).toBeUndefined();
    expect(history.find('v', 'c', 1000)).toBeUndefined();
  });

  it('tells user 42 from user "42"', () => {
    const history = filled(roomy, [message(1, { clientMessageId: 'c', userId: 42 })]);
    expect(history.find('42', 'c', 0)).toBeUndefined();
    expect(history.find(42, 'c', 0)?.offset).toBe(1);
  });

  it('never holds more messages or bytes than it may, whatever is added', () => {
    const added = fc.record({ content: fc.string({ maxLength: 400 }), wait: fc.nat(300) });
    fc.assert(
      fc.property(fc.array(added, { maxLength: 60 }), fc.nat(5), (adds, historySize) => {
        const policy = { historySize, historyTtlMs: 1000, historyMaxBytes: 900 };
        const history = new History(policy);
        let now = 0;
        const kept: ChatMessage[] = [];
        for (const [index, { content, wait }] of adds.entries()) {
          now += wait;
          const each = message(index + 1, { content: JSON.stringify(content), timestamp: now });
          history.add(each, now);
          kept.push(each);
          expect(history.size).toBeLessThanOrEqual(historySize);
          expect(history.bytes).toBeLessThanOrEqual(900);
          const latest = history.latest(historySize, now);
          expect(latest).toEqual(kept.slice(kept.length - latest.length));
          expect(latest.every(({ timestamp }) => now - timestamp < 1000)).toBe(true);
        }
      }),
    );
  });
});
