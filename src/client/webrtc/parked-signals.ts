import type { ClientEnvironment, Identifier, Signal } from '../types.js';

/** News that is slower than this is not on its way any more. */
const parkedMsMax = 5000;

/** A description and the candidates of a pair, several times over. */
const parkedMax = 256;

/**
 * Signals from participants with whom there is nothing to negotiate: they have
 * overtaken the news that somebody streams, or come from a connection that has
 * just ended. Which of the two is known when the news comes, or does not.
 */
export class ParkedSignals {
  readonly #environment: ClientEnvironment;
  #parked: { readonly userId: Identifier; readonly signal: Signal; readonly at: number }[] = [];

  constructor(environment: ClientEnvironment) {
    this.#environment = environment;
  }

  put(userId: Identifier, signal: Signal): void {
    this.#parked.push({ userId, signal, at: this.#environment.now() });
    if (this.#parked.length > parkedMax) this.#parked.shift();
  }

  /** Takes out what this participant has sent, oldest first. */
  take(userId: Identifier): readonly Signal[] {
    const earliest = this.#environment.now() - parkedMsMax;
    const recent = this.#parked.filter(({ at }) => at >= earliest);
    this.#parked = recent.filter((one) => one.userId !== userId);
    return recent.filter((one) => one.userId === userId).map(({ signal }) => signal);
  }
}
