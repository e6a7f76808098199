import type { LimitName } from './limit-watch.js';
import { type BucketRate, TokenBucket } from './token-bucket.js';

/** The limits on the number of connections and the rate at which they come; 0 is any number. */
export interface AdmissionLimits {
  /** On all ports together. */
  readonly maxConnections: number;
  readonly maxConnectionsPerAddress: number;
  /** Of connects, and of joins, each for itself. */
  readonly connectRatePerAddressPerSecond: number;
}

export interface AdmissionOptions {
  readonly limits: AdmissionLimits;
  /** Monotonic milliseconds. */
  now(): number;
  /** Asked when a limit is exceeded: whether to refuse. */
  refuses(limit: LimitName): boolean;
}

/** Why a connection is not let in. */
export type AdmissionRefusal =
  | { readonly code: 'too-many-connections' }
  | { readonly code: 'rate-limited'; readonly retryAfterMs: number };

/** The counts of one address. */
interface Guest {
  connections: number;
  connects: TokenBucket | null;
  joins: TokenBucket | null;
}

/** The connections of all ports: how many there are, and how many and how often from where. */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #rate: BucketRate;
  readonly #guests = new Map<string, Guest>();
  #connections = 0;

  constructor(options: AdmissionOptions) {
    this.#options = options;
    const ratePerSecond = options.limits.connectRatePerAddressPerSecond;
    // A second's worth may come at once: a page opens several connections.
    this.#rate = { ratePerSecond, burst: ratePerSecond };
  }

  /** The number of addresses remembered. */
  get size(): number {
    return this.#guests.size;
  }

  /**
   * A connection asks to be let in. It counts from now on, until `leave`,
   * unless it is refused.
   */
  enter(address: string): AdmissionRefusal | null {
    const { limits } = this.#options;
    const refuses = (limit: LimitName): boolean => this.#options.refuses(limit);
    const guest = this.#guest(address);
    if (isReached(limits.maxConnections, this.#connections) && refuses('maxConnections')) {
      return { code: 'too-many-connections' };
    }
    if (
      isReached(limits.maxConnectionsPerAddress, guest.connections) &&
      refuses('maxConnectionsPerAddress')
    ) {
      return { code: 'too-many-connections' };
    }
    const retryAfterMs = this.#take(guest, 'connects');
    if (retryAfterMs > 0) return { code: 'rate-limited', retryAfterMs };
    guest.connections += 1;
    this.#connections += 1;
    return null;
  }

  /** A connection that was let in is gone. */
  leave(address: string): void {
    this.#guest(address).connections -= 1;
    this.#connections -= 1;
  }

  /** @returns 0 if the address may join a room now, else in how many ms */
  joinDelayMs(address: string): number {
    return this.#take(this.#guest(address), 'joins');
  }

  /** Forgets addresses that there is nothing to say about. To be called every now and then. */
  tick(): void {
    const now = this.#options.now();
    for (const [address, { connections, connects, joins }] of this.#guests) {
      const isRested = (bucket: TokenBucket | null): boolean => bucket?.isFull(now) !== false;
      if (connections === 0 && isRested(connects) && isRested(joins)) this.#guests.delete(address);
    }
  }

  #guest(address: string): Guest {
    const known = this.#guests.get(address);
    if (known !== undefined) return known;
    const guest: Guest = { connections: 0, connects: null, joins: null };
    this.#guests.set(address, guest);
    return guest;
  }

  #take(guest: Guest, kind: 'connects' | 'joins'): number {
    if (this.#rate.ratePerSecond === 0) return 0;
    const now = this.#options.now();
    const bucket = (guest[kind] ??= new TokenBucket(this.#rate, now));
    const delayMs = bucket.take(now);
    if (delayMs === 0) return 0;
    return this.#options.refuses('connectRatePerAddressPerSecond') ? delayMs : 0;
  }
}

function isReached(limit: number, count: number): boolean {
  return limit > 0 && count >= limit;
}
