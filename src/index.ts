/**
 * Embedding: servers inside a program or a test.
 *
 * @packageDocumentation
 */

import { settingsFromObject, type Settings } from './config.js';
import { createLogger, type Logger } from './ops/logger.js';
import { Server, type ServerAddresses } from './server.js';

export { SettingsError, type Settings } from './config.js';
export { type ErrorCode, type ErrorEntry, errors, StartupError } from './errors.js';
export type { Logger } from './ops/logger.js';
export type { ListenerAddress, ServerAddresses } from './server.js';

/** Settings that differ from their defaults, and where log lines go. */
export interface CallboardOptions extends Partial<Settings> {
  /** Default: a logger to standard output at `logLevel`. */
  readonly logger?: Logger;
}

/** A server in this process. It starts once and stops once. */
export interface Callboard {
  /**
   * Opens the ports.
   *
   * @returns where the server is reached, with the real ports where a setting was 0
   * @throws SettingsError if the TLS files cannot be used
   * @throws StartupError if a port cannot be had or the native module does not load
   */
  start(): Promise<ServerAddresses>;
  /** Drains: refuses new connections, closes the open ones within `drainTimeoutMs`, frees the ports. */
  stop(): Promise<void>;
  /** Whether new connections are taken. */
  readonly ready: boolean;
  /** How many connections are open. */
  readonly connections: number;
}

/**
 * Makes a server; nothing is opened before `start`.
 *
 * @throws SettingsError listing every setting that is wrong
 */
export function createCallboard(options: CallboardOptions = {}): Callboard {
  const { logger, ...overrides } = options;
  const settings = settingsFromObject(overrides);
  const server = new Server(settings, logger ?? createLogger({ level: settings.logLevel }));
  let stopping: Promise<void> | null = null;
  return {
    start: () => server.start(),
    stop: () => (stopping ??= server.stop()),
    get ready() {
      return server.ready;
    },
    get connections() {
      return server.connections;
    },
  };
}
