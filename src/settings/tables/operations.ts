import { z } from 'zod';

import {
  asNumber,
  asText,
  hostName,
  oneOf,
  type SettingTable,
  wholeNumber,
  yesOrNo,
} from './row.js';

export type LogLevel = (typeof logLevels)[number];

const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** The settings of how the process is run and watched. */
export interface OperationSettings {
  /** After how much silence a connection counts as dead, in seconds; pings go out at half of it. Default: 32. */
  readonly idleTimeoutSeconds: number;
  /** Port of the health endpoints and of metrics; 0 is any free port, `off` is none. Default: 9464. */
  readonly opsPort: number | 'off';
  /** The address or host name that the operations port listens on. Default: 127.0.0.1. */
  readonly opsHost: string;
  /** Whether what happens is counted, and told at `/metrics` on the operations port. Default: true. */
  readonly metrics: boolean;
  /** The time a drain may take, in milliseconds. Default: 10000. */
  readonly drainTimeoutMs: number;
  /** The least important log lines to show. Default: info. */
  readonly logLevel: LogLevel;
}

export const operationSettings: SettingTable<OperationSettings> = {
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
    help: 'Port of the health endpoints and of metrics (0: any free; off: none).',
    fromText: asNumber,
  },
  opsHost: {
    schema: hostName,
    default: '127.0.0.1',
    expected: 'an IP address or a host name',
    help: 'The address that the operations port listens on.',
    fromText: asText,
  },
  metrics: yesOrNo(true, 'Count what happens, for Prometheus at /metrics on the operations port.'),
  drainTimeoutMs: wholeNumber(0, 3_600_000, 10000, 'How long a drain may take.'),
  logLevel: oneOf(logLevels, 'info', 'The least important log lines to show.'),
};
