import { addressOf, type ListenerAddress } from './addresses.js';
import type { Settings } from '../settings/check.js';
import { type OpsServer, startOpsServer } from '../ops/health.js';
import type { Logger } from '../log/logger.js';
import type { Metrics } from '../ops/metrics/metrics.js';

export interface OperationsPort {
  readonly server: OpsServer;
  readonly address: ListenerAddress;
}

/** The facts that are told there. */
export interface OperationsView {
  isReady(): boolean;
  /** Null: nothing is counted. */
  readonly metrics: Metrics | null;
}

/**
 * Opens the port for health and metrics; null if there is to be none.
 *
 * @throws StartupError if the port cannot be had
 */
export async function openOperationsPort(
  { opsHost, opsPort }: Settings,
  view: OperationsView,
  logger: Logger,
): Promise<OperationsPort | null> {
  if (opsPort === 'off') return null;
  const { metrics } = view;
  const server = await startOpsServer({
    host: opsHost,
    port: opsPort,
    isReady: () => view.isReady(),
    metrics: metrics && (() => metrics.page()),
    onError: (error) => {
      logger.error({ err: error }, 'metrics could not be read');
    },
  });
  return { server, address: addressOf('http', opsHost, server.port) };
}
