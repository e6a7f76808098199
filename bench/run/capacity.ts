import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';

import { WebSocketServer } from 'ws';

import { descriptorLimit } from '../measuring/process-facts.js';
import { Generator } from './generator.js';

/** Enough for the compiler to have done its work. */
const calibrationFrames = 20_000;
/** A generator is to be busy for no more of its time than this. */
const wantedShare = 0.5;
/** The descriptors that a process has open besides its connections. */
const ownDescriptors = 64;

/**
 * The number of generator processes of a run: as many as its deliveries need,
 * but no more than can run side by side on so many cores. Where everything is
 * due at once, that is how many it takes.
 */
export function workersFor(
  deliveriesPerSecond: number,
  microsPerFrame: number,
  cores = availableParallelism(),
): number {
  const share = (deliveriesPerSecond * microsPerFrame) / 1e6;
  return Math.max(1, Math.min(cores, Math.ceil(share / wantedShare)));
}

/** Measures what a frame costs a generator, in µs of CPU time. */
export async function measureFrameCost(
  workerPath: string,
  cores: readonly number[] | null,
  contentBytes: number,
): Promise<number> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  const generator = new Generator(workerPath, cores, () => undefined);
  try {
    await once(server, 'listening');
    const padding = '.'.repeat(contentBytes);
    const frame = Buffer.from(`{"type":"chat-message","padding":"${padding}","content":"none"}`);
    server.on('connection', (socket) => {
      socket.on('message', () => {
        for (let sent = 0; sent < calibrationFrames; sent += 1)
          socket.send(frame, { binary: false });
      });
    });
    // It listens on TCP.
    const { port } = server.address() as AddressInfo;
    return await generator.calibrate(`ws://127.0.0.1:${port}`, calibrationFrames);
  } finally {
    await generator.stop();
    server.close();
  }
}

/** @returns why this machine cannot open so many connections, null if it can */
export function descriptorShortage(
  connections: number,
  workers: number,
  startsServer: boolean,
): string | null {
  const limit = descriptorLimit();
  const needed = ownDescriptors + (startsServer ? connections : Math.ceil(connections / workers));
  if (needed <= limit) return null;
  return `${connections} connections need ${needed} file descriptors in one process, and it may have ${limit}: raise "ulimit -n"`;
}
