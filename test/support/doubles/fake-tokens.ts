import type { JWTPayload } from 'jose';

import { createAuthenticator } from '../../../src/auth/authenticator.js';
import type { TokenRefusal } from '../../../src/grant.js';
import type { Authenticator } from '../../../src/protocol.js';
import { createManualClock, type ManualClock } from './manual-clock.js';
import { conversationTime } from './json-conversation.js';

/** A token that nobody has signed. */
export function fakeToken(claims: JWTPayload): string {
  return JSON.stringify(claims);
}

/** A token that is no good. */
export function fakeRefusal(code: TokenRefusal): string {
  return JSON.stringify(code);
}

/** Somebody who takes such tokens, and the clock by which they expire. */
export interface FakeAuthentication {
  readonly clock: ManualClock;
  readonly authenticator: Authenticator;
  /** From now on verdicts wait, one `release` each. */
  hold(): void;
  release(): void;
}

export const fakeTimeoutMs = 10_000;
export const fakeGraceMs = 25_000;

export function createFakeAuthentication(): FakeAuthentication {
  const clock = createManualClock(conversationTime);
  const held: (() => void)[] = [];
  let isHolding = false;
  const authenticator = createAuthenticator({
    timeoutMs: fakeTimeoutMs,
    graceMs: fakeGraceMs,
    maxNameBytes: 1024,
    clock: clock.now,
    schedule: clock.schedule,
    verify: async (token) => {
      if (isHolding) await new Promise<void>((resolve) => held.push(resolve));
      // Tests write claims or refusals, and nothing else.
      const verdict = JSON.parse(token) as JWTPayload | TokenRefusal;
      const exp = typeof verdict === 'string' ? undefined : verdict.exp;
      return exp !== undefined && exp * 1000 <= clock.now() ? 'token-expired' : verdict;
    },
  });
  return {
    clock,
    authenticator,
    hold: () => {
      isHolding = true;
    },
    release: () => held.shift()?.(),
  };
}
