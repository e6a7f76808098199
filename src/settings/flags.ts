/** Reads the command line. */

import { parseArgs } from 'node:util';

import { type GivenValue, unknownName } from './check.js';
import { printable } from '../log/printable.js';
import {
  defaultOf,
  describeSetting,
  isSecret,
  settingFromText,
  type SettingName,
  settingNames,
} from './settings.js';

/** The requests that take the place of serving. */
export type Request = 'help' | 'version' | 'print-config';

const requests: readonly Request[] = ['help', 'version', 'print-config'];

/** The settings and requests on a command line. */
export interface CommandLine {
  readonly given: ReadonlyMap<SettingName, GivenValue>;
  readonly requests: ReadonlySet<Request>;
  readonly mistakes: readonly string[];
}

const namesByFlag = new Map(settingNames.map((name) => [describeSetting(name).flag, name]));
const requestsByFlag = new Map(requests.map((request) => [`--${request}`, request]));
const allFlags = [...namesByFlag.keys(), ...requestsByFlag.keys()];

const options = {
  ...Object.fromEntries(
    [...namesByFlag.keys()].map((flag) => [flag.slice(2), { type: 'string' as const }]),
  ),
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
  'print-config': { type: 'boolean' },
} as const;

/** Whether naming the flag is enough to turn the setting on. */
function isSwitch(name: SettingName): boolean {
  return typeof defaultOf(name) === 'boolean';
}

/** @param args without the program's own name */
export function readFlags(args: readonly string[]): CommandLine {
  const given = new Map<SettingName, GivenValue>();
  const requested = new Set<Request>();
  const mistakes: string[] = [];
  let afterUnknown = -1;
  // Not strict: a strict parser throws at the first mistake, and all are wanted.
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      // What follows an unknown flag was meant as its value.
      if (token.index !== afterUnknown) mistakes.push(`What is "${printable(token.value)}"?`);
      continue;
    }
    const flag = `--${token.name}`;
    const name = namesByFlag.get(flag);
    const request = requestsByFlag.get(flag);
    if (request !== undefined) {
      requested.add(request);
      if (token.value !== undefined) mistakes.push(`${flag} takes no value.`);
    } else if (name === undefined) {
      mistakes.push(unknownName('flag', token.rawName, allFlags));
      if (token.value === undefined) afterUnknown = token.index + 1;
    } else if (token.value === undefined) {
      if (isSwitch(name)) given.set(name, { value: true, source: flag });
      else mistakes.push(`${flag} needs a value.`);
    } else if (!token.inlineValue && /^-\D/.test(token.value)) {
      // It took the next flag for its value. Written out or left out, the rest reads as it was meant.
      if (isSwitch(name)) return readFlags(args.with(token.index, `${flag}=true`));
      if (isSecret(name)) {
        // Read as flags it would be printed.
        mistakes.push(`${flag} needs a value; one that begins with - is given as ${flag}=…`);
        continue;
      }
      const rest = readFlags(args.filter((_, index) => index !== token.index));
      return { ...rest, mistakes: [`${flag} needs a value.`, ...rest.mistakes] };
    } else {
      given.set(name, { value: settingFromText(name, token.value), source: flag });
    }
  }
  return { given, requests: requested, mistakes };
}
