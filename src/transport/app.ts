import type { TemplatedApp } from 'uWebSockets.js';

import type { Native } from './native.js';

/** Paths of PEM files. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** @throws StartupError if the native module takes the certificate or the key for unusable */
export function createApp(native: Native, tls: TlsFiles | null): TemplatedApp {
  if (tls === null) return native.App();
  return native.SSLApp({ cert_file_name: tls.certFile, key_file_name: tls.keyFile });
}
