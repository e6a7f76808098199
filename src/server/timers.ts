import type { Timer } from '../protocol.js';

/** Milliseconds since whenever; never goes back. */
export const monotonicNow = (): number => performance.now();

/** Calls back once, after at least `delayMs`. */
export function schedule(delayMs: number, callback: () => void): Timer {
  const timer = setTimeout(callback, delayMs);
  return {
    cancel: () => {
      clearTimeout(timer);
    },
  };
}

/** Work that is repeated until it is cancelled. */
export function repeat(intervalMs: number, task: () => void): Timer {
  const timer = setInterval(task, intervalMs);
  return {
    cancel: () => {
      clearInterval(timer);
    },
  };
}
