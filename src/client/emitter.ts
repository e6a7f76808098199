import type { Happening } from './roster.js';
import type { RoomEvents } from './types.js';

/**
 * Tells what has happened once all of it has: whoever is told of the first
 * thing finds the client as it is after the last.
 */
export class Emitter {
  readonly #listeners = new Map<keyof RoomEvents, Set<(event: never) => void>>();
  readonly #subscribers = new Set<() => void>();
  #happenings: Happening[] = [];
  #hasChanged = false;
  #isTelling = false;

  on<K extends keyof RoomEvents>(event: K, listener: (event: RoomEvents[K]) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners);
    return addOwn(listeners, (value: RoomEvents[K]) => {
      listener(value);
    });
  }

  subscribe(listener: () => void): () => void {
    return addOwn(this.#subscribers, () => {
      listener();
    });
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
      this.#hasChanged = false;
      const happenings = this.#happenings;
      this.#happenings = [];
      for (const [event, value] of happenings) {
        for (const listener of [...(this.#listeners.get(event) ?? [])]) {
          // `on` takes only listeners that take the values of this event.
          call(() => (listener as (event: unknown) => void)(value));
        }
      }
      for (const listener of [...this.#subscribers]) call(listener);
    }
    this.#isTelling = false;
  }
}

/** Somebody may listen twice, and stop once. */
function addOwn<T>(set: Set<T>, own: T): () => void {
  set.add(own);
  return () => {
    set.delete(own);
  };
}

/** What a listener throws is its own affair, and is reported like everything that nobody catches. */
function call(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
