import type { Protocol } from '../src/protocol.js';
import { jsonProtocol } from './json/index.js';
import { red5Protocol } from './red5/index.js';

/**
 * Every protocol that Callboard speaks, by the name that settings, log and
 * metrics have for it. A new one is a folder beside this file, and its line
 * here: README.md.
 */
export const protocols = {
  json: jsonProtocol,
  red5: red5Protocol,
} satisfies Readonly<Record<string, Protocol>>;

/** The name of a protocol in the registry. */
export type ProtocolName = keyof typeof protocols;

/** The names in the registry's order. */
// It has these keys and no others.
export const protocolNames = Object.keys(protocols) as readonly ProtocolName[];
