/** The edge to jose: signatures, times, issuer and audience. */

import type { KeyObject } from 'node:crypto';

import {
  createRemoteJWKSet,
  errors as joseErrors,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
} from 'jose';

import { assertNever } from '../errors/assert-never.js';
import type { TokenRefusal } from '../grant.js';
import { publicAlgorithms, type PublicKey, secretAlgorithms } from './keys.js';

/** The key, or the set of keys, whose signatures are trusted. */
export type TrustedKey =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'public-key'; readonly publicKey: PublicKey }
  | { readonly kind: 'jwks'; readonly url: URL };

export interface VerifierOptions {
  readonly trusted: TrustedKey;
  /** The issuer that tokens must name; null: any. */
  readonly issuer: string | null;
  /** The audience that tokens must name; null: any. */
  readonly audience: string | null;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Hears why keys could not be had; the reason never holds a token. */
  readonly onUnavailable: (reason: string) => void;
}

/**
 * Checks a token's signature, times, issuer and audience: its claims, or the reason to refuse it.
 * Never rejects.
 */
export type TokenVerifier = (token: string) => Promise<JWTPayload | TokenRefusal>;

/** The most that clocks may be apart. */
const clockToleranceSeconds = 5;

/** The time in which the key set's server has to answer. */
const jwksTimeoutMs = 5000;
/** The pauses after which unknown keys and failures are a reason to ask it again. */
const jwksCooldownMs = 5000;
const jwksFailureCooldownMs = 5000;
/** The age beyond which the key set is fetched anew: after so long a key that was taken out is not trusted. */
const jwksMaxAgeMs = 600_000;

type Verify = (token: string, options: JWTVerifyOptions) => Promise<JWTPayload>;

/** Makes the verifier of tokens; nothing is fetched before the first token. */
export function createTokenVerifier(options: VerifierOptions): TokenVerifier {
  const { issuer, audience, clock, onUnavailable } = options;
  const { verify, algorithms } = verificationBy(options);
  const expected: JWTVerifyOptions = {
    algorithms: [...algorithms],
    clockTolerance: clockToleranceSeconds,
    ...(issuer === null ? {} : { issuer }),
    ...(audience === null ? {} : { audience }),
  };
  return async (token) => {
    try {
      return await verify(token, { ...expected, currentDate: new Date(clock()) });
    } catch (error) {
      const refusal = refusalFor(error);
      if (refusal === 'auth-unavailable') onUnavailable(reasonOf(error));
      return refusal;
    }
  };
}

function verificationBy({ trusted, clock }: VerifierOptions): {
  readonly verify: Verify;
  readonly algorithms: readonly string[];
} {
  switch (trusted.kind) {
    case 'secret': {
      const secret = new TextEncoder().encode(trusted.secret);
      return { verify: withKey(secret), algorithms: secretAlgorithms };
    }
    case 'public-key':
      return {
        verify: withKey(trusted.publicKey.key),
        algorithms: trusted.publicKey.algorithms,
      };
    case 'jwks':
      return { verify: withKeySet(trusted.url, clock), algorithms: publicAlgorithms };
    default:
      return assertNever(trusted);
  }
}

function withKey(key: KeyObject | Uint8Array): Verify {
  return async (token, options) => (await jwtVerify(token, key, options)).payload;
}

/** Keys that are fetched and kept, and fetched anew for a token that names one that is not among them. */
function withKeySet(url: URL, clock: () => number): Verify {
  const remote = createRemoteJWKSet(url, {
    timeoutDuration: jwksTimeoutMs,
    cooldownDuration: jwksCooldownMs,
    cacheMaxAge: jwksMaxAgeMs,
  });
  let failure: { readonly at: number; readonly error: unknown } | null = null;
  const keyFor: JWTVerifyGetKey = async (header, token) => {
    // A server that is down would else be asked by, and hold up, each token anew.
    if (failure !== null && !remote.fresh && clock() - failure.at < jwksFailureCooldownMs) {
      throw failure.error;
    }
    try {
      return await remote(header, token);
    } catch (error) {
      if (refusalFor(error) !== 'auth-unavailable') throw error;
      failure = { at: clock(), error };
      throw error;
    }
  };
  return async (token, options) => {
    try {
      return (await jwtVerify(token, keyFor, options)).payload;
    } catch (error) {
      if (!(error instanceof joseErrors.JWKSMultipleMatchingKeys)) throw error;
      return withAnyOf(error, token, options);
    }
  };
}

/** The token does not say which key has signed it, and several might have. */
async function withAnyOf(
  candidates: joseErrors.JWKSMultipleMatchingKeys,
  token: string,
  options: JWTVerifyOptions,
): Promise<JWTPayload> {
  for await (const key of candidates) {
    try {
      return (await jwtVerify(token, key, options)).payload;
    } catch (error) {
      if (!(error instanceof joseErrors.JWSSignatureVerificationFailed)) throw error;
    }
  }
  throw new joseErrors.JWSSignatureVerificationFailed();
}

function refusalFor(error: unknown): TokenRefusal {
  if (error instanceof joseErrors.JWTExpired) return 'token-expired';
  // Of jose's own errors these two are about the key set; what else is thrown comes from fetching it.
  const isAboutKeySet =
    error instanceof joseErrors.JWKSTimeout || error instanceof joseErrors.JWKSInvalid;
  const isPlain = error instanceof joseErrors.JOSEError && error.code === 'ERR_JOSE_GENERIC';
  if (isAboutKeySet || isPlain || isFetchFailure(error)) return 'auth-unavailable';
  return 'unauthorized';
}

/** `fetch` throws this if there is no answer: a TypeError whose cause says why. */
function isFetchFailure(error: unknown): boolean {
  return error instanceof TypeError && error.cause !== undefined;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
