/**
 * Every setting: what it may be, its default, its unit, what it is for. Flags,
 * environment names, `--help`, `--print-config` and the checks all come from
 * the one table below.
 */

import { isIP } from 'node:net';
import { z } from 'zod';

import type { ProtocolName } from './protocol.js';

/** What Callboard runs with. */
export interface Settings {
  /** The protocols to serve, each on its own port. Default: all. */
  readonly protocols: readonly ProtocolName[];
  /** The address or host name that the protocol ports listen on. Default: empty, all interfaces. */
  readonly host: string;
  /** Port of the JSON protocol; 0 is any free port. Default: 8080. */
  readonly jsonPort: number;
  /** Port of the Red5 protocol; 0 is any free port. Default: 8001. */
  readonly red5Port: number;
  /** PEM file with the certificate chain; with it both protocol ports speak TLS. Default: null, no TLS. */
  readonly tlsCertFile: string | null;
  /** PEM file with the certificate's private key. Default: null. */
  readonly tlsKeyFile: string | null;
  /** The largest message that is accepted, in bytes. Default: 131072. */
  readonly maxPayloadBytes: number;
  /** How much may wait to be sent to one connection before it is cut off, in bytes. Default: 1048576. */
  readonly maxQueuedBytes: number;
  /** The longest room, user or stream name, in bytes of UTF-8. Default: 1024. */
  readonly maxNameBytes: number;
  /** The longest chat content, in bytes of UTF-8. Default: 65536. */
  readonly maxChatBytes: number;
  /** Whether a room is the same room on both ports. Default: false. */
  readonly bridgeRooms: boolean;
  /** Whether the JSON port shows pages with rooms for people. Default: true. */
  readonly demo: boolean;
  /** How many chat messages a room keeps. Default: 100. */
  readonly historySize: number;
  /** How long it keeps them, in seconds. Default: 300. */
  readonly historyTtlSeconds: number;
  /** How many bytes of them it keeps. Default: 262144. */
  readonly historyMaxBytes: number;
  /** How long a room outlives its last participant, in seconds; 0 is not at all. Default: 0. */
  readonly emptyRoomTtlSeconds: number;
  /** How many rooms may stand empty; of more the oldest are dropped. Default: 1000. */
  readonly maxEmptyRooms: number;
  /** How long the seat of a lost connection is kept, in milliseconds; 0 is not at all. Default: 0. */
  readonly reconnectGraceMs: number;
  /** How many participants may be away; of more the oldest leave. Default: 10000. */
  readonly maxAwayParticipants: number;
  /** What happens to a user who is in the room already on another connection. Default: replace. */
  readonly duplicateUser: (typeof duplicateUserPolicies)[number];
  /** After how much silence a connection counts as dead, in seconds; pings go out at half of it. Default: 32. */
  readonly idleTimeoutSeconds: number;
  /** Port of the health endpoints; 0 is any free port, `off` is none. Default: 9464. */
  readonly opsPort: number | 'off';
  /** The address or host name that the health endpoints listen on. Default: 127.0.0.1. */
  readonly opsHost: string;
  /** How long a drain may take, in milliseconds. Default: 10000. */
  readonly drainTimeoutMs: number;
  /** The least important log lines to show. Default: info. */
  readonly logLevel: LogLevel;
}

export type SettingName = keyof Settings;

export type LogLevel = (typeof logLevels)[number];

const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
const duplicateUserPolicies = ['replace', 'reject'] as const;
const protocolNames = ['json', 'red5'] as const satisfies readonly ProtocolName[];

/** One row of the table of settings. */
interface SettingSpec<T> {
  readonly schema: z.ZodType<T>;
  readonly default: T;
  /** Completes "must be …". */
  readonly expected: string;
  /** The default in words, where the value itself says too little. */
  readonly defaultText?: string;
  readonly help: string;
  /** Turns the text of a flag or an environment value into what the schema judges. */
  fromText(text: string): unknown;
}

const asText = (text: string): unknown => text;
const asNumber = (text: string): unknown => (/^-?\d{1,15}$/.test(text) ? Number(text) : text);
const asBoolean = (text: string): unknown =>
  new Map([
    ['true', true],
    ['false', false],
  ]).get(text) ?? text;
const asList = (text: string): unknown => text.split(',').map((item) => item.trim());

