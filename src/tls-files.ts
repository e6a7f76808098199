/** Looks at the TLS files before the transport gets them: it would only say that it cannot use them. */

import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

import { printable } from './ops/printable.js';
import type { Settings } from './settings.js';

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

function parseKey(pem: Buffer): KeyObject {
  // OpenSSL would say that something was interrupted: the question for a passphrase.
  if (pem.includes('ENCRYPTED')) throw new Error('it is encrypted, and there is no passphrase');
  return createPrivateKey(pem);
}

function reason(error: unknown): string {
  return printable(error instanceof Error ? error.message : String(error));
}
