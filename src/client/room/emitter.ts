import { Listeners } from '../listeners.js';
import type { NamedEvent } from './roster.js';
import type { RoomEvents } from '../types.js';

/**
 * Tells what has happened once all of it has: whoever is told of the first
 * thing finds the client as it is after the last.
 */
export class Emitter {
  readonly #listeners = new Listeners<RoomEvents>();
  readonly #subscribers = new Listeners<{ readonly change: null }>();
  #events: NamedEvent[] = [];
  #hasChanged = false;
  #isTelling = false;

  on<K extends keyof RoomEvents>(event: K, listener: (event: RoomEvents[K]) => void): () => void {
    return this.#listeners.add(event, listener);
  }

  subscribe(listener: () => void): () => void {
    return this.#subscribers.add('change', () => listener());
  }

  /** Something has changed, whether or not there is an event for it. */
  add(...events: readonly NamedEvent[]): void {
    this.#events.push(...events);
    this.#hasChanged = true;
  }

  /** Tells everything that was added, then the subscribers that something has changed. */
  tell(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    while (this.#hasChanged) {
      const events = this.#events;
      this.#events = [];
      this.#hasChanged = false;
      for (const [event, value] of events) this.#listeners.emit(event, value);
      this.#subscribers.emit('change', null);
    }
    this.#isTelling = false;
  }
}
