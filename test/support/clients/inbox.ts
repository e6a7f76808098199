/** The longest time that a test waits for what must come, in ms. Only a failing test ever waits that long. */
const patienceMs = 45_000;

/**
 * An inbox of what arrives, in order, to be awaited instead of slept for. What was taken
 * is not given again; what nobody took stays to be looked at.
 */
export class Inbox<T> {
  readonly #all: T[] = [];
  #taken = 0;
  #ended = false;
  #wake: (() => void)[] = [];

  /** Everything that ever arrived. */
  get all(): readonly T[] {
    return this.#all;
  }

  push(item: T): void {
    this.#all.push(item);
    this.#wakeAll();
  }

  /** Nothing more will come. */
  end(): void {
    this.#ended = true;
    this.#wakeAll();
  }

  /** Takes the oldest item that was not taken, waiting for it if need be. */
  async next(): Promise<T> {
    await this.until(() => this.#taken < this.#all.length, 'something to arrive');
    const item = this.#all[this.#taken];
    if (item === undefined) throw new Error('invariant: until has seen the item');
    this.#taken += 1;
    return item;
  }

  /** Takes everything that is there and was not taken. */
  take(): readonly T[] {
    const fresh = this.#all.slice(this.#taken);
    this.#taken = this.#all.length;
    return fresh;
  }

  /**
   * Resolves as soon as the condition holds; it is asked again after each arrival.
   *
   * @param awaited what is waited for, for the message of the failure
   * @throws Error if the inbox ends first, or after 45 s
   */
  async until(condition: () => boolean, awaited: string): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while (!condition()) {
      if (this.#ended) throw this.#failure(awaited, 'the connection ended');
      if (!(await this.#changed(deadline))) throw this.#failure(awaited, 'nothing came');
    }
  }

  /** False if nothing happens before the deadline. */
  #changed(deadline: number): Promise<boolean> {
    return new Promise((resolve) => {
      const alarm = setTimeout(() => {
        resolve(false);
      }, deadline - performance.now());
      this.#wake.push(() => {
        clearTimeout(alarm);
        resolve(true);
      });
    });
  }

  #wakeAll(): void {
    const wake = this.#wake;
    this.#wake = [];
    for (const resolve of wake) resolve();
  }

  #failure(awaited: string, reason: string): Error {
    const recent = JSON.stringify(this.#all.slice(-5)).slice(0, 2000);
    return new Error(`waited for ${awaited}, but ${reason}; the last to arrive: ${recent}`);
  }
}
