import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { readAuthKeyFile } from '../../../src/settings/files/auth-key.js';
import { createCallboard, SettingsError } from '../../../src/index.js';

function written(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-key-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const path = join(folder, 'key.pem');
  writeFileSync(path, text);
  return path;
}

const pem = (key: KeyObject, type: 'spki' | 'pkcs8' = 'spki'): string =>
  key.export({ type, format: 'pem' }).toString();

describe('the file of the public key', () => {
  it('may hold a key that signs tokens', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const read = readAuthKeyFile({ authJwtPublicKeyFile: written(pem(publicKey)) });
    expect(read).toMatchObject({ publicKey: { algorithms: ['ES256'] }, mistakes: [] });
    expect(readAuthKeyFile({ authJwtPublicKeyFile: null })).toEqual({
      publicKey: null,
      mistakes: [],
    });
  });

  it.each<[string, () => string, RegExp]>([
    ['no key', () => 'nothing', /cannot be used: .+\.$/],
    [
      'a private key',
      () => pem(generateKeyPairSync('ed25519').privateKey, 'pkcs8'),
      /cannot be used: it holds a private key/,
    ],
    [
      'a weak key',
      () => pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey),
      /its 1024 bits are too few/,
    ],
    ['a key of another use', () => pem(generateKeyPairSync('x25519').publicKey), /no kind that/],
    [
      'a key of an unusual curve',
      () => pem(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey),
      /no kind that/,
    ],
  ])('with %s is one mistake, before anything is opened', async (_, text, reason) => {
    const authJwtPublicKeyFile = written(text());
    const { publicKey, mistakes } = readAuthKeyFile({ authJwtPublicKeyFile });
    expect(publicKey).toBeNull();
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(reason);
    const callboard = createCallboard({ authJwtPublicKeyFile, jsonPort: 0, red5Port: 0 });
    await expect(callboard.start()).rejects.toBeInstanceOf(SettingsError);
  });

  it('has to be there', () => {
    const { mistakes } = readAuthKeyFile({ authJwtPublicKeyFile: '/nowhere/key.pem' });
    expect(mistakes).toEqual([
      expect.stringMatching(/^authJwtPublicKeyFile "\/nowhere\/key.pem" cannot be used: ENOENT/),
    ]);
  });
});
