import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';

import type { JWTPayload } from 'jose';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { parsePublicKey } from '../../src/auth/keys.js';
import {
  createTokenVerifier,
  type TokenVerifier,
  type TrustedKey,
} from '../../src/auth/verifier.js';
import {
  createPublishedKey,
  forgeToken,
  signToken,
  startKeyServer,
  testSecret,
} from '../support/doubles/signed-tokens.js';

const now = 1_700_000_000;
const claims = { sub: 'ann', exp: now + 60 };

function verifierOf(
  trusted: TrustedKey,
  more: { issuer?: string; audience?: string; seconds?: () => number } = {},
): TokenVerifier & { readonly complaints: readonly string[] } {
  const { issuer = null, audience = null, seconds = () => now } = more;
  const complaints: string[] = [];
  const verify = createTokenVerifier({
    trusted,
    issuer,
    audience,
    clock: () => seconds() * 1000,
    onUnavailable: (reason) => complaints.push(reason),
  });
  return Object.assign(verify, { complaints });
}

const bySecret: TrustedKey = { kind: 'secret', secret: testSecret };
const pemOf = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();
const byKey = (key: KeyObject): TrustedKey => ({
  kind: 'public-key',
  publicKey: parsePublicKey(pemOf(key)),
});

const pairs = {
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  'P-256': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'P-384': generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  'P-521': generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  ed25519: generateKeyPairSync('ed25519'),
};

describe('a shared secret', () => {
  it.each(['HS256', 'HS384', 'HS512'])('checks %s', async (alg) => {
    expect(await verifierOf(bySecret)(await signToken(claims, alg))).toEqual(claims);
  });

  it('takes no token that another secret has signed', async () => {
    const other = new TextEncoder().encode(testSecret.toUpperCase());
    expect(await verifierOf(bySecret)(await signToken(claims, 'HS256', other))).toBe(
      'unauthorized',
    );
  });

  it('takes no token of a key pair', async () => {
    const token = await signToken(claims, 'RS256', pairs.rsa.privateKey);
    expect(await verifierOf(bySecret)(token)).toBe('unauthorized');
  });

  it.each(['', '.', '..', 'a.b.c', 'null', '{"sub":"ann"}', 'x'.repeat(100_000)])(
    'takes %j for no token',
    async (text) => {
      expect(await verifierOf(bySecret)(text)).toBe('unauthorized');
    },
  );

  it.each(['none', 'None', 'NONE', ''])(
    'takes no token that is signed by nobody (%j)',
    async (alg) => {
      const token = forgeToken({ alg, typ: 'JWT' }, claims);
      expect(await verifierOf(bySecret)(token)).toBe('unauthorized');
    },
  );
});

describe('a public key', () => {
  it.each([
    ['RS256', 'rsa'],
    ['RS384', 'rsa'],
    ['RS512', 'rsa'],
    ['PS256', 'rsa'],
    ['PS384', 'rsa'],
    ['PS512', 'rsa'],
    ['ES256', 'P-256'],
    ['ES384', 'P-384'],
    ['ES512', 'P-521'],
    ['EdDSA', 'ed25519'],
    ['Ed25519', 'ed25519'],
  ] as const)('checks %s', async (alg, kind) => {
    const { privateKey, publicKey } = pairs[kind];
    const token = await signToken(claims, alg, privateKey);
    expect(await verifierOf(byKey(publicKey))(token)).toEqual(claims);
    const other = kind === 'rsa' ? pairs['P-256'] : pairs.rsa;
    expect(await verifierOf(byKey(other.publicKey))(token)).toBe('unauthorized');
  });

  it.each(['HS256', 'HS384', 'HS512'])(
    'is no secret: who knows it cannot sign with it (%s)',
    async (alg) => {
      for (const { publicKey } of Object.values(pairs)) {
        const verify = verifierOf(byKey(publicKey));
        const der = publicKey.export({ type: 'spki', format: 'der' });
        for (const secret of [pemOf(publicKey), pemOf(publicKey).trim(), der]) {
          const unsigned = forgeToken({ alg, typ: 'JWT' }, claims).slice(0, -1);
          const hmac = createHmac(alg.replace('HS', 'sha'), secret).update(unsigned);
          expect(await verify(`${unsigned}.${hmac.digest('base64url')}`)).toBe('unauthorized');
        }
      }
    },
  );

  it('takes no token that is signed by nobody', async () => {
    const token = forgeToken({ alg: 'none' }, claims);
    expect(await verifierOf(byKey(pairs.rsa.publicKey))(token)).toBe('unauthorized');
  });
});

