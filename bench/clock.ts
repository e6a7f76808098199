/** `performance.now()` counts from each process's own start; the clock behind it is one for all. */
const startMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();

/** Milliseconds of the machine's monotonic clock: the same moment is the same number in every process. */
export function nowMs(): number {
  return startMs + performance.now();
}
