import type { Distribution } from './distribution.js';

/**
 * One message in so many is timed for how long its handling takes, and the
 * others for when all have got what came of it: so each costs two looks at the
 * clock at most, one of them when it comes in.
 */
export const handlingSample = 16;

/**
 * Times what happens in one turn of the event loop, on all ports of a server.
 *
 * What is published in a turn is gathered by the native module, which hands it
 * to the sockets when the turn's input and output are done and before its
 * immediates run. So an immediate is the first moment at which everybody's
 * socket has it, be it in the system's buffer or, where a client is behind, in
 * the queue before that. (Frames of 16 KiB and more, and what exceeds the
 * module's own buffer, are handed over earlier.)
 */
export class Turn {
  readonly #now: () => number;
  /** When what is being handled came; NaN while nothing is. */
  #since = NaN;
  #depth = 0;
  #messages = 0;
  #isSampled = false;
  // Two lists, written again and again from their beginning: a list of pairs would cost a pair each.
  readonly #starts: number[] = [];
  readonly #readers: Distribution[] = [];
  #count = 0;
  readonly #over = (): void => {
    this.#end();
  };

  /** @param now monotonic, in ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** @param at monotonic, in ms */
  begin(at: number, isMessage: boolean): void {
    this.#depth += 1;
    if (this.#depth > 1) return;
    this.#since = at;
    if (!isMessage) return;
    this.#isSampled = this.#messages % handlingSample === 0;
    this.#messages += 1;
  }

  /** @param handling where to note how long it took, if it is a message */
  end(handling: Distribution): void {
    this.#depth -= 1;
    if (this.#depth > 0) return;
    if (this.#isSampled) handling.add((this.#now() - this.#since) / 1000);
    this.#since = NaN;
    this.#isSampled = false;
  }

  /**
   * Something was published.
   *
   * @param convergence where to note how long it took until all sockets had it
   * @param since when the oldest change that it tells happened, in monotonic ms; left out: when
   *   what is being handled came
   */
  published(convergence: Distribution, since = this.#isSampled ? NaN : this.#since): void {
    if (Number.isNaN(since)) return;
    const last = this.#count - 1;
    // What is published in several ways is still one change.
    if (this.#starts[last] === since && this.#readers[last] === convergence) return;
    if (this.#count === 0) setImmediate(this.#over);
    this.#starts[this.#count] = since;
    this.#readers[this.#count] = convergence;
    this.#count += 1;
  }

  #end(): void {
    const now = this.#now();
    for (let index = 0; index < this.#count; index += 1) {
      this.#readers[index]?.add((now - (this.#starts[index] ?? now)) / 1000);
    }
    this.#count = 0;
  }
}