describe('a token', () => {
  const seen = (payload: JWTPayload, options: Parameters<typeof verifierOf>[1] = {}) =>
    signToken(payload).then(verifierOf(bySecret, options));

  it.each([
    ['for ever, without exp', {}, 'good'],
    ['a moment after it has ended', { exp: now - 4 }, 'good'],
    ['later', { exp: now - 5 }, 'token-expired'],
    ['a moment before it begins', { nbf: now + 5 }, 'good'],
    ['earlier', { nbf: now + 6 }, 'unauthorized'],
    // Its type says number, its sender need not.
    ['of no time', { exp: 'tomorrow' as unknown as number }, 'unauthorized'],
  ])('counts %s: %j is %s', async (_, times, verdict) => {
    const result = await seen({ ...times, sub: 'ann' });
    expect(typeof result === 'string' ? result : 'good').toBe(verdict);
  });

  it.each([
    [{ issuer: 'me' }, { iss: 'me' }, true],
    [{ issuer: 'me' }, { iss: 'you' }, false],
    [{ issuer: 'me' }, {}, false],
    [{ audience: 'rooms' }, { aud: 'rooms' }, true],
    [{ audience: 'rooms' }, { aud: ['mail', 'rooms'] }, true],
    [{ audience: 'rooms' }, { aud: 'mail' }, false],
    [{ audience: 'rooms' }, {}, false],
  ])('where %j is expected: %j', async (expected, payload, isGood) => {
    const result = await seen(payload, expected);
    expect(typeof result === 'string' ? result : null).toBe(isGood ? null : 'unauthorized');
  });
});

describe('a server of keys', () => {
  it('is asked once, and again for a key that it did not have', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const [first, second] = [
      await createPublishedKey('ES256', 'first'),
      await createPublishedKey('RS256', 'second'),
    ];
    const server = await startKeyServer([first.jwk]);
    const verify = verifierOf({ kind: 'jwks', url: server.url });
    const old = await signToken(claims, 'ES256', first.privateKey, { kid: 'first' });
    expect(await verify(old)).toEqual(claims);
    expect(await verify(old)).toEqual(claims);
    expect(server.requests).toBe(1);
    server.answer([second.jwk]);
    const rotated = await signToken(claims, 'RS256', second.privateKey, { kid: 'second' });
    // It was asked a moment ago: strangers with keys of their own make no load.
    expect(await verify(rotated)).toBe('unauthorized');
    expect(server.requests).toBe(1);
    vi.setSystemTime(Date.now() + 5000);
    expect(await verify(rotated)).toEqual(claims);
    expect(await verify(old)).toBe('unauthorized');
    expect(server.requests).toBe(2);
  });

  it('may have several keys of one kind without a name', async () => {
    const keys = [await createPublishedKey('ES256'), await createPublishedKey('ES256')];
    const server = await startKeyServer(keys.map(({ jwk }) => jwk));
    const verify = verifierOf({ kind: 'jwks', url: server.url });
    for (const { privateKey } of keys) {
      expect(await verify(await signToken(claims, 'ES256', privateKey))).toEqual(claims);
      const expired = await signToken({ exp: now - 60 }, 'ES256', privateKey);
      expect(await verify(expired)).toBe('token-expired');
    }
    const stranger = await createPublishedKey('ES256');
    expect(await verify(await signToken(claims, 'ES256', stranger.privateKey))).toBe(
      'unauthorized',
    );
  });

  it('is not asked for a token that a secret has signed', async () => {
    const server = await startKeyServer([(await createPublishedKey('ES256')).jwk]);
    expect(await verifierOf({ kind: 'jwks', url: server.url })(await signToken(claims))).toBe(
      'unauthorized',
    );
    expect(server.requests).toBe(0);
  });

  it('that fails is asked again after a while, and no token is blamed for it', async () => {
    const key = await createPublishedKey('ES256', 'one');
    const server = await startKeyServer(500);
    let seconds = now;
    const verify = verifierOf({ kind: 'jwks', url: server.url }, { seconds: () => seconds });
    const token = await signToken(claims, 'ES256', key.privateKey, { kid: 'one' });
    expect(await verify(token)).toBe('auth-unavailable');
    server.answer([key.jwk]);
    expect(await verify(token)).toBe('auth-unavailable');
    expect(server.requests).toBe(1);
    expect(verify.complaints).toHaveLength(2);
    expect(verify.complaints.join()).not.toContain(token);
    seconds += 5;
    expect(await verify(token)).toEqual(claims);
  });

  it('that is not there, or talks of something else, can judge no token', async () => {
    const server = await startKeyServer([]);
    const url = new URL(server.url);
    const token = await signToken(claims, 'ES256', pairs['P-256'].privateKey);
    expect(await verifierOf({ kind: 'jwks', url })(token)).toBe('unauthorized');
    // Nothing listens on the port of discarded things.
    url.port = '9';
    expect(await verifierOf({ kind: 'jwks', url })(token)).toBe('auth-unavailable');
    server.answer(302);
    expect(await verifierOf({ kind: 'jwks', url: server.url })(token)).toBe('auth-unavailable');
  });
});
