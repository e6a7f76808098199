import { onTestFinished } from 'vitest';

import {
  type Callboard,
  type CallboardOptions,
  createCallboard,
  type ListenerAddress,
  type ServerAddresses,
} from '../../../src/index.js';
import type { ProtocolName } from '../../../protocols/index.js';
import { onFreePorts, protocolNames } from './ports.js';

/** A server in this process that listens on free ports of this machine, with the address of each protocol. */
export interface TestServer extends Readonly<Record<ProtocolName, ListenerAddress>> {
  readonly callboard: Callboard;
  readonly addresses: ServerAddresses;
}

/**
 * Starts a server on free ports and stops it when the test is over. The test
 * fails if any handler of the server has failed.
 *
 * @throws Error if a protocol is off
 */
export async function startServer(options: CallboardOptions = {}): Promise<TestServer> {
  const failures: unknown[] = [];
  const ignore = (): void => undefined;
  const callboard = createCallboard({
    ...onFreePorts,
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
  return { callboard, addresses, ...addressesOfProtocols(addresses) };
}

function addressesOfProtocols(
  addresses: ServerAddresses,
): Readonly<Record<ProtocolName, ListenerAddress>> {
  const found = protocolNames.map((name) => {
    const address = addresses[name];
    if (address === null) throw new Error(`${name} is off`);
    return [name, address] as const;
  });
  // An address for every protocol that there is.
  return Object.fromEntries(found) as Record<ProtocolName, ListenerAddress>;
}
