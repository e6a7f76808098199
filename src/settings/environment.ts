/** Reads the environment. An empty value counts as none. */

import { type ProtocolName, protocolNames } from '../../protocols/index.js';
import { type GivenValue, unknownName } from './check.js';
import { printable } from '../log/printable.js';
import {
  defaultOf,
  describeSetting,
  parseSetting,
  settingFromText,
  type SettingName,
  settingNames,
} from './settings.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The settings found in the environment. */
export interface EnvironmentReading {
  readonly given: ReadonlyMap<SettingName, GivenValue>;
  readonly mistakes: readonly string[];
}

const namesInEnvironment = new Map(
  settingNames.map((name) => [describeSetting(name).environmentName, name]),
);

/**
 * Reads the `CALLBOARD_` names, and for what those and the flags leave open
 * the names that the replaced servers knew: `PORT` and `SSL`.
 *
 * @param flags what the command line gives; it beats the environment
 */
export function readEnvironment(
  env: Environment,
  flags: ReadonlyMap<SettingName, GivenValue>,
): EnvironmentReading {
  const given = new Map<SettingName, GivenValue>();
  const mistakes: string[] = [];
  for (const [key, text = ''] of Object.entries(env)) {
    if (!key.startsWith('CALLBOARD_') || text === '' || isServiceLink(key, text)) continue;
    const name = namesInEnvironment.get(key);
    if (name === undefined) {
      mistakes.push(unknownName('setting', key, [...namesInEnvironment.keys()]));
    } else if (!flags.has(name)) {
      given.set(name, { value: settingFromText(name, text), source: key });
    }
  }
  const explicit = new Map([...given, ...flags]);
  for (const [name, value] of inheritedNames(env, explicit, mistakes)) {
    if (!explicit.has(name)) given.set(name, value);
  }
  return { given, mistakes };
}

function inheritedNames(
  { PORT: port = '', SSL: ssl = '' }: Environment,
  explicit: ReadonlyMap<SettingName, GivenValue>,
  mistakes: string[],
): readonly (readonly [SettingName, GivenValue])[] {
  const found: [SettingName, GivenValue][] = [];
  if (port !== '') {
    const name = inheritedPort(explicit.get('protocols'));
    found.push([name, { value: settingFromText(name, port), source: 'PORT' }]);
  }
  if (ssl === 'true') {
    const source = 'SSL';
    found.push(['tlsCertFile', { value: './cert/certificate.crt', source }]);
    found.push(['tlsKeyFile', { value: './cert/privateKey.key', source }]);
  } else if (ssl !== '' && ssl !== 'false') {
    mistakes.push(`SSL must be true or false, not "${printable(ssl)}".`);
  }
  return found;
}

/** The port of the only enabled protocol, else that of the first there is. */
function inheritedPort(protocols: GivenValue | undefined): `${ProtocolName}Port` {
  const parsed = parseSetting('protocols', protocols?.value);
  const enabled = parsed.ok ? parsed.value : defaultOf('protocols');
  const [first = 'json'] = enabled.length === 1 ? enabled : protocolNames;
  return `${first}Port`;
}

/**
 * Whether Kubernetes made this variable: next to a service named `callboard`
 * or `callboard-…` every container gets some that begin like our own.
 */
function isServiceLink(key: string, text: string): boolean {
  return (
    /_SERVICE_(HOST|PORT(_.+)?)$/.test(key) ||
    /_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/.test(key) ||
    (key.endsWith('_PORT') && /^(tcp|udp|sctp):\/\//.test(text))
  );
}
