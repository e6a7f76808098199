import type { JWTPayload } from 'jose';
import { describe, expect, it } from 'vitest';

import { createAuthenticator } from '../../src/auth/authenticator.js';
import { createManualClock } from '../support/doubles/manual-clock.js';

const start = 1_700_000_000_000;

function createEverything(claims: JWTPayload = {}) {
  const clock = createManualClock(start);
  let aheadMs = 0;
  const authenticator = createAuthenticator({
    verify: () => Promise.resolve(claims),
    timeoutMs: 1,
    graceMs: 1000,
    maxNameBytes: 4,
    clock: () => clock.now() + aheadMs,
    schedule: clock.schedule,
  });
  const grantUntil = async (expiresAt: number | null) => {
    const grant = await authenticator.authenticate('');
    if (typeof grant === 'string') throw new Error(grant);
    return { ...grant, expiresAt };
  };
  const setAhead = (ms: number): void => {
    aheadMs = ms;
  };
  return { authenticator, clock, grantUntil, setAhead };
}

describe('the end of a grant', () => {
  it.each([0, 1, 999, 59_999, 60_000, 3_600_000, 40 * 86_400_000])(
    'comes once, %d ms from now and after its grace',
    async (ms) => {
      const { authenticator, clock, grantUntil } = createEverything();
      let ends = 0;
      authenticator.onEnd(await grantUntil(start + ms), () => (ends += 1));
      clock.advance(ms + 999);
      expect(ends).toBe(0);
      clock.advance(1);
      expect(ends).toBe(1);
      expect(clock.pendingTimers).toBe(0);
    },
  );

  it('goes by the time of day, even when that is set', async () => {
    const { authenticator, clock, grantUntil, setAhead } = createEverything();
    let ends = 0;
    authenticator.onEnd(await grantUntil(start + 86_400_000), () => (ends += 1));
    setAhead(-3_600_000);
    clock.advance(86_400_000 + 1000);
    expect(ends).toBe(0);
    setAhead(0);
    clock.advance(60_000);
    expect(ends).toBe(1);
  });

  it('never comes where there is none, or when nobody waits any more', async () => {
    const { authenticator, clock, grantUntil } = createEverything();
    let ends = 0;
    authenticator.onEnd(await grantUntil(null), () => (ends += 1)).cancel();
    const timer = authenticator.onEnd(await grantUntil(start + 100_000), () => (ends += 1));
    clock.advance(70_000);
    timer.cancel();
    clock.advance(1_000_000);
    expect([ends, clock.pendingTimers]).toEqual([0, 0]);
  });
});

describe('a name that was signed', () => {
  it.each([
    ['Zoë', true],
    ['Zoë!', false],
  ])('%s is as long as names may be: %j', async (name, isGood) => {
    const { authenticator } = createEverything({ name });
    const verdict = await authenticator.authenticate('');
    expect(typeof verdict === 'string' ? verdict : verdict.userName).toBe(
      isGood ? name : 'unauthorized',
    );
  });
});
