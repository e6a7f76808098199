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

import type { TokenRefusal } from '../grant.js';
import { publicAlgorithms, type PublicKey, secretAlgorithms } from './keys.js';

/** By what a token is known to be good. */
export type TrustedKey =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'public-key'; readonly publicKey: PublicKey }
  | { readonly kind: 'jwks'; readonly url: URL };

export interface VerifierOptions {
  readonly trusted: TrustedKey;
  /** Null: any. */
  readonly issuer: string | null;
  readonly audience: string | null;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Hears why keys could not be had; the reason never holds a token. */
  readonly onUnavailable: (reason: string) => void;
}

/** Judges a token as far as it can be judged without knowing what it is for. Never rejects. */
export type TokenVerifier = (token: string) => Promise<JWTPayload | TokenRefusal>;

/** How far clocks may be apart. */
const clockToleranceSeconds = 5;

/** How long the key set's server may take. */
const jwksTimeoutMs = 5000;
/** How often unknown keys and failures are a reason to ask it again. */
const jwksCooldownMs = 5000;
const jwksFailureCooldownMs = 5000;
/** How old the key set may be: after so long a key that was taken out is no longer trusted. */
const jwksMaxAgeMs = 600_000;

type Verify = (token: string, options: JWTVerifyOptions) => Promise<JWTPayload>;

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
  let failedAt = -Infinity;
  let failure: unknown = null;
  const keyFor: JWTVerifyGetKey = async (header, token) => {
    // A server that is down would else be asked by, and hold up, each token anew.
    if (!remote.fresh && clock() - failedAt < jwksFailureCooldownMs) throw failure;
    try {
      return await remote(header, token);
    } catch (error) {
      if (refusalFor(error) !== 'auth-unavailable') throw error;
      failedAt = clock();
      failure = error;
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

/** What `fetch` throws if there is no answer: a TypeError whose cause says why. */
function isFetchFailure(error: unknown): boolean {
  return error instanceof TypeError && error.cause !== undefined;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
