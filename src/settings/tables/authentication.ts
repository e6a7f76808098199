import { z } from 'zod';

import { asText, file, type SettingSpec, type SettingTable, wholeNumber } from './row.js';

/** Whose tokens are taken. Without one of the three keys nobody is asked for a token. */
export interface AuthenticationSettings {
  /** At least 32 bytes of UTF-8: what tokens are signed with (HS256, HS384, HS512). Default: none. */
  readonly authJwtSecret: string | null;
  /** PEM file: by what tokens are checked that its private half has signed. Default: none. */
  readonly authJwtPublicKeyFile: string | null;
  /** Where the public keys are, as a JSON Web Key Set (RFC 7517). Default: nowhere. */
  readonly authJwksUrl: string | null;
  /** The `iss` that a token must have. Default: any. */
  readonly authJwtIssuer: string | null;
  /** The `aud` that a token must have. Default: any. */
  readonly authJwtAudience: string | null;
  /** The time that a connection has to show a token. Default 10000. */
  readonly authTimeoutMs: number;
  /** The time for which an expired token still counts, for a new one to take its place. Default 25000. */
  readonly tokenGraceMs: number;
}

/** The least length that RFC 7518 (section 3.2) asks of a key for HS256. */
const leastSecretBytes = 32;

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

function isKeySetUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && loopback.test(url.hostname));
}

function claim(help: string): SettingSpec<string | null> {
  return {
    schema: z.string().min(1).nullable(),
    default: null,
    defaultText: '–',
    expected: 'a text',
    help,
    fromText: asText,
  };
}

export const authenticationSettings: SettingTable<AuthenticationSettings> = {
  authJwtSecret: {
    schema: z
      .string()
      .refine((text) => Buffer.byteLength(text) >= leastSecretBytes)
      .nullable(),
    default: null,
    defaultText: '–',
    expected: `at least ${String(leastSecretBytes)} bytes long`,
    help: 'The secret that tokens are signed with; turns authentication on.',
    isSecret: true,
    fromText: asText,
  },
  authJwtPublicKeyFile: file(
    'PEM file with the public key that tokens are checked by; turns authentication on.',
  ),
  authJwksUrl: {
    schema: z.string().refine(isKeySetUrl).nullable(),
    default: null,
    defaultText: '–',
    expected: 'an https: URL (http: on this machine alone), without a password',
    help: 'Where the public keys are that tokens are checked by; turns authentication on.',
    fromText: asText,
  },
  authJwtIssuer: claim('The issuer that tokens must name.'),
  authJwtAudience: claim('The audience that tokens must name.'),
  authTimeoutMs: wholeNumber(
    100,
    3_600_000,
    10_000,
    'How long a connection on the JSON port may go without a valid token.',
  ),
  tokenGraceMs: wholeNumber(
    0,
    86_400_000,
    25_000,
    'How long a token that has expired still counts, for a new one to take its place.',
  ),
};
