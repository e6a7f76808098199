import { describe, expect, it } from 'vitest';

import { createSteadyClock } from '../../src/server/steady-clock.js';

const hourMs = 3_600_000;

/** A system whose clock can be set. */
function createSystem(): { time: number; setBy: number; now: () => number } {
  const system = { time: 5_000, setBy: 1_700_000_000_000 };
  const clock = createSteadyClock({
    wall: () => system.setBy + system.time,
    monotonic: () => system.time,
  });
  return Object.assign(system, { now: clock });
}

describe('the steady clock', () => {
  it('shows the time in whole milliseconds', () => {
    const system = createSystem();
    system.time += 1234.5;
    expect(system.now()).toBe(1_700_000_006_234);
  });

  it.each([
    ['forward', hourMs, 11_000],
    ['back', -hourMs, 9_000],
  ])('runs on at nearly its pace when the system clock is set %s by an hour', (_, by, shown) => {
    const system = createSystem();
    const before = system.now();
    system.setBy += by;
    expect(system.now() - before).toBe(0);
    for (let second = 0; second < 10; second += 1) {
      system.time += 1_000;
      system.now();
    }
    expect(system.now() - before).toBeCloseTo(shown, -1);
  });

  it.each([hourMs, -hourMs])('comes to agree with a clock that was set by %d ms', (by) => {
    const system = createSystem();
    system.now();
    system.setBy += by;
    system.time += 11 * hourMs;
    expect(system.now()).toBe(system.setBy + system.time);
  });

  it('never goes back, however often the system clock does', () => {
    const system = createSystem();
    let last = system.now();
    for (let step = 0; step < 1_000; step += 1) {
      system.setBy += step % 2 === 0 ? -hourMs : hourMs / 7;
      system.time += step % 3;
      expect(system.now()).toBeGreaterThanOrEqual(last);
      last = system.now();
    }
  });
});
