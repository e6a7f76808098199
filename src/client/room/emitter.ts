import { Listeners } from '../listeners.js';
import type { Happening } from './roster.js';
import type { RoomEvents } from '../types.js';

/**
 * Tells what has happened once all of it has: whoever is told of the first
 * thing finds the client as it is after the last.
 */
export class Emitter {
  readonly #listeners = new Listeners<RoomEvents>();
  readonly #subscribers = new Listeners<{ readonly change: null }>();
  #happenings: Happening[] = [];
  #hasChanged = false;
  #isTelling = false;

  on<K extends keyof RoomEvents>(event: K, listener: (event: RoomEvents[K]) => void): () => void {
    return this.#listeners.add(event, listener);
  }

  subscribe(listener: () => void): () => void {
    return this.#subscribers.add('change', () => listener());
  }

  /** Something has changed, whether or not there is an event for it. */
  add(...happenings: readonly Happening[]): void {
    this.#happenings.push(...happenings);
    this.#hasChanged = true;
  }

  /** Tells everything that was added, then the subscribers that something has changed. */
  tell(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    while (this.#hasChanged) {
      const happenings = this.#happenings;
      this.#happenings = [];
      this.#hasChanged = false;
      for (const [event, value] of happenings) this.#listeners.emit(event, value);
      this.#subscribers.emit('change', null);
    }
    this.#isTelling = false;
  }
}
