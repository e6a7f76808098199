import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { closingTimes } from '../../src/transport/drain.js';

const counts = fc.record({
  reconnecting: fc.nat(300),
  others: fc.nat(300),
  timeoutMs: fc.nat(100_000),
});

describe('the closing times of a drain', () => {
  it('are one for each connection, in order, from the first moment on, with time to spare', () => {
    fc.assert(
      fc.property(counts, (extent) => {
        const times = closingTimes(extent);
        expect(times).toHaveLength(extent.reconnecting + extent.others);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect(times[0] ?? 0).toBe(0);
        expect(times.at(-1) ?? 0).toBeLessThanOrEqual(0.85 * extent.timeoutMs);
      }),
    );
  });

  it.each([5, 20, 2000])('of %i connections are apart evenly, over most of the time', (count) => {
    const times = closingTimes({ reconnecting: count - 2, others: 2, timeoutMs: 10_000 });
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    const [gap = 0] = gaps;
    for (const other of gaps) expect(other).toBeCloseTo(gap);
    expect((times.at(-1) ?? 0) + gap).toBeCloseTo(8500);
  });

  it('keep nobody waiting for a few connections, and let those that do not come back go last', () => {
    expect(closingTimes({ reconnecting: 4, others: 0, timeoutMs: 10_000 })).toEqual([0, 0, 0, 0]);
    expect(closingTimes({ reconnecting: 2, others: 2, timeoutMs: 10_000 })).toEqual([
      0, 0, 200, 200,
    ]);
    expect(closingTimes({ reconnecting: 0, others: 1, timeoutMs: 10_000 })).toEqual([0]);
    expect(closingTimes({ reconnecting: 0, others: 0, timeoutMs: 10_000 })).toEqual([]);
  });
});
