import type { ProtocolName } from '../../protocols/index.js';

/** Where a started server is reached. */
export interface ListenerAddress {
  /** As set; empty: all interfaces. */
  readonly host: string;
  readonly port: number;
  /** For programs on the same machine. */
  readonly url: string;
}

/** Where each protocol is reached; null for one that is not served. */
export type ProtocolAddresses = Readonly<Record<ProtocolName, ListenerAddress | null>>;

/**
 * The addresses that a started server listens on, by protocol, and under `ops` health and
 * metrics; null for what is switched off.
 */
export type ServerAddresses = Readonly<Record<ProtocolName | 'ops', ListenerAddress | null>>;

/** @param host as set; empty: all interfaces */
export function addressOf(scheme: string, host: string, port: number): ListenerAddress {
  const name = host === '' || host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  const authority = name.includes(':') ? `[${name}]` : name;
  return { host, port, url: `${scheme}://${authority}:${String(port)}` };
}
