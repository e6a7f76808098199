import type { RetryableErrorCode } from '../../errors/catalogue.js';

/**
 * Every error after which the same may be accepted a while later, and whether
 * the client asks again by itself. Where it does not, its caller is told.
 */
const asksAgain = {
  'rate-limited': true,
  draining: true,
  'too-many-connections': true,
  // Ends a connection, and refuses nothing that was asked.
  'slow-consumer': false,
  // It would be the same token again: only the caller has a newer one.
  'token-expired': false,
  // Nothing says when tokens can be checked again, and the caller may have something to say meanwhile.
  'auth-unavailable': false,
} satisfies Record<RetryableErrorCode, boolean>;

/** By any code: a server may be newer than this client. */
const asksAgainAfter: Readonly<Record<string, boolean | undefined>> = asksAgain;

/** Whether a refusal with this code will pass, so that the client asks again by itself. */
export function isPassing(code: string): boolean {
  return asksAgainAfter[code] === true;
}
