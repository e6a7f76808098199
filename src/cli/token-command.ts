/** `callboard token`: decides which token is wanted; does nothing of it. */

import { parseArgs } from 'node:util';

import type { TokenWishes } from '../auth/mint.js';
import { checkSettings, type GivenValue, unknownName } from '../settings/check.js';
import { type Environment, readEnvironment } from '../settings/environment.js';
import { permissions } from '../grant.js';
import { printable } from '../log/printable.js';
import { describeSetting, type SettingName } from '../settings/settings.js';

export type TokenPlan =
  | { readonly kind: 'mint'; readonly wishes: TokenWishes; readonly secret: string }
  /** One sentence each. */
  | { readonly kind: 'refuse'; readonly mistakes: readonly string[] };

/** The settings that go into a token, by their flags. */
const settingsByFlag: ReadonlyMap<string, SettingName> = new Map(
  (['authJwtSecret', 'authJwtIssuer', 'authJwtAudience'] as const).map((name) => [
    describeSetting(name).flag.slice(2),
    name,
  ]),
);

const wishFlags = ['user', 'name', 'room', 'permissions', 'expires-in'];
const allFlags = [...wishFlags, ...settingsByFlag.keys()];

const secondsByUnit: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
]);

/** The meaning of a command line: each flag with its values, and what it cannot mean. */
interface Reading {
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly mistakes: readonly string[];
}

/** @param args what follows the word `token` */
export function planToken(args: readonly string[], env: Environment): TokenPlan {
  const { values, mistakes: misread } = readArgs(args);
  const last = (flag: string): string | null => values.get(flag)?.at(-1) ?? null;
  const { settings, mistakes: wrong } = checkSettings(settingsIn(values, env));
  const allowed = permissionsIn(last('permissions'));
  const expiresInSeconds = secondsIn(last('expires-in') ?? '1h');
  const mistakes = [...misread, ...wrong];
  if (allowed === 'wrong') mistakes.push(`--permissions takes some of ${permissions.join(', ')}.`);
  if (expiresInSeconds === 'wrong') mistakes.push('--expires-in takes 30s, 15m, 1h, 7d or never.');
  const { authJwtSecret: secret, authJwtIssuer: issuer, authJwtAudience: audience } = settings;
  if (secret === null && mistakes.length === 0) mistakes.push(secretMissing);
  if (
    secret === null ||
    allowed === 'wrong' ||
    expiresInSeconds === 'wrong' ||
    mistakes.length > 0
  ) {
    return { kind: 'refuse', mistakes };
  }
  const [user, name] = [last('user'), last('name')];
  const rooms = values.get('room') ?? [];
  const wishes = { user, name, rooms, permissions: allowed, expiresInSeconds, issuer, audience };
  return { kind: 'mint', wishes, secret };
}

const { environmentName: secretName, flag: secretFlag } = describeSetting('authJwtSecret');
const secretMissing = `A token is signed with the secret in ${secretName} or ${secretFlag}.`;

function readArgs(args: readonly string[]): Reading {
  const options = Object.fromEntries(allFlags.map((flag) => [flag, { type: 'string' as const }]));
  const values = new Map<string, readonly string[]>();
  const mistakes: string[] = [];
  let afterUnknown = -1;
  // Not strict: a strict parser throws at the first mistake, and all are wanted.
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'positional') {
      // What follows an unknown flag was meant as its value, and may be a secret.
      if (token.index !== afterUnknown) mistakes.push(`What is "${printable(token.value)}"?`);
    } else if (token.kind === 'option' && !allFlags.includes(token.name)) {
      mistakes.push(
        unknownName(
          'flag',
          token.rawName,
          allFlags.map((flag) => `--${flag}`),
        ),
      );
      if (token.value === undefined) afterUnknown = token.index + 1;
    } else if (token.kind === 'option' && !token.value) {
      mistakes.push(`${token.rawName} needs a value.`);
    } else if (token.kind === 'option') {
      values.set(token.name, [...(values.get(token.name) ?? []), token.value]);
    }
  }
  return { values, mistakes };
}

/** A flag beats its environment name. What is not for tokens is not looked at. */
function settingsIn(
  values: Reading['values'],
  env: Environment,
): ReadonlyMap<SettingName, GivenValue> {
  const { given: inEnvironment } = readEnvironment(env, new Map());
  const given = new Map<SettingName, GivenValue>();
  for (const [flag, name] of settingsByFlag) {
    const value = values.get(flag)?.at(-1);
    const found = value === undefined ? inEnvironment.get(name) : { value, source: `--${flag}` };
    if (found !== undefined) given.set(name, found);
  }
  return given;
}

/** Null: the usual ones. */
function permissionsIn(text: string | null): readonly string[] | null | 'wrong' {
  if (text === null) return null;
  const wanted = text.split(',').map((one) => one.trim());
  const isKnown = (one: string): boolean => permissions.some((known) => known === one);
  return wanted.every(isKnown) ? wanted : 'wrong';
}

/** Null: it never ends. */
function secondsIn(text: string): number | null | 'wrong' {
  if (text === 'never') return null;
  const [, count, unit] = /^(\d{1,9})([smhd]?)$/.exec(text) ?? [];
  const seconds = secondsByUnit.get(unit ?? '');
  return count === undefined || seconds === undefined ? 'wrong' : Number(count) * seconds;
}
