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

/** The names in the registry's order. */
export const protocolNames = namesOf(protocols);

/** The name of a protocol in the registry. */
// By way of the names, so that whoever takes this type takes no protocol with it.
export type ProtocolName = (typeof protocolNames)[number];

function namesOf<Name extends string>(all: Readonly<Record<Name, Protocol>>): readonly Name[] {
  // It has these keys and no others.
  return Object.keys(all) as Name[];
}
