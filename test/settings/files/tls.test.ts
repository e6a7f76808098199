import { generateKeyPairSync } from 'node:crypto';
import { appendFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { certificateWarning, tlsFileMistakes } from '../../../src/settings/files/tls.js';
import { makeCertificate } from '../../support/servers/certificate.js';

describe('the TLS files', () => {
  it('are not looked for without TLS', () => {
    expect(tlsFileMistakes({ tlsCertFile: null, tlsKeyFile: null })).toEqual([]);
  });

  it('are fine when certificate and key belong together', () => {
    const { certFile, keyFile } = makeCertificate();
    expect(tlsFileMistakes({ tlsCertFile: certFile, tlsKeyFile: keyFile })).toEqual([]);
  });

  it('are refused when the key is that of another certificate', () => {
    const { certFile } = makeCertificate();
    const { keyFile } = makeCertificate();
    expect(tlsFileMistakes({ tlsCertFile: certFile, tlsKeyFile: keyFile })).toEqual([
      'tlsKeyFile is not the key of the certificate in tlsCertFile.',
    ]);
  });

  it('are both refused when they are swapped', () => {
    const { certFile, keyFile } = makeCertificate();
    expect(tlsFileMistakes({ tlsCertFile: keyFile, tlsKeyFile: certFile })).toEqual([
      expect.stringMatching(/^tlsCertFile ".+privateKey\.key" cannot be used: /),
      expect.stringMatching(/^tlsKeyFile ".+certificate\.crt" cannot be used: /),
    ]);
  });

  it('are refused when they are folders or missing', () => {
    const folder = dirname(makeCertificate().certFile);
    expect(tlsFileMistakes({ tlsCertFile: folder, tlsKeyFile: join(folder, 'none') })).toEqual([
      expect.stringMatching(/^tlsCertFile ".+" cannot be used: EISDIR/),
      expect.stringMatching(/^tlsKeyFile ".+none" cannot be used: ENOENT/),
    ]);
  });

  it('are refused when the chain after the certificate is broken', () => {
    const { certFile, keyFile } = makeCertificate();
    appendFileSync(
      certFile,
      '-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n',
    );
    expect(tlsFileMistakes({ tlsCertFile: certFile, tlsKeyFile: keyFile })).toEqual([
      expect.stringMatching(/^tlsCertFile ".+" cannot be used: /),
    ]);
  });

  it('are refused when the key needs a passphrase', () => {
    const { certFile, keyFile } = makeCertificate();
    const { privateKey } = generateKeyPairSync('ec', {
      namedCurve: 'prime256v1',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
    });
    writeFileSync(keyFile, privateKey);
    expect(tlsFileMistakes({ tlsCertFile: certFile, tlsKeyFile: keyFile })).toEqual([
      expect.stringMatching(/^tlsKeyFile ".+" cannot be used: it is encrypted/),
    ]);
  });
});

describe('a certificate', () => {
  const dayMs = 24 * 60 * 60 * 1000;
  /** Made now, they last for two days. */
  const lastsMs = 2 * dayMs;

  it('is not looked for without TLS', () => {
    expect(certificateWarning(null, Date.now())).toBeNull();
  });

  it('is not worth a word two weeks before its end', () => {
    const { certFile } = makeCertificate();
    expect(certificateWarning(certFile, Date.now() + lastsMs - 15 * dayMs)).toBeNull();
  });

  it.each([
    [-13 * dayMs, 'the certificate expires soon'],
    [-dayMs / 2, 'the certificate expires soon'],
    [dayMs / 2, 'the certificate has expired'],
  ])('is warned of %d ms after its end: %s', (afterMs, message) => {
    const { certFile } = makeCertificate();
    const warning = certificateWarning(certFile, Date.now() + lastsMs + afterMs);
    expect(warning).toMatchObject({ message, fields: { tlsCertFile: certFile } });
    expect(warning?.fields.validTo).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('is no better than the one in its file that ends first', () => {
    const { certFile } = makeCertificate();
    const { cert } = makeCertificate();
    appendFileSync(certFile, `\n${cert}`);
    const warning = certificateWarning(certFile, Date.now() + 3 * dayMs);
    expect(warning?.message).toBe('the certificate has expired');
  });
});
