/** `performance.now()` counts from each process's own start; the clock behind it is one for all. */
const startMs = Math.max(
  // A process that is held up between the two looks finds too little.
  ...Array.from({ length: 20 }, () => Number(process.hrtime.bigint()) / 1e6 - performance.now()),
);

/** Milliseconds of the machine's monotonic clock: the same moment is the same number in every process. */
export function nowMs(): number {
  return startMs + performance.now();
}

let lastReadMs = 0;

/** A connection has been read: what is in it was there by now, however long it takes to look at all of it. */
export function markRead(): void {
  lastReadMs = nowMs();
}

/** When a connection was last read. One look at the clock is for all that came in one piece. */
export function readMs(): number {
  return lastReadMs;
}
