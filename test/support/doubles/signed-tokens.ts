import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTPayload,
  SignJWT,
} from 'jose';
import { onTestFinished } from 'vitest';

/** The secret that tests sign with. */
export const testSecret = 'a secret that only tests know, 0123456789';

type SigningKey = Parameters<SignJWT['sign']>[0];

/** Signs claims as they are, with HS256 and the tests' secret unless told otherwise. */
export function signToken(
  claims: JWTPayload,
  alg = 'HS256',
  key: SigningKey = new TextEncoder().encode(testSecret),
  header: { readonly kid?: string } = {},
): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg, ...header }).sign(key);
}

/** A token that no library would sign: `alg` `none`, or with whatever stands in the signature. */
export function forgeToken(header: object, claims: object, signature = ''): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  return `${encode(header)}.${encode(claims)}.${signature}`;
}

/** A key with its public half as a server of keys shows it. */
export interface PublishedKey {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

export async function createPublishedKey(alg: string, kid?: string): Promise<PublishedKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const name = kid === undefined ? {} : { kid };
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), alg, ...name } };
}

/** A server of keys whose keys change. */
export interface KeyServer {
  readonly url: URL;
  /** The number of times that it was asked. */
  readonly requests: number;
  /** Sets its answer from now on: keys, or a status that is no success. */
  answer(next: readonly JWK[] | number): void;
}

export async function startKeyServer(keys: readonly JWK[] | number): Promise<KeyServer> {
  let answer = keys;
  let requests = 0;
  const server = createServer((_, response) => {
    requests += 1;
    if (typeof answer === 'number') response.writeHead(answer).end();
    else response.end(JSON.stringify({ keys: answer }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${String(port)}/jwks.json`),
    get requests() {
      return requests;
    },
    answer: (next) => {
      answer = next;
    },
  };
}
