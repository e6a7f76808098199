/**
 * Every setting: what it may be, its default, its unit, what it is for. Flags,
 * environment names, `--help`, `--print-config` and the checks all come from
 * the tables in settings/.
 */

import { type AccessSettings, accessSettings } from './tables/access.js';
import { type AuthenticationSettings, authenticationSettings } from './tables/authentication.js';
import { type LimitSettings, limitSettings } from './tables/limits.js';
import { type ListeningSettings, listeningSettings } from './tables/listening.js';
import { type OperationSettings, operationSettings } from './tables/operations.js';
import { type RoomSettings, roomSettings } from './tables/rooms.js';
import type { SettingTable } from './tables/row.js';

/** The settings that Callboard runs with. */
export interface Settings
  extends
    ListeningSettings,
    LimitSettings,
    AccessSettings,
    AuthenticationSettings,
    RoomSettings,
    OperationSettings {}

export type SettingName = keyof Settings;

const table: SettingTable<Settings> = {
  ...listeningSettings,
  ...limitSettings,
  ...accessSettings,
  ...authenticationSettings,
  ...roomSettings,
  ...operationSettings,
};

/** The settings in the order in which people are shown them. */
// The table's type has these keys and no others.
export const settingNames = Object.keys(table) as readonly SettingName[];

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(table, name);
}

/** Whether the setting's value is nobody's business. */
export function isSecret(name: SettingName): boolean {
  return table[name].isSecret === true;
}

/** The texts about a setting for people. */
export interface SettingDescription {
  readonly name: SettingName;
  /** With its dashes: `--json-port`. */
  readonly flag: string;
  readonly environmentName: string;
  /** As it would be written after the flag, or a word in its place. */
  readonly default: string;
  /** Null where the value has no unit. */
  readonly unit: 'bytes' | 'seconds' | 'ms' | null;
  readonly expected: string;
  readonly help: string;
}

/** Describes a setting for help texts and tables. */
export function describeSetting(name: SettingName): SettingDescription {
  const { default: fallback, defaultText, expected, help } = table[name];
  return {
    name,
    flag: `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    environmentName: `CALLBOARD_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`,
    default: defaultText ?? String(fallback),
    unit: unitOf(name),
    expected,
    help,
  };
}

function unitOf(name: SettingName): SettingDescription['unit'] {
  if (name.endsWith('Bytes')) return 'bytes';
  if (name.endsWith('Seconds')) return 'seconds';
  return name.endsWith('Ms') ? 'ms' : null;
}

/** Reads what stands after a flag or in the environment; whether it is right is judged later. */
export function settingFromText(name: SettingName, text: string): unknown {
  return table[name].fromText(text);
}

export function defaultOf<Name extends SettingName>(name: Name): Settings[Name] {
  return table[name].default;
}

/** Judges a value by the setting's schema. */
export function parseSetting<Name extends SettingName>(
  name: Name,
  value: unknown,
): { readonly ok: true; readonly value: Settings[Name] } | { readonly ok: false } {
  const result = table[name].schema.safeParse(value);
  return result.success ? { ok: true, value: result.data } : { ok: false };
}
