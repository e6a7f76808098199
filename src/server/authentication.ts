import { createAuthenticator } from '../auth/authenticator.js';
import type { PublicKey } from '../auth/keys.js';
import { createTokenVerifier, type TrustedKey } from '../auth/verifier.js';
import type { Logger } from '../log/logger.js';
import { printable } from '../log/printable.js';
import type { Authenticator, ProtocolContext } from '../protocol.js';
import type { Settings } from '../settings/settings.js';

/** A key server that is down fails each token; the log must not grow with them. */
const complaintIntervalMs = 10_000;

/**
 * Makes what judges tokens, as the settings say.
 *
 * @param publicKey what is in the file that the settings name, if they do
 * @returns null if authentication is off
 */
export function authenticatorFor(
  settings: Settings,
  publicKey: PublicKey | null,
  schedule: ProtocolContext['schedule'],
  logger: Logger,
): Authenticator | null {
  const trusted = trustedKeyOf(settings, publicKey);
  if (trusted === null) return null;
  let complainedAt = -Infinity;
  const verify = createTokenVerifier({
    trusted,
    issuer: settings.authJwtIssuer,
    audience: settings.authJwtAudience,
    clock: Date.now,
    onUnavailable: (reason) => {
      const now = performance.now();
      if (now - complainedAt < complaintIntervalMs) return;
      complainedAt = now;
      logger.warn({ reason: printable(reason) }, 'tokens cannot be checked');
    },
  });
  const { authTimeoutMs: timeoutMs, tokenGraceMs: graceMs, maxNameBytes } = settings;
  return createAuthenticator({
    verify,
    timeoutMs,
    graceMs,
    maxNameBytes,
    clock: Date.now,
    schedule,
  });
}

function trustedKeyOf(settings: Settings, publicKey: PublicKey | null): TrustedKey | null {
  const { authJwtSecret, authJwksUrl } = settings;
  if (authJwtSecret !== null) return { kind: 'secret', secret: authJwtSecret };
  if (publicKey !== null) return { kind: 'public-key', publicKey };
  return authJwksUrl === null ? null : { kind: 'jwks', url: new URL(authJwksUrl) };
}
