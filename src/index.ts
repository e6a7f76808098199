/**
 * Embedding: servers inside a program or a test.
 *
 * @packageDocumentation
 */

import type { ServerAddresses } from './server/addresses.js';
import { settingsFromObject, type Settings } from './settings/check.js';
import { createLogger, type Logger } from './log/logger.js';
import { Server } from './server/server.js';

export { SettingsError, type Settings } from './settings/check.js';
export { StartupError } from './errors/startup-error.js';
export { type ErrorCode, type ErrorEntry, errors } from './errors/catalogue.js';
export type { Logger } from './log/logger.js';
export type { ListenerAddress, ServerAddresses } from './server/addresses.js';

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
   * @throws SettingsError if the TLS files or that of the public key cannot be used
   * @throws StartupError if a port cannot be had or the native module does not load
   * @throws Error if it was started or stopped before
   */
  start(): Promise<ServerAddresses>;
  /** Drains: refuses new connections, closes the open ones within `drainTimeoutMs`, frees the ports. */
  stop(): Promise<void>;
  /** Whether new connections are taken. */
  readonly ready: boolean;
  /** How many connections are open. */
  readonly connections: number;
  /**
   * What the server has counted, in Prometheus' text format: its own metrics,
   * without those of the process, for the program to add to what it tells
   * itself. Empty if the setting `metrics` is off.
   */
  metrics(): Promise<string>;
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
  let starting: Promise<ServerAddresses> | null = null;
  let stopping: Promise<void> | null = null;

  function start(): Promise<ServerAddresses> {
    if (starting !== null || stopping !== null) {
      return Promise.reject(new Error('A server starts once: make another one.'));
    }
    starting = server.start();
    return starting;
  }

  async function stop(): Promise<void> {
    // What is half open cannot be closed in good order, and what failed to open is closed.
    if (starting !== null) await Promise.allSettled([starting]);
    await server.stop();
  }

  return {
    start,
    stop: () => (stopping ??= stop()),
    get ready() {
      return server.ready && stopping === null;
    },
    get connections() {
      return server.connections;
    },
    metrics: () => server.metrics(),
  };
}
