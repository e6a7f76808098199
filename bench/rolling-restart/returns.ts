import type { ChatMessage } from '../../src/client/index.js';
import type { Observation } from './observed-socket.js';

/** The width of the bins of times, in ms. */
const binMs = 100;

/** The messages that were acknowledged to their senders and did not come to everybody. */
export interface Losses {
  readonly acknowledged: number;
  /** Events of a room that somebody missed who was there when they happened. */
  readonly lost: number;
  /** Connections that ended without the word that the server goes away, or with another code. */
  readonly undismissed: number;
  /** Messages that were said when some of the room had moved already; those never see them. */
  readonly saidInParting: number;
}

/**
 * @param observations of all connections, in the order in which they joined
 * @param roomSize how many are in each room when all are there
 */
export function lossesOf(
  acknowledged: readonly ChatMessage[],
  observations: readonly Observation[],
  roomSize: number,
): Losses {
  const closed = observations.filter(({ closeCode }) => closeCode !== null);
  const isOrderly = ({ isDismissed, closeCode }: Observation): boolean =>
    isDismissed && closeCode === 1012;
  const hearers = new Map<string, number>();
  for (const { messageIds } of observations) {
    for (const id of messageIds) hearers.set(id, (hearers.get(id) ?? 0) + 1);
  }
  const heardBy = acknowledged.map(({ messageId }) => hearers.get(messageId) ?? 0);
  const saidInParting = heardBy.filter((count) => count < roomSize).length;
  // Every event has an offset. Who saw no gap, and at last that the server goes away, has missed nothing.
  const lost = observations.reduce((sum, { gaps }) => sum + gaps, 0);
  const undismissed = closed.filter((one) => !isOrderly(one)).length;
  return { acknowledged: acknowledged.length, lost, undismissed, saidInParting };
}

function binsOf(timesMs: readonly number[]): readonly number[] {
  const bins: number[] = [];
  for (const time of timesMs) {
    const bin = Math.floor(time / binMs);
    while (bins.length <= bin) bins.push(0);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  return bins;
}

/** The part of all that came back in the fullest tenth of a second. */
export function largestShare(timesMs: readonly number[]): number {
  return Math.max(...binsOf(timesMs)) / timesMs.length;
}

/** A histogram of returns in text, half a second a line. */
export function describeReturns(timesMs: readonly number[]): string {
  const bins = binsOf(timesMs);
  const perLine = 500 / binMs;
  const lines: string[] = [];
  for (let start = 0; start < bins.length; start += perLine) {
    const counts = bins.slice(start, start + perLine);
    const sum = counts.reduce((total, count) => total + count, 0);
    const bar = '#'.repeat(Math.round((200 * sum) / timesMs.length));
    const seconds = ((start * binMs) / 1000).toFixed(1).padStart(5);
    lines.push(`${seconds} s ${String(sum).padStart(5)} ${bar}`);
  }
  const most = Math.max(...bins);
  return [...lines, `at most ${String(most)} of ${String(timesMs.length)} in 100 ms`, ''].join(
    '\n',
  );
}
