import type { JWTPayload } from 'jose';

import type { Grant, TokenRefusal } from '../grant.js';
import type { Authenticator, ProtocolContext, Timer } from '../protocol.js';
import { grantOf } from './claims.js';
import type { TokenVerifier } from './verifier.js';

export interface AuthenticatorOptions {
  readonly verify: TokenVerifier;
  /** The time in which a connection has to show a token, in ms. */
  readonly timeoutMs: number;
  /** The time for which a token that has expired still counts, in ms. */
  readonly graceMs: number;
  /** The longest name, in bytes of UTF-8. */
  readonly maxNameBytes: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly schedule: ProtocolContext['schedule'];
}

/** Timers know nothing of clocks that are set, and of no delay beyond 24 days: after so long it looks again. */
const lookIntervalMs = 60_000;

/** Makes the judge of tokens that protocols ask: whose token it is, what it grants, when that ends. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { verify, timeoutMs, graceMs, maxNameBytes, clock, schedule } = options;

  async function authenticate(token: string): Promise<Grant | TokenRefusal> {
    const verified: JWTPayload | TokenRefusal = await verify(token);
    if (typeof verified === 'string') return verified;
    const grant = grantOf(verified);
    const isNameable = Buffer.byteLength(grant?.userName ?? '') <= maxNameBytes;
    return grant !== null && isNameable ? grant : 'unauthorized';
  }

  function onEnd({ expiresAt }: Grant, callback: () => void): Timer {
    if (expiresAt === null) return { cancel: () => undefined };
    const end = expiresAt + graceMs;
    let timer: Timer;
    const look = (): void => {
      const leftMs = end - clock();
      if (leftMs <= 0) callback();
      else timer = schedule(Math.min(leftMs, lookIntervalMs), look);
    };
    timer = schedule(Math.min(Math.max(0, end - clock()), lookIntervalMs), look);
    return {
      cancel: () => {
        timer.cancel();
      },
    };
  }

  return { timeoutMs, authenticate, onEnd };
}
