import { setTimeout as delay } from 'node:timers/promises';

import type { Port } from './port.js';

/** How long connections get, and what they are told. */
export interface DrainOptions {
  /** Reads a monotonic clock, in ms. */
  now(): number;
  /** When, by that clock, whoever is still there is closed anyway. */
  readonly deadlineMs: number;
  /** When clients should come back. */
  readonly retryAfterMs: number;
}

/** How often connections with frames still queued are looked at again; there is no event for all of them. */
const pollIntervalMs = 20;

/**
 * Closes every connection of a port, each as soon as what was sent to it is
 * with the operating system, and all of them by the deadline.
 */
export async function drainPort(port: Port, options: DrainOptions): Promise<void> {
  for (;;) {
    const isLate = options.now() >= options.deadlineMs;
    for (const link of port.links) {
      if (link.isFlushed || isLate) {
        link.end({ code: 'draining', retryAfterMs: options.retryAfterMs });
      }
    }
    if (port.links.size === 0 || isLate) return;
    await delay(pollIntervalMs);
  }
}
