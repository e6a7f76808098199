import { onTestFinished } from 'vitest';

import {
  type Callboard,
  type CallboardOptions,
  createCallboard,
  type ListenerAddress,
  type ServerAddresses,
} from '../../../src/index.js';

/** A server that listens on free ports of this machine, both protocols on. */
export interface TestServer {
  readonly callboard: Callboard;
  readonly addresses: ServerAddresses;
  readonly json: ListenerAddress;
  readonly red5: ListenerAddress;
}

/**
 * Starts a server on free ports and stops it when the test is over. The test
 * fails if any handler of the server has failed.
 */
export async function startServer(options: CallboardOptions = {}): Promise<TestServer> {
  const failures: unknown[] = [];
  const ignore = (): void => undefined;
  const callboard = createCallboard({
    host: '127.0.0.1',
    jsonPort: 0,
    red5Port: 0,
    opsPort: 'off',
    // Whoever is still there when a test is over does not keep the next one waiting.
    drainTimeoutMs: 100,
    logger: {
      debug: ignore,
      info: ignore,
      warn: ignore,
      error: (fields, message) => failures.push({ message, ...fields }),
    },
    ...options,
  });
  onTestFinished(async () => {
    await callboard.stop();
    if (failures.length > 0) throw new Error('a handler has failed', { cause: failures });
  });
  const addresses = await callboard.start();
  const { json, red5 } = addresses;
  if (json === null || red5 === null) throw new Error('both protocols are on');
  return { callboard, addresses, json, red5 };
}
