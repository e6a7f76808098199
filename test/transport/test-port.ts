import { loadNative } from '../../src/transport/native.js';
import { Port } from '../../src/transport/port.js';
import type { PortOptions } from '../../src/transport/port-options.js';
import { createAddressReader } from '../../src/transport/remote-address.js';
import type { Traffic } from '../../src/transport/traffic.js';
import type { ProtocolInstance } from '../../src/protocol.js';

export const native = await loadNative();

/** A port that lets everyone in, limits nothing and throws what a handler throws. */
export function createPort(options: Partial<PortOptions> = {}, module = native): Port {
  let connections = 0;
  return new Port(module, {
    greeting: 'a puppet',
    tls: null,
    maxPayloadBytes: 1024,
    maxQueuedBytes: 65_536,
    slowConsumers: 'close',
    idleTimeoutSeconds: 32,
    messageRate: null,
    addressOf: createAddressReader([]),
    isAllowedOrigin: () => true,
    admission: { enter: () => null, leave: () => undefined },
    refuses: () => true,
    now: () => performance.now(),
    nextConnectionId: () => String((connections += 1)),
    onError: (error) => {
      throw error;
    },
    ...options,
  });
}

/** @returns the URL at which the port now serves the protocol */
export function openOnLoopback(port: Port, instance: ProtocolInstance): string {
  const actual = port.open(instance, { host: '127.0.0.1', port: 0, setting: 'testPort' });
  return `ws://127.0.0.1:${String(actual)}`;
}

/** Counts nothing but what it is told to. */
export function createTraffic(counting: Partial<Traffic>): Traffic {
  const nothing = (): void => undefined;
  return {
    opened: nothing,
    closed: nothing,
    begin: nothing,
    end: nothing,
    received: nothing,
    dropped: nothing,
    rejected: nothing,
    sent: nothing,
    published: nothing,
    fellBehind: nothing,
    ...counting,
  };
}
