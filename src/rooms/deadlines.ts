/**
 * Items that end at a time. All of one collection last equally long, so they
 * end in the order in which they were added.
 */
export class Deadlines<T> {
  readonly #times = new Map<T, number>();

  get size(): number {
    return this.#times.size;
  }

  /** The time at which the first of them ends, in ms since the epoch; infinite if there is none. */
  get next(): number {
    for (const time of this.#times.values()) return time;
    return Number.POSITIVE_INFINITY;
  }

  /** @param time in ms since the epoch, not before that of any other */
  add(item: T, time: number): void {
    this.#times.set(item, time);
  }

  delete(item: T): void {
    this.#times.delete(item);
  }

  /**
   * Takes out whatever has had its time, and the oldest beyond `limit`.
   *
   * @param now ms since the epoch
   * @returns what it took out, oldest first
   */
  takeDue(now: number, limit: number): readonly T[] {
    const due: T[] = [];
    for (const [item, time] of this.#times) {
      if (time > now && this.#times.size <= limit) break;
      this.#times.delete(item);
      due.push(item);
    }
    return due;
  }
}
