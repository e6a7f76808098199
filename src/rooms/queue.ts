/** Below so many holes it does not pay to close them up. */
const fewHoles = 32;

/**
 * First in, first out. A Map would do, but finding its oldest entry takes
 * longer the more entries were deleted before it.
 */
export class Queue<T> {
  /** An item that was taken out leaves a hole at the beginning, until there are many. */
  readonly #items: (T | undefined)[] = [];
  #holes = 0;

  get size(): number {
    return this.#items.length - this.#holes;
  }

  /** The oldest; undefined if there is none. */
  get oldest(): T | undefined {
    return this.#items[this.#holes];
  }

  add(item: T): void {
    this.#items.push(item);
  }

  /** Takes the oldest out, if there is one. */
  drop(): void {
    if (this.size === 0) return;
    this.#items[this.#holes] = undefined;
    this.#holes += 1;
    if (this.#holes < fewHoles || this.#holes * 2 < this.#items.length) return;
    this.#items.splice(0, this.#holes);
    this.#holes = 0;
  }

  /** All of them, oldest first. */
  toArray(): T[] {
    return this.#items.slice(this.#holes).filter((item) => item !== undefined);
  }
}
