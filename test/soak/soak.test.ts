import { describe, expect, it } from 'vitest';

import { isCliBuilt } from '../support/servers/cli-process.js';
import { growth } from './measurements.js';
import { soak } from './soak.js';

const seed = 20_261_122;

describe.runIf(isCliBuilt())('random life', () => {
  it(`leaves every list right, memory where it was and nothing behind (seed ${seed})`, async () => {
    const { reports, before, after, heapGrowth } = await soak({
      seed,
      lastsMs: 20_000,
      measureEveryMs: 1_500,
      calmEveryMs: 60_000,
      actionsPerSecond: 100,
    });

    expect(reports.at(-1)?.lists).toBeGreaterThan(0);
    expect(reports.at(-1)?.population).toBeGreaterThan(0);
    expect(heapGrowth).toBeLessThanOrEqual(0);
    expect(after.descriptors).toBe(before.descriptors);
    expect(after.resources).toEqual(before.resources);
  });
});

describe('growth', () => {
  const noise = { share: 0.1, bytes: 5 };

  it.each([
    ['does not count while it warms up', [10, 60, 100, 100, 100, 100], -10],
    ['is not a single high value', [100, 100, 100, 100, 100, 100, 100, 900, 100], -10],
    ['is what exceeds the noise', [100, 100, 100, 100, 130, 130], 20],
    ['of little is measured in bytes', [10, 10, 10, 10, 16, 16], 1],
  ])('%s', (_, series, expected) => {
    expect(growth(series, noise)).toBe(expected);
  });
});