const hostName = z
  .string()
  .refine(
    (text) => isIP(text) !== 0 || /^(?=.{1,253}$)[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/i.test(text),
  );

/** @param max inclusive, as is `min` */
function wholeNumber(min: number, max: number, fallback: number, help: string) {
  const schema = z.int().min(min).max(max);
  const expected = `a whole number from ${String(min)} to ${String(max)}`;
  return { schema, default: fallback, expected, help, fromText: asNumber };
}

function file(help: string): SettingSpec<string | null> {
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

const table: { readonly [Name in SettingName]: SettingSpec<Settings[Name]> } = {
  protocols: {
    schema: z
      .array(z.enum(protocolNames))
      .min(1)
      .refine((names) => new Set(names).size === names.length),
    default: protocolNames,
    expected: `one or more of ${protocolNames.join(', ')}, separated by commas, each once`,
    help: 'The protocols to serve, each on its own port.',
    fromText: asList,
  },
  host: {
    schema: z.union([z.literal(''), hostName]),
    default: '',
    defaultText: 'all interfaces',
    expected: 'an IP address or a host name',
    help: 'The address that the protocol ports listen on.',
    fromText: asText,
  },
  jsonPort: wholeNumber(0, 65535, 8080, 'Port of the JSON protocol (0: any free).'),
  red5Port: wholeNumber(0, 65535, 8001, 'Port of the Red5 protocol (0: any free).'),
  tlsCertFile: file('PEM file with the certificate chain; turns TLS on for the protocol ports.'),
  tlsKeyFile: file("PEM file with the certificate's private key, not encrypted."),
  maxPayloadBytes: wholeNumber(128, 64 * 1024 ** 2, 131072, 'The largest message accepted.'),
  maxQueuedBytes: wholeNumber(
    1024,
    1024 ** 3,
    1048576,
    'How much may wait to be sent to one connection before it is cut off.',
  ),
  maxNameBytes: wholeNumber(1, 65536, 1024, 'The longest room, user or stream name.'),
  maxChatBytes: wholeNumber(1, 64 * 1024 ** 2, 65536, 'The longest chat content.'),
  bridgeRooms: {
    schema: z.boolean(),
    default: false,
    expected: 'true or false',
    help: 'Makes a room the same room on both ports.',
    fromText: asBoolean,
  },
  demo: {
    schema: z.boolean(),
    default: true,
    expected: 'true or false',
    help: 'Shows pages with rooms for people on the JSON port.',
    fromText: asBoolean,
  },
  historySize: wholeNumber(0, 100_000, 100, 'How many chat messages a room keeps.'),
  historyTtlSeconds: wholeNumber(1, 604_800, 300, 'How long a room keeps a chat message.'),
  historyMaxBytes: wholeNumber(0, 1024 ** 3, 262144, 'How much chat a room keeps.'),
  emptyRoomTtlSeconds: wholeNumber(
    0,
    604_800,
    0,
    'How long a room outlives its last participant (0: not at all).',
  ),
  maxEmptyRooms: wholeNumber(
    0,
    1_000_000,
    1000,
    'How many rooms may stand empty; of more the oldest are dropped.',
  ),
  reconnectGraceMs: wholeNumber(
    0,
    3_600_000,
    0,
    'How long the seat of a lost connection is kept (0: not at all).',
  ),
  maxAwayParticipants: wholeNumber(
    0,
    1_000_000,
    10_000,
    'How many participants may be away; of more the oldest leave.',
  ),
  duplicateUser: {
    schema: z.enum(duplicateUserPolicies),
    default: 'replace',
    expected: `one of ${duplicateUserPolicies.join(', ')}`,
    help: 'Whether a user who joins again on another connection replaces the first or is rejected.',
    fromText: asText,
  },
  idleTimeoutSeconds: wholeNumber(
    8,
    960,
    32,
    'After how much silence a connection counts as dead (pings go out at half of it).',
  ),
  opsPort: {
    schema: z.union([z.int().min(0).max(65535), z.literal('off')]),
    default: 9464,
    expected: 'a whole number from 0 to 65535, or off',
    help: 'Port of the health endpoints (0: any free; off: none).',
    fromText: asNumber,
  },
  opsHost: {
    schema: hostName,
    default: '127.0.0.1',
    expected: 'an IP address or a host name',
    help: 'The address that the health endpoints listen on.',
    fromText: asText,
  },
  drainTimeoutMs: wholeNumber(0, 3_600_000, 10000, 'How long a drain may take.'),
  logLevel: {
    schema: z.enum(logLevels),
    default: 'info',
    expected: `one of ${logLevels.join(', ')}`,
    help: 'The least important log lines to show.',
    fromText: asText,
  },
};

/** The settings in the order in which people are shown them. */
// The table's type has these keys and no others.
export const settingNames = Object.keys(table) as readonly SettingName[];

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(table, name);
}

/** What people are told about a setting. */
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
