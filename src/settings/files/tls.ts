/** Looks at the TLS files before the transport gets them: it would only say that it cannot use them. */

import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

import { printable } from '../../log/printable.js';
import type { Settings } from '../settings.js';

/**
 * Reads and parses the certificate and its key.
 *
 * @returns one sentence for each mistake, naming the setting; none without TLS
 */
export function tlsFileMistakes(
  settings: Pick<Settings, 'tlsCertFile' | 'tlsKeyFile'>,
): readonly string[] {
  const mistakes: string[] = [];
  const look = <T>(name: keyof typeof settings, parse: (pem: Buffer) => T): T | null => {
    const path = settings[name];
    if (path === null) return null;
    try {
      return parse(readFileSync(path));
    } catch (error) {
      mistakes.push(`${name} "${printable(path)}" cannot be used: ${reason(error)}.`);
      return null;
    }
  };
  const certificate = look('tlsCertFile', (pem) => {
    // The context parses the whole chain, X509Certificate only its first certificate.
    createSecureContext({ cert: pem });
    return new X509Certificate(pem);
  });
  const key = look('tlsKeyFile', parseKey);
  if (certificate !== null && key !== null && !certificate.checkPrivateKey(key)) {
    mistakes.push('tlsKeyFile is not the key of the certificate in tlsCertFile.');
  }
  return mistakes;
}

/** A certificate that needs somebody's attention, as a log line says it. */
export interface CertificateWarning {
  readonly message: string;
  readonly fields: { readonly tlsCertFile: string; readonly validTo: string };
}

/** The time before its end from which a certificate is warned of. */
const soonMs = 14 * 24 * 60 * 60 * 1000;

/**
 * Looks at the dates of the certificate and of those that vouch for it.
 *
 * @param file the `tlsCertFile` setting, which has been found usable; null: no TLS
 * @param now milliseconds since the epoch
 * @returns null if nothing expires within 14 days
 */
export function certificateWarning(file: string | null, now: number): CertificateWarning | null {
  if (file === null) return null;
  const ends = certificatesIn(readFileSync(file, 'utf8')).map(({ validTo }) => Date.parse(validTo));
  const end = Math.min(...ends);
  if (end - now >= soonMs) return null;
  return {
    message: end <= now ? 'the certificate has expired' : 'the certificate expires soon',
    fields: { tlsCertFile: file, validTo: new Date(end).toISOString() },
  };
}

function certificatesIn(pem: string): readonly X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block));
}

function parseKey(pem: Buffer): KeyObject {
  // OpenSSL would say that something was interrupted: the question for a passphrase.
  if (pem.includes('ENCRYPTED')) throw new Error('it is encrypted, and there is no passphrase');
  return createPrivateKey(pem);
}

function reason(error: unknown): string {
  return printable(error instanceof Error ? error.message : String(error));
}
