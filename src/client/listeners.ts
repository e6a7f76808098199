/** The listeners, by event. */
export class Listeners<Events> {
  readonly #sets: { [K in keyof Events]?: Set<(event: Events[K]) => void> } = {};

  /** @returns how to stop listening */
  add<K extends keyof Events>(name: K, listener: (event: Events[K]) => void): () => void {
    // Somebody may listen twice, and stop once.
    const own = (event: Events[K]): void => listener(event);
    const set = (this.#sets[name] ??= new Set());
    set.add(own);
    return () => {
      set.delete(own);
    };
  }

  /** Calls the listeners of an event. An error of one is its own affair: it is reported like everything that nobody catches. */
  emit<K extends keyof Events>(name: K, event: Events[K]): void {
    for (const listener of [...(this.#sets[name] ?? [])]) {
      try {
        listener(event);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
