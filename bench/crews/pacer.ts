import { nowMs } from '../measuring/clock.js';
import type { Pace } from '../plan/schedule.js';

/** Waits at most so long at a time, so that a stop is heard. */
const longestWaitMs = 50;

/** Does what is due when it is due, and never waits for what came of it. */
export class Pacer {
  readonly #pace: Pace;
  readonly #events: Uint32Array;
  readonly #act: (event: number) => void;
  #next = 0;
  #startMs = 0;
  #stopMs = Number.POSITIVE_INFINITY;

  /** @param events whose turn it is to act in this process, in order */
  constructor(pace: Pace, events: Uint32Array, act: (event: number) => void) {
    this.#pace = pace;
    this.#events = events;
    this.#act = act;
  }

  /** @param startMs by the machine's clock */
  start(startMs: number): void {
    this.#startMs = startMs;
    this.#tick();
  }

  /** Leaves undone whatever is due later than this, in ms after the start. */
  stopAfter(ms: number): void {
    this.#stopMs = ms;
  }

  /** Whether there is nothing left to do. */
  get isDone(): boolean {
    const dueMs = this.#nextDueMs();
    return dueMs === Number.POSITIVE_INFINITY || dueMs > this.#stopMs;
  }

  readonly #tick = (): void => {
    for (;;) {
      const event = this.#events[this.#next];
      const dueMs = this.#nextDueMs();
      if (event === undefined || dueMs > this.#stopMs) return;
      const waitMs = this.#startMs + dueMs - nowMs();
      if (waitMs > 0) {
        setTimeout(this.#tick, Math.min(waitMs, longestWaitMs));
        return;
      }
      this.#next += 1;
      this.#act(event);
    }
  };

  /** Infinity after the last one. */
  #nextDueMs(): number {
    const event = this.#events[this.#next];
    return event === undefined ? Number.POSITIVE_INFINITY : this.#pace.dueMs(event);
  }
}

/** The numbers from 0 to below `count` for which `isOurs` holds. */
export function numbersOf(count: number, isOurs: (event: number) => boolean): Uint32Array {
  return Uint32Array.from(Array.from({ length: count }, (_, event) => event).filter(isOurs));
}
