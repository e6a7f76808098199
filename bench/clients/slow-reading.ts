/** Something that can be kept from being read. */
export interface Pausable {
  pause(): void;
  resume(): void;
}

/** Keeps a connection from reading more than so many bytes a second. */
export class SlowReading {
  readonly #connection: Pausable;
  readonly #bytesPerSecond: number;
  /** When what was read would have been read at that speed, by this process's clock. */
  #paidMs = performance.now();
  #timer: NodeJS.Timeout | null = null;

  /** @param bytesPerSecond 0: nothing at all */
  constructor(connection: Pausable, bytesPerSecond: number) {
    this.#connection = connection;
    this.#bytesPerSecond = bytesPerSecond;
    if (bytesPerSecond === 0) connection.pause();
  }

  /** A socket reads as much at once as has come: the pause after it makes up for that. */
  received(bytes: number): void {
    if (this.#bytesPerSecond === 0) return;
    const now = performance.now();
    this.#paidMs = Math.max(this.#paidMs, now) + (1000 * bytes) / this.#bytesPerSecond;
    if (this.#timer === null) this.#wait(now);
  }

  /** Lets it read on. */
  end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#connection.resume();
  }

  #wait(now: number): void {
    this.#connection.pause();
    this.#timer = setTimeout(() => {
      this.#timer = null;
      // More may have come out of what was read before.
      const later = performance.now();
      if (later < this.#paidMs) this.#wait(later);
      else this.#connection.resume();
    }, this.#paidMs - now);
  }
}
