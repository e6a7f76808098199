import { once } from 'node:events';

import { descriptorsOf } from '../support/servers/process-facts.js';
import type { ServerProcess } from '../support/servers/server-process.js';

/** The resources of a server, everything freed that can be. */
export interface Measurement {
  /** In bytes, as Node counts them. */
  readonly heapUsed: number;
  readonly external: number;
  readonly rss: number;
  /** The kinds of things that keep Node's loop going, sorted. */
  readonly resources: readonly string[];
  /** Open file descriptors: every socket has one. */
  readonly descriptors: number;
}

/** The longest time that a measurement may take, in ms. */
const patienceMs = 30_000;

/** Asks a server that runs in test/support/servers/measured-server.mjs. */
export async function measure(server: ServerProcess): Promise<Measurement> {
  server.child.send('measure');
  const message: unknown[] = await Promise.race([
    once(server.child, 'message', { signal: AbortSignal.timeout(patienceMs) }),
    server.exited.then(() => Promise.reject(new Error('the server has ended'))),
  ]);
  // The form of what measured-server.mjs sends.
  const measured = message[0] as Omit<Measurement, 'descriptors'>;
  const resources = measured.resources.toSorted();
  return { ...measured, resources, descriptors: descriptorsOf(server.pid) };
}

/** The part of a growth that is noise. */
export interface Noise {
  /** As a share of what was there before. */
  readonly share: number;
  /** In bytes; the larger of the two counts. */
  readonly bytes: number;
}

/**
 * Compares the last third of a series with the one before it, by their medians:
 * the first third is warm-up, and a single high value says nothing.
 *
 * @returns by how much it has grown beyond noise, in bytes; 0 or less: not at all
 */
export function growth(series: readonly number[], noise: Noise): number {
  const third = Math.floor(series.length / 3);
  const before = median(series.slice(-2 * third, -third));
  const after = median(series.slice(-third));
  return after - before - Math.max(noise.bytes, noise.share * before);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('too few values for a median');
  return middle;
}
