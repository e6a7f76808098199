import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { SlowReading } from '../../../bench/clients/slow-reading.js';

describe('slow reading', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function connection() {
    return { pause: vi.fn(), resume: vi.fn() };
  }

  it('reads nothing at all until it ends, if that is wanted', () => {
    const one = connection();
    const reading = new SlowReading(one, 0);
    vi.advanceTimersByTime(60_000);
    expect(one.pause).toHaveBeenCalledOnce();
    expect(one.resume).not.toHaveBeenCalled();
    reading.end();
    expect(one.resume).toHaveBeenCalledOnce();
  });

  it('pauses for as long as what it read should have taken', () => {
    const one = connection();
    const reading = new SlowReading(one, 1000);
    reading.received(300);
    reading.received(200);
    vi.advanceTimersByTime(499);
    expect(one.resume).not.toHaveBeenCalled();
    vi.advanceTimersByTime(2);
    expect(one.resume).toHaveBeenCalledOnce();
  });
});
