/** The parts of a row of the tables of settings. */

import { isIP } from 'node:net';
import { z } from 'zod';

/** One row of a table of settings. */
export interface SettingSpec<T> {
  readonly schema: z.ZodType<T>;
  readonly default: T;
  /** Completes "must be …". */
  readonly expected: string;
  /** The default in words, where the value itself says too little. */
  readonly defaultText?: string;
  readonly help: string;
  /** Whether the value is nobody's business: it is never printed. */
  readonly isSecret?: true;
  /** Turns the text of a flag or an environment value into what the schema judges. */
  fromText(text: string): unknown;
}

/** The rows of some settings. */
export type SettingTable<Settings> = {
  readonly [Name in keyof Settings]: SettingSpec<Settings[Name]>;
};

export const asText = (text: string): unknown => text;
export const asNumber = (text: string): unknown =>
  /^-?\d{1,15}$/.test(text) ? Number(text) : text;
/** An empty text is an empty list. */
export const asList = (text: string): unknown =>
  text === '' ? [] : text.split(',').map((item) => item.trim());
const asBoolean = (text: string): unknown =>
  new Map([
    ['true', true],
    ['false', false],
  ]).get(text) ?? text;

/** An IP address, or what may be a host's name (RFC 1123, section 2.1). */
export const hostName = z
  .string()
  .refine(
    (text) => isIP(text) !== 0 || /^(?=.{1,253}$)[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/i.test(text),
  );

/** @param max inclusive, as is `min` */
export function wholeNumber(
  min: number,
  max: number,
  fallback: number,
  help: string,
): SettingSpec<number> {
  const schema = z.int().min(min).max(max);
  const expected = `a whole number from ${String(min)} to ${String(max)}`;
  return { schema, default: fallback, expected, help, fromText: asNumber };
}

export function yesOrNo(fallback: boolean, help: string): SettingSpec<boolean> {
  return {
    schema: z.boolean(),
    default: fallback,
    expected: 'true or false',
    help,
    fromText: asBoolean,
  };
}

export function file(help: string): SettingSpec<string | null> {
  const schema = z.string().min(1).nullable();
  return {
    schema,
    default: null,
    expected: 'a file path',
    defaultText: '–',
    help,
    fromText: asText,
  };
}

export function oneOf<const Choice extends string>(
  choices: readonly Choice[],
  fallback: NoInfer<Choice>,
  help: string,
): SettingSpec<Choice> {
  return {
    schema: z.enum(choices),
    default: fallback,
    expected: `one of ${choices.join(', ')}`,
    help,
    fromText: asText,
  };
}
