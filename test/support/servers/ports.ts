/** The protocols and the ports that a server has, for tests that name none of them. */

import type { ProtocolName } from '../../../protocols/index.js';
import { settingsFromObject } from '../../../src/settings/check.js';
import { describeSetting, type SettingName } from '../../../src/settings/settings.js';

/** Every protocol: by default a server speaks them all. */
export const protocolNames = settingsFromObject({}).protocols;

/** Port numbers by what is served there; 0: it is off. */
export type Ports = Readonly<Record<ProtocolName | 'ops', number>>;

/** The setting that a protocol's port has. */
export function portSetting(protocol: ProtocolName): `${ProtocolName}Port` {
  return `${protocol}Port`;
}

/** Settings of a server whose protocols listen on free ports of this machine, without operations port. */
export const onFreePorts = {
  host: '127.0.0.1',
  opsPort: 'off',
  // Whoever is still there when a test is over does not keep the next one waiting. A test of a stop gives it time.
  drainTimeoutMs: 0,
  // As many as there are protocols, each with the one value that it may have here.
  ...(Object.fromEntries(protocolNames.map((name) => [portSetting(name), 0])) as Readonly<
    Record<`${ProtocolName}Port`, 0>
  >),
} as const;

/** Flags with which the program listens on free ports of this machine, the operations port included. */
export const freePortFlags: readonly string[] = [
  '--host=127.0.0.1',
  '--ops-port=0',
  ...protocolNames.map((name) => portFlag(portSetting(name), 0)),
];

/** The flag that sets a port. */
export function portFlag(setting: SettingName, port: number): string {
  return `${describeSetting(setting).flag}=${port}`;
}
