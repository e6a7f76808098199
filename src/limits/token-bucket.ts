/** The rate and burst of a bucket. */
export interface BucketRate {
  /** The number of tokens that come in a second. */
  readonly ratePerSecond: number;
  /** The number of tokens it holds at most. */
  readonly burst: number;
}

/** A token bucket: so much at once, and so much in the long run. Full when it is made. */
export class TokenBucket {
  readonly #rate: BucketRate;
  #tokens: number;
  #at: number;

  /** @param now monotonic, in ms */
  constructor(rate: BucketRate, now: number) {
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#at = now;
  }

  /**
   * Takes one token, if there is one.
   *
   * @param now monotonic, in ms
   * @returns 0 if it was taken, else in how many ms there will be one
   */
  take(now: number): number {
    this.#fill(now);
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      return 0;
    }
    return Math.ceil(((1 - this.#tokens) * 1000) / this.#rate.ratePerSecond);
  }

  /** Whether it has as much as it will ever have. */
  isFull(now: number): boolean {
    this.#fill(now);
    return this.#tokens === this.#rate.burst;
  }

  #fill(now: number): void {
    const { ratePerSecond, burst } = this.#rate;
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#at) * ratePerSecond) / 1000);
    this.#at = now;
  }
}
