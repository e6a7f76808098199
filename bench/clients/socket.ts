import { isIPv4 } from 'node:net';

import { LoadSocket } from './load-socket.js';

/** Below what one address has in ports by default (32768 to 60999). */
const portsPerAddress = 20_000;

/**
 * The address that a client connects from: on loopback, where all of
 * 127.0.0.0/8 is there, the next one when an address runs out of ports.
 */
function sourceAddress(url: string, client: number): string | undefined {
  const { hostname } = new URL(url);
  // Bound to an address, a socket's port is searched for before its destination is
  // known, at 3 ms each where there are thousands; the first address needs no binding.
  if (client < portsPerAddress) return undefined;
  if (!isIPv4(hostname) || !hostname.startsWith('127.')) return undefined;
  return `127.0.0.${1 + Math.floor(client / portsPerAddress)}`;
}

/**
 * Opens a WebSocket.
 *
 * @param receive gets every message, which is valid during the call alone; some servers
 *   send the first with the handshake
 * @throws Error if it does not open
 */
export async function openSocket(
  url: string,
  client: number,
  receive: (data: Buffer) => void,
): Promise<LoadSocket> {
  return await LoadSocket.open(url, { receive, localAddress: sourceAddress(url, client) });
}

/** Calls for every number from 0 to below `count`, at most so many under way at a time. */
export async function inParallel(
  count: number,
  limit: number,
  task: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lanes = Array.from({ length: Math.min(limit, count) }, async () => {
    while (next < count) {
      const index = next;
      next += 1;
      await task(index);
    }
  });
  await Promise.all(lanes);
}
