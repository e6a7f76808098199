import { setTimeout as delay } from 'node:timers/promises';

import type { Link } from './link.js';

/** The number of connections to close, and the time that may take. */
export interface DrainExtent {
  /** Whose clients come back by themselves. They go first. */
  readonly reconnecting: number;
  readonly others: number;
  readonly timeoutMs: number;
}

/** The options of a drain. */
export interface DrainOptions {
  /** The links that come back by themselves; they are closed in this order. */
  readonly reconnecting: readonly Link[];
  /** They are closed after those. */
  readonly others: readonly Link[];
  readonly timeoutMs: number;
  /** Reads a monotonic clock, in ms. */
  now(): number;
  /** From 0 to 1. */
  random(): number;
  /** The number of open connections, these and others. */
  countOpen(): number;
  /** Closes a connection, and tells its client when to come back. */
  dismiss(link: Link, retryAfterMs: number): void;
}

/** The part of the time in which connections are closed. The rest is for those who read slowly. */
const closingShare = 0.85;

/** So few come back together without anybody noticing, and nobody wants to wait for them. */
const aFew = 4;

/** When the last of only a few go, as a part of the time. */
const lastOfAFewShare = 0.02;

/** When a client is asked to come back, in ms from its close: some time within the span after the least. */
const leastRetryMs = 500;
const retrySpanMs = 2000;

/** The interval between looks at due connections with frames still queued; there is no event for all of them. */
const pollIntervalMs = 10;

/** The time the other sides get to take note of their close before the sockets are torn down. */
const lingerMs = 100;

/**
 * When each connection is closed, in ms from the beginning of a drain: evenly
 * over most of the time, the first at once; of only a few, all nearly at once.
 */
export function closingTimes({ reconnecting, others, timeoutMs }: DrainExtent): readonly number[] {
  const count = reconnecting + others;
  if (count <= aFew) {
    const last = reconnecting > 0 ? timeoutMs * lastOfAFewShare : 0;
    return Array.from({ length: count }, (_, index) => (index < reconnecting ? 0 : last));
  }
  const pace = (timeoutMs * closingShare) / count;
  return Array.from({ length: count }, (_, index) => index * pace);
}

/**
 * Closes every connection at its time, or as soon after that as everything
 * that was sent to it is with the operating system; all of them when the time
 * is over. Those of one room follow each other, so that it is in two places
 * for as short as possible.
 */
export async function drain(options: DrainOptions): Promise<void> {
  const { reconnecting, others, timeoutMs } = options;
  const links = [...reconnecting, ...others];
  const extent = { reconnecting: reconnecting.length, others: others.length, timeoutMs };
  const times = closingTimes(extent);
  const startedAt = options.now();
  const due = new Set<Link>();
  let next = 0;
  for (;;) {
    const elapsedMs = options.now() - startedAt;
    const isOver = elapsedMs >= timeoutMs;
    for (; next < links.length && (isOver || (times[next] ?? 0) <= elapsedMs); next += 1) {
      const link = links[next];
      if (link !== undefined) due.add(link);
    }
    for (const link of due) {
      if (!link.isFlushed && !isOver) continue;
      due.delete(link);
      options.dismiss(link, Math.round(leastRetryMs + options.random() * retrySpanMs));
    }
    if (options.countOpen() === 0 || isOver) break;
    await delay(pollIntervalMs);
  }
  const leftMs = timeoutMs - (options.now() - startedAt);
  // What the others have sent meanwhile is unread: closed with that, a socket forgets what it was to send.
  if (links.length > 0) await delay(Math.max(0, Math.min(lingerMs, leftMs)));
}
