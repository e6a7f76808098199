import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fullJitter, mayComeBack } from '../../src/client/connection/reconnect.js';

const lost = { closeCode: 1006, retryAfterMs: null };

describe('the default policy', () => {
  it.each([
    [1, 500],
    [2, 1000],
    [3, 2000],
    [6, 16_000],
    [7, 20_000],
    [8, 20_000],
    [5000, 20_000],
  ])('waits before attempt %i less than %i ms, and half of that on average', (attempt, widest) => {
    expect(fullJitter({ ...lost, attempt, random: 0 })).toBe(0);
    expect(fullJitter({ ...lost, attempt, random: 0.5 })).toBe(widest / 2);
    expect(fullJitter({ ...lost, attempt, random: 1 - Number.EPSILON })).toBeLessThan(widest);
  });

  it('waits after the time that the server asked for', () => {
    const waited = fullJitter({ closeCode: 1012, attempt: 1, random: 0.5, retryAfterMs: 3000 });
    expect(waited).toBe(3250);
  });

  it('never gives up, and never waits less than asked or 20 s more', () => {
    const attempts = fc.record({
      attempt: fc.integer({ min: 1, max: 100_000 }),
      random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      closeCode: fc.option(fc.integer({ min: 1000, max: 4999 })),
      retryAfterMs: fc.option(fc.integer({ min: 0, max: 60_000 })),
    });
    fc.assert(
      fc.property(attempts, (attempt) => {
        const leastMs = attempt.retryAfterMs ?? 0;
        const waitMs = fullJitter(attempt);
        expect(waitMs).toBeGreaterThanOrEqual(leastMs);
        expect(waitMs).toBeLessThanOrEqual(leastMs + 20_000);
      }),
    );
  });
});

describe('a close code', () => {
  it.each([null, 1000, 1001, 1005, 1006, 1008, 1009, 1011, 1012, 1013, 3000, 4000, 4499])(
    '%s leaves it open to come back',
    (code) => {
      expect(mayComeBack(code)).toBe(true);
    },
  );

  it.each([4500, 4501, 4999])('%i does not', (code) => {
    expect(mayComeBack(code)).toBe(false);
  });
});
