/** Where time comes from. */
export interface ClockSources {
  /** Milliseconds since the epoch; jumps whenever somebody sets the system's clock. */
  readonly wall: () => number;
  /** Milliseconds since whenever; never goes back. */
  readonly monotonic: () => number;
}

/** By how much of the time that passes a wrong clock is corrected. */
const correction = 0.1;

/**
 * A clock for deadlines: milliseconds since the epoch, as whole numbers, that
 * never go back and never jump. When the system's clock is set, this one runs
 * by a tenth slower or faster until both agree again, so that what has ten
 * seconds gets nine to eleven, and never an hour more or none at all.
 */
export function createSteadyClock({ wall, monotonic }: ClockSources): () => number {
  let last = monotonic();
  let time = wall();
  return () => {
    const now = monotonic();
    const passed = now - last;
    last = now;
    time += passed;
    const error = wall() - time;
    const most = passed * correction;
    time += Math.max(-most, Math.min(most, error));
    return Math.floor(time);
  };
}
