import { describe, expect, it } from 'vitest';

import { type LimitReport, LimitWatch } from '../../src/limits/limit-watch.js';

function watch(dryRun: boolean) {
  const clock = { now: 0 };
  const reports: LimitReport[] = [];
  const limits = new LimitWatch({
    dryRun,
    now: () => clock.now,
    report: (report) => reports.push(report),
  });
  return { clock, reports, limits };
}

describe('the watch over limits', () => {
  it('refuses what exceeds one, and says so at once', () => {
    const { limits, reports } = watch(false);
    expect(limits.refuses('maxRooms')).toBe(true);
    expect(reports).toEqual([{ limit: 'maxRooms', times: 1, enforced: true }]);
  });

  it('in a dry run refuses nothing, and counts and says the same', () => {
    const { limits, reports } = watch(true);
    expect(limits.refuses('maxRooms')).toBe(false);
    expect(limits.timesExceeded('maxRooms')).toBe(1);
    expect(limits.timesExceeded('maxChatBytes')).toBe(0);
    expect(reports).toEqual([{ limit: 'maxRooms', times: 1, enforced: false }]);
  });

  it('says of each limit at most every ten seconds how often it was exceeded since', () => {
    const { limits, reports, clock } = watch(false);
    for (let count = 0; count < 1000; count += 1) limits.refuses('rateLimitPerSecond');
    limits.refuses('maxRooms');
    clock.now = 9999;
    limits.tick();
    expect(reports.map(({ limit, times }) => [limit, times])).toEqual([
      ['rateLimitPerSecond', 1],
      ['maxRooms', 1],
    ]);
    clock.now = 10_000;
    limits.tick();
    limits.tick();
    expect(reports.slice(2)).toEqual([{ limit: 'rateLimitPerSecond', times: 999, enforced: true }]);
    expect(limits.timesExceeded('rateLimitPerSecond')).toBe(1000);
  });
});
