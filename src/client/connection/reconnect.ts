import type { ReconnectPolicy } from '../types.js';

const firstWindowMs = 500;
const widestWindowMs = 20_000;

/**
 * Waits a random part of a window that doubles from 500 ms to 20 s ("full
 * jitter"), so that those who were cut off together do not come back together;
 * after the time that the server asked for, if it did. Never gives up.
 */
export const fullJitter: ReconnectPolicy = ({ attempt, random, retryAfterMs }) =>
  (retryAfterMs ?? 0) + random * Math.min(widestWindowMs, firstWindowMs * 2 ** (attempt - 1));

/** Whether a close code leaves it open to come back: 4500 to 4999 do not. */
export function mayComeBack(closeCode: number | null): boolean {
  return closeCode === null || closeCode < 4500 || closeCode > 4999;
}
