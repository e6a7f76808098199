import fc from 'fast-check';
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';

import { Counts } from '../../../bench/measuring/counts.js';
import { Times } from '../../../bench/measuring/histogram.js';

describe('counts of values', () => {
  it('have each value at most a thousandth too low, and forget it when they are drained', () => {
    const highest = 600_000_000;
    fc.assert(
      fc.property(fc.oneof(fc.nat(5000), fc.nat(highest), fc.constant(highest)), (value) => {
        const counts = new Counts(highest);
        counts.add(value);
        counts.add(value);
        const drained: [number, number][] = [];
        const drain = (): void => counts.drain((one, count) => drained.push([one, count]));
        drain();
        drain();
        expect(drained).toEqual([[expect.any(Number), 2]]);
        const [lowest = -1] = drained[0] ?? [];
        expect(lowest).toBeLessThanOrEqual(value);
        expect(value - lowest).toBeLessThanOrEqual(value < 2048 ? 0 : value / 1024);
      }),
    );
  });

  it('make the histogram that each value by itself would have made', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(3000), fc.nat(600_000_000))), (values) => {
        const times = new Times();
        const direct = build({
          bitBucketSize: 32,
          highestTrackableValue: 600_000_000,
          numberOfSignificantValueDigits: 3,
        });
        for (const micros of values) {
          times.record(micros / 1000);
          direct.recordValue(micros);
        }
        const whole = new Times();
        whole.merge(encodeIntoCompressedBase64(direct));
        // Only these know more than the slots.
        const apart = { mean: 0, max: 0 };
        expect({ ...times.percentiles(), ...apart }).toEqual({ ...whole.percentiles(), ...apart });
        expect(times.encode()).toBe(whole.encode());
      }),
      { numRuns: 15 },
    );
  });
});
