import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';

/** Something that can refuse connections for a while. */
export interface Acceptor {
  pauseListening(): void;
  /** @throws Error if that does not work now; it is tried again */
  resumeListening(): void;
}

export interface AcceptingOptions {
  /** Those that can; without any, nothing is done. */
  readonly acceptors: () => readonly Acceptor[];
  /** Whether so many more files or sockets can be opened. */
  readonly canOpen: (count: number) => boolean;
  /** Hears of each change. */
  readonly onChange: (isAccepting: boolean) => void;
}

/**
 * The descriptors that are kept free of connections: health probes, certificates and the like
 * need descriptors, too.
 */
const reservedDescriptors = 16;

/**
 * Takes new connections only while there are file descriptors for them. The
 * native module would go on asking the system for one more connection, as fast
 * as it can, and whatever else needs a descriptor would find none.
 */
export class Accepting {
  readonly #options: AcceptingOptions;
  #isAccepting = true;

  constructor(options: AcceptingOptions) {
    this.#options = options;
  }

  get isAccepting(): boolean {
    return this.#isAccepting;
  }

  /** To be called every now and then. */
  look(): void {
    const { canOpen, onChange } = this.#options;
    const acceptors = this.#options.acceptors();
    if (acceptors.length === 0) return;
    // More to begin again than to go on: nobody gains by one connection in and out.
    const needed = this.#isAccepting ? reservedDescriptors : 2 * reservedDescriptors;
    if (canOpen(needed) === this.#isAccepting) return;
    for (const acceptor of acceptors) {
      if (this.#isAccepting) acceptor.pauseListening();
      else acceptor.resumeListening();
    }
    this.#isAccepting = !this.#isAccepting;
    onChange(this.#isAccepting);
  }
}

/**
 * Whether the process can open so many more files or sockets now. There is no
 * other way to know: limits change, and everything in the process counts.
 */
export function canOpen(count: number): boolean {
  const descriptors: number[] = [];
  try {
    while (descriptors.length < count) descriptors.push(openSync(devNull, 'r'));
    return true;
  } catch {
    return false;
  } finally {
    for (const descriptor of descriptors) closeSync(descriptor);
  }
}
