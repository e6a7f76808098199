import type uWebSockets from 'uWebSockets.js';
import type { TemplatedApp } from 'uWebSockets.js';

import { StartupError } from '../errors/startup-error.js';

/** The uWebSockets.js module, loaded. */
export type Native = typeof uWebSockets;

/** Paths of PEM files. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** The facts that decide whether a native binary can be loaded. */
export interface SystemFacts {
  readonly platform: string;
  readonly arch: string;
  readonly nodeVersion: string;
  /** NODE_MODULE_VERSION. */
  readonly abi: string;
  /** The C library's version; null where it is not glibc. */
  readonly glibc: string | null;
}

/**
 * Loads uWebSockets.js.
 *
 * Imported late, because a static import that fails ends the process before
 * any of our code could say why.
 *
 * @throws StartupError saying which Node and which glibc are needed
 */
export async function loadNative(): Promise<Native> {
  try {
    const loaded = await import('uWebSockets.js');
    return loaded.default;
  } catch (cause) {
    throw new StartupError(explainLoadFailure(readSystemFacts(), String(cause)), { cause });
  }
}

/** @throws StartupError if the native module takes the certificate or the key for unusable */
export function createApp(native: Native, tls: TlsFiles | null): TemplatedApp {
  if (tls === null) return native.App();
  return native.SSLApp({ cert_file_name: tls.certFile, key_file_name: tls.keyFile });
}

/** One paragraph for the operator: what was tried, what would work. */
export function explainLoadFailure(system: SystemFacts, cause: string): string {
  const { platform, arch, nodeVersion, abi } = system;
  const glibc = platform === 'linux' ? `, ${describeGlibc(system.glibc)}` : '';
  return [
    `The native module uWebSockets.js does not load on Node ${nodeVersion}`,
    ` (ABI ${abi}, ${platform} ${arch}${glibc}).`,
    ' It needs Node 20 with glibc 2.27 or newer, or Node 22 or 24 with glibc 2.38 or newer',
    ' (Debian 13, Ubuntu 24.04), and does not run on Alpine (musl).',
    ` The loader said: ${firstLine(cause)}`,
  ].join('');
}

function describeGlibc(version: string | null): string {
  return version === null ? 'no glibc' : `glibc ${version}`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

function readSystemFacts(): SystemFacts {
  return {
    platform: process.platform,
    arch: process.arch,
    nodeVersion: process.versions.node,
    abi: process.versions.modules,
    glibc: readGlibcVersion(),
  };
}

function readGlibcVersion(): string | null {
  // Without this the report looks up the host names of all open sockets.
  Reflect.set(process.report, 'excludeNetwork', true);
  const report: unknown = process.report.getReport();
  const version = field(field(report, 'header'), 'glibcVersionRuntime');
  return typeof version === 'string' ? version : null;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? new Map(Object.entries(value)).get(name)
    : undefined;
}
