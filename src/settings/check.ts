/** Turns values that somebody asked for into settings to run with, or into a list of all mistakes. */

import { inspect } from 'node:util';

import { closest } from './did-you-mean.js';
import { printable } from '../log/printable.js';
import {
  defaultOf,
  describeSetting,
  isSecret,
  isSettingName,
  parseSetting,
  type SettingName,
  settingNames,
  type Settings,
} from './settings.js';

export type { SettingName, Settings } from './settings.js';

/** A value that somebody asked for. */
export interface GivenValue {
  readonly value: unknown;
  /** Where it stands (`--json-port`, `PORT`), or null if the setting's own name says so. */
  readonly source: string | null;
}

/** The outcome of the values that were given. */
export interface CheckedSettings {
  /** A setting that was given wrongly has its default here. */
  readonly settings: Settings;
  /** One sentence each, naming the setting. With even one of them the settings must not be used. */
  readonly mistakes: readonly string[];
}

/** The settings are wrong; says everything that is. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  /** One sentence each, naming the setting. */
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(`Wrong settings: ${mistakes.join(' ')}`);
    this.mistakes = mistakes;
  }
}

/**
 * Checks settings that a program gives and fills in defaults; `undefined` counts as not given.
 *
 * @throws SettingsError listing every mistake. The TLS files are not looked at: see tls-files.ts.
 */
export function settingsFromObject(
  partial: Readonly<Partial<Record<SettingName, unknown>>>,
): Settings {
  const given = new Map<SettingName, GivenValue>();
  const unknown: string[] = [];
  for (const [name, value] of Object.entries(partial)) {
    if (!isSettingName(name)) unknown.push(unknownName('setting', name, settingNames));
    else if (value !== undefined) given.set(name, { value, source: null });
  }
  const { settings, mistakes } = checkSettings(given);
  if (unknown.length + mistakes.length > 0) throw new SettingsError([...unknown, ...mistakes]);
  return settings;
}

/** The mistake of using a name that does not exist. */
export function unknownName(kind: string, name: string, candidates: readonly string[]): string {
  const suggestion = closest(name, candidates);
  const hint = suggestion === null ? '' : ` Did you mean ${suggestion}?`;
  return `There is no ${kind} ${printable(name)}.${hint}`;
}

/** The settings as they may be shown: without what is nobody's business. */
export function shownSettings(settings: Settings): Readonly<Record<string, unknown>> {
  const hide = (name: SettingName): unknown => {
    const value = settings[name];
    const isSet = Array.isArray(value) ? value.length > 0 : value !== null;
    return isSet && isSecret(name) ? '(hidden)' : value;
  };
  return Object.fromEntries(settingNames.map((name) => [name, hide(name)]));
}

/** Fills in defaults and finds every mistake, without touching anything outside. */
export function checkSettings(given: ReadonlyMap<SettingName, GivenValue>): CheckedSettings {
  // Every name gets its value in the loop below.
  const settings = {} as { -readonly [Name in SettingName]: Settings[Name] };
  const mistakes: string[] = [];
  const wrong = new Set<SettingName>();
  for (const name of settingNames) {
    const mistake = takeSetting(settings, name, given.get(name));
    if (mistake === null) continue;
    mistakes.push(mistake);
    wrong.add(name);
  }
  for (const conflict of conflicts(settings)) {
    // What is wrong in itself has its default here, which says nothing about what was meant.
    if (conflict.between.some((name) => wrong.has(name))) continue;
    const values = conflict.between.map((name) => assignment(name, settings, given));
    mistakes.push(`${values.join(' and ')}: ${conflict.rule}`);
  }
  return { settings, mistakes };
}

function takeSetting<Name extends SettingName>(
  settings: { -readonly [Key in Name]: Settings[Key] },
  name: Name,
  given: GivenValue | undefined,
): string | null {
  settings[name] = defaultOf(name);
  if (given === undefined) return null;
  const parsed = parseSetting(name, given.value);
  if (!parsed.ok) {
    const source = given.source === null ? '' : ` (${given.source})`;
    const { expected } = describeSetting(name);
    const instead = isSecret(name) ? '' : `, not ${shown(given.value)}`;
    return `${name}${source} must be ${expected}${instead}.`;
  }
  settings[name] = parsed.value;
  return null;
}

function shown(value: unknown): string {
  const text: unknown = Array.isArray(value) ? value.join(',') : value;
  // The password of a URL is no part of the mistake.
  if (typeof text === 'string') return `"${printable(text.replace(/\/\/[^/@]*@/, '//…@'))}"`;
  return printable(inspect(text, { depth: 0 }));
}

function assignment(
  name: SettingName,
  settings: Settings,
  given: ReadonlyMap<SettingName, GivenValue>,
): string {
  const value = settings[name];
  const origin = given.has(name) ? given.get(name)?.source : 'default';
  const shownValue = isSecret(name) ? 'set' : String(value);
  return `${name}${origin == null ? '' : ` (${origin})`} is ${value === null ? 'not set' : shownValue}`;
}

/** Settings that are each right, but not together. */
interface Conflict {
  readonly between: readonly SettingName[];
  readonly rule: string;
}

function conflicts(settings: Settings): readonly Conflict[] {
  const found: Conflict[] = [];
  if ((settings.tlsCertFile === null) !== (settings.tlsKeyFile === null)) {
    found.push({ between: ['tlsCertFile', 'tlsKeyFile'], rule: 'TLS needs both.' });
  }
  return [...found, ...authenticationConflicts(settings), ...portConflicts(settings)];
}

const authenticationKeys = ['authJwtSecret', 'authJwtPublicKeyFile', 'authJwksUrl'] as const;

function authenticationConflicts(settings: Settings): readonly Conflict[] {
  const keys = authenticationKeys.filter((name) => settings[name] !== null);
  if (keys.length > 1) return [{ between: keys, rule: 'tokens are checked by one of them alone.' }];
  if (keys.length === 1) return [];
  // Whoever sets one of these believes that tokens are asked for.
  const claims = (['authJwtIssuer', 'authJwtAudience'] as const).filter(
    (name) => settings[name] !== null,
  );
  const rule = `without ${authenticationKeys.join(', ')} no token is asked for.`;
  return claims.length === 0 ? [] : [{ between: claims, rule }];
}

function portConflicts(settings: Settings): readonly Conflict[] {
  const { host, opsHost, opsPort } = settings;
  const listeners = settings.protocols.map((protocol) => {
    const name = `${protocol}Port` as const;
    return { name, host, port: settings[name] } as const;
  });
  const all =
    opsPort === 'off'
      ? listeners
      : [...listeners, { name: 'opsPort', host: opsHost, port: opsPort } as const];
  return all.flatMap((one, index) =>
    all
      .slice(index + 1)
      .filter((other) => one.port !== 0 && one.port === other.port && overlap(one.host, other.host))
      .map((other): Conflict => ({
        between: [one.name, other.name],
        rule: 'two servers cannot listen on the same port.',
      })),
  );
}

/** Whether two listening addresses certainly share an address; empty is all of them. */
function overlap(one: string, other: string): boolean {
  const both = [one || '::', other || '::'];
  if (one === other || both.includes('::')) return true;
  return both.includes('0.0.0.0') && both.every((host) => !host.includes(':'));
}
