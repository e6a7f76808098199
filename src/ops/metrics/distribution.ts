/**
 * A distribution of durations: the numbers behind a histogram.
 * Measuring is adding two numbers up; what takes longer is left to whoever
 * reads.
 */
export class Distribution {
  /** In seconds, rising. */
  readonly bounds: readonly number[];
  readonly #counts: Float64Array;
  #sum = 0;

  /** @param bounds the upper ends of the buckets, in seconds, rising; what is longer than all counts as well */
  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.#counts = new Float64Array(bounds.length + 1);
  }

  /** The sum of what was measured, in seconds. */
  get sum(): number {
    return this.#sum;
  }

  /** The number that were at most as long as each of the bounds, and last how many there were. */
  get cumulativeCounts(): readonly number[] {
    let total = 0;
    return Array.from(this.#counts, (count) => (total += count));
  }

  add(seconds: number): void {
    this.#sum += seconds;
    let bucket = 0;
    while (bucket < this.bounds.length && seconds > (this.bounds[bucket] ?? 0)) bucket += 1;
    // The index is always inside: there is one bucket more than bounds.
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
  }
}
