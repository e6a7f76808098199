import { performance } from 'node:perf_hooks';

import { Distribution } from './distribution.js';

/** The interval between looks at the lag, in ms. */
export const lagIntervalMs = 50;

const lagBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** The time things wait because the event loop is busy. */
export class LoopLag {
  readonly distribution = new Distribution(lagBounds);
  readonly #now: () => number;
  #lookedAt = NaN;

  /** @param now monotonic, in ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** In which the loop had something to do, since the process began, in seconds. */
  get busySeconds(): number {
    return performance.eventLoopUtilization().active / 1000;
  }

  /** To be called by a timer every `lagIntervalMs`. */
  look(): void {
    const now = this.#now();
    const elapsedMs = now - this.#lookedAt;
    this.#lookedAt = now;
    // The first look has nothing to compare with.
    if (!Number.isNaN(elapsedMs))
      this.distribution.add(Math.max(0, elapsedMs - lagIntervalMs) / 1000);
  }
}
