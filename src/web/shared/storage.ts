/**
 * The memory of a browser. Where it may not remember anything, pages
 * work all the same.
 */

/** Text under a key. */
export interface Remembered {
  /** Empty if nothing is remembered. */
  read(): string;
  /** An empty text forgets. */
  write(text: string): void;
}

/** Kept until the user clears it. */
export function rememberedForGood(key: string): Remembered {
  return remembered(() => localStorage, key);
}

/** Kept as long as the tab is open, reloads included. */
export function rememberedInTab(key: string): Remembered {
  return remembered(() => sessionStorage, key);
}

// Even touching the storage throws where the user has switched it off.
function remembered(storage: () => Storage, key: string): Remembered {
  const fullKey = `callboard.${key}`;
  return {
    read() {
      try {
        return storage().getItem(fullKey) ?? '';
      } catch {
        return '';
      }
    },
    write(text) {
      try {
        if (text === '') storage().removeItem(fullKey);
        else storage().setItem(fullKey, text);
      } catch {
        // Forgetting is all that can be done about it.
      }
    },
  };
}
