/** The signature algorithms of each kind of key: none is ever checked with a key of another kind. */

import { createPublicKey, type KeyObject } from 'node:crypto';

/** The algorithms of a shared secret. */
export const secretAlgorithms = ['HS256', 'HS384', 'HS512'] as const;

const rsaPss = ['PS256', 'PS384', 'PS512'] as const;
const rsa = ['RS256', 'RS384', 'RS512', ...rsaPss] as const;
const edwards = ['EdDSA', 'Ed25519'] as const;

/** Algorithms by the name that the key's curve has in Node. */
const algorithmsByCurve: ReadonlyMap<string, readonly string[]> = new Map([
  ['prime256v1', ['ES256']],
  ['secp384r1', ['ES384']],
  ['secp521r1', ['ES512']],
]);

/** The algorithms of all public keys: a token signed with any other is refused before its key is looked for. */
export const publicAlgorithms = [...rsa, 'ES256', 'ES384', 'ES512', ...edwards] as const;

/** The fewest bits with which RFC 7518 (section 3.3) lets a key sign. */
const leastRsaBits = 2048;

/** A public key and the algorithms whose signatures it can check. */
export interface PublicKey {
  readonly key: KeyObject;
  readonly algorithms: readonly string[];
}

/**
 * Reads a public key, or that of a certificate.
 *
 * @param pem the text of a PEM file
 * @throws Error whose message says why it is of no use
 */
export function parsePublicKey(pem: string): PublicKey {
  // Node would take the public half of it, and a secret would lie where none belongs.
  if (pem.includes('PRIVATE KEY')) {
    throw new Error('it holds a private key, and only the public one belongs here');
  }
  const key = createPublicKey(pem);
  return { key, algorithms: algorithmsOf(key) };
}

function algorithmsOf({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject) {
  if (type === 'ed25519') return edwards;
  if (type !== 'rsa' && type !== 'rsa-pss') {
    const algorithms = algorithmsByCurve.get(details?.namedCurve ?? '');
    if (algorithms !== undefined) return algorithms;
    throw new Error('it is of no kind that signs tokens (RSA, P-256, P-384, P-521, Ed25519)');
  }
  const bits = details?.modulusLength ?? 0;
  if (bits >= leastRsaBits) return type === 'rsa' ? rsa : rsaPss;
  throw new Error(`its ${String(bits)} bits are too few; it takes ${String(leastRsaBits)}`);
}
