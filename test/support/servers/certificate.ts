import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

/** A certificate for localhost and its key, as files. */
export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
  /** PEM; it signs itself, so whoever trusts it trusts the server. */
  readonly cert: string;
}

/** Makes a certificate that is gone when the test is over. Needs the openssl program. */
export function makeCertificate(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const certFile = join(folder, 'certificate.crt');
  const keyFile = join(folder, 'privateKey.key');
  const subject = [
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost,IP:127.0.0.1',
  ];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  execFileSync(
    'openssl',
    ['req', '-x509', '-days', '2', ...key, ...subject, '-keyout', keyFile, '-out', certFile],
    { stdio: 'pipe' },
  );
  return { certFile, keyFile, cert: readFileSync(certFile, 'utf8') };
}
