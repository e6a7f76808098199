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

/** The settings of a server that differ from their defaults, and its logger. */
export interface CallboardOptions extends Partial<Settings> {
  /** The receiver of log lines. Default: one that writes them to standard output from `logLevel` on. */
  readonly logger?: Logger;
}

/** A server in this process. It starts once and stops once. */
export interface Callboard {
  /**
   * Opens the ports. Rejects rather than throws; a server that failed to start
   * is to be stopped, and cannot be started again.
   *
   * @returns the addresses of the ports, with the real numbers where a setting was 0
   * @throws SettingsError if the TLS files or that of the public key cannot be used
   * @throws StartupError if a port cannot be had or the native module does not load
   * @throws Error if it was started or stopped before
   */
  start(): Promise<ServerAddresses>;
  /**
   * Drains: refuses new connections, closes the open ones within `drainTimeoutMs`,
   * and frees the ports. Called again, it returns the same promise.
   */
  stop(): Promise<void>;
  /**
   * Whether new connections are taken: not before `start` has resolved, not after
   * `stop` was called, and not while the process is short of file descriptors.
   */
  readonly ready: boolean;
  /** The number of open connections, of all protocols together. */
  readonly connections: number;
  /**
   * The server's metrics in Prometheus' text format, without those of the
   * process: for the program to add to its own. Empty if the setting `metrics`
   * is off.
   */
  metrics(): Promise<string>;
}

/** The life of a server in this process. */
type Life =
  | { readonly phase: 'new' }
  | { readonly phase: 'started'; readonly opening: Promise<ServerAddresses> }
  | { readonly phase: 'stopped'; readonly draining: Promise<void> };

/**
 * Makes a server; nothing is opened before `start`.
 *
 * @throws SettingsError listing every setting that is wrong
 */
export function createCallboard(options: CallboardOptions = {}): Callboard {
  const { logger, ...overrides } = options;
  const settings = settingsFromObject(overrides);
  const server = new Server(settings, logger ?? createLogger({ level: settings.logLevel }));
  let life: Life = { phase: 'new' };

  function start(): Promise<ServerAddresses> {
    if (life.phase !== 'new') {
      return Promise.reject(new Error('A server starts once: make another one.'));
    }
    const opening = server.start();
    life = { phase: 'started', opening };
    return opening;
  }

  function stop(): Promise<void> {
    if (life.phase !== 'stopped') life = { phase: 'stopped', draining: drain(life) };
    return life.draining;
  }

  async function drain(before: Life): Promise<void> {
    // What is half open cannot be closed in good order, and what failed to open is closed.
    if (before.phase === 'started') await Promise.allSettled([before.opening]);
    await server.stop();
  }

  return {
    start,
    stop,
    get ready() {
      return server.ready && life.phase !== 'stopped';
    },
    get connections() {
      return server.connections;
    },
    metrics: () => server.metrics(),
  };
}
