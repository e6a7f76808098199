import { describe, expect, it } from 'vitest';

import { TokenBucket } from '../../src/limits/token-bucket.js';

describe('a token bucket', () => {
  it('gives its burst at once, and then says how long to wait', () => {
    const bucket = new TokenBucket({ ratePerSecond: 10, burst: 3 }, 1000);
    expect([1, 2, 3].map(() => bucket.take(1000))).toEqual([0, 0, 0]);
    expect(bucket.take(1000)).toBe(100);
    expect(bucket.take(1060)).toBe(40);
    expect(bucket.take(1100)).toBe(0);
  });

  it('gives in the long run what comes in, however it is asked', () => {
    const bucket = new TokenBucket({ ratePerSecond: 7, burst: 2 }, 0);
    let taken = 0;
    for (let now = 0; now < 10_000; now += 13) taken += bucket.take(now) === 0 ? 1 : 0;
    expect(taken).toBeGreaterThanOrEqual(70);
    expect(taken).toBeLessThanOrEqual(72);
  });

  it('is full again after a pause, and never fuller', () => {
    const bucket = new TokenBucket({ ratePerSecond: 10, burst: 2 }, 0);
    expect(bucket.isFull(0)).toBe(true);
    bucket.take(0);
    expect(bucket.isFull(99)).toBe(false);
    expect(bucket.isFull(100)).toBe(true);
    expect([1, 2, 3].map(() => bucket.take(1_000_000))).toEqual([0, 0, 100]);
  });
});
