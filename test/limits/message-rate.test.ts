import { describe, expect, it } from 'vitest';

import { MessageRate } from '../../src/limits/message-rate.js';

const limit = { ratePerSecond: 10, burst: 20, graceMs: 10_000 };

/** The verdicts on messages that are sent evenly, in the order in which they first come. */
function outcomes(rate: MessageRate, perSecond: number, fromMs: number, toMs: number) {
  const seen = new Map<string, number>();
  for (let at = fromMs; at < toMs; at += 1000 / perSecond) {
    const { kind } = rate.judge(at);
    if (!seen.has(kind)) seen.set(kind, at);
    if (kind === 'ended') break;
  }
  return seen;
}

describe('the rate of messages of a connection', () => {
  it('is no matter while it is kept to, for however long', () => {
    const seen = outcomes(new MessageRate(limit, 0), 10, 0, 600_000);
    expect([...seen.keys()]).toEqual(['accepted']);
  });

  it('is told when it is first exceeded, with the time to wait', () => {
    const rate = new MessageRate(limit, 0);
    for (let count = 0; count < 20; count += 1) expect(rate.judge(0).kind).toBe('accepted');
    expect(rate.judge(0)).toEqual({ kind: 'told', retryAfterMs: 100 });
    expect(rate.judge(100).kind).toBe('accepted');
  });

  it('is told once a second while it is exceeded, and not of each message', () => {
    const rate = new MessageRate({ ...limit, burst: 1 }, 0);
    const told: number[] = [];
    for (let at = 0; at < 5000; at += 1) if (rate.judge(at).kind === 'told') told.push(at);
    expect(told).toHaveLength(5);
  });

  it('ends a connection that has exceeded it for longer than the grace', () => {
    const seen = outcomes(new MessageRate(limit, 0), 100, 0, 60_000);
    const first = seen.get('told') ?? Number.NaN;
    expect(seen.get('ended')).toBeGreaterThanOrEqual(first + 10_000);
    expect(seen.get('ended')).toBeLessThan(first + 10_200);
  });

  it('forgives who pauses: the grace begins anew', () => {
    const rate = new MessageRate(limit, 0);
    for (let start = 0; start < 100_000; start += 10_000) {
      const seen = outcomes(rate, 100, start, start + 7000);
      expect([...seen.keys()]).toEqual(['accepted', 'told', 'dropped']);
    }
  });

  it('tells before it ends, even without any grace', () => {
    const rate = new MessageRate({ ratePerSecond: 1, burst: 1, graceMs: 0 }, 0);
    expect([1, 2, 3].map(() => rate.judge(0).kind)).toEqual(['accepted', 'told', 'ended']);
  });
});
