import { type BucketRate, TokenBucket } from './token-bucket.js';

/** The rate at which one connection may send. */
export interface MessageRateLimit extends BucketRate {
  /** For how long it may go on sending too much, in ms. */
  readonly graceMs: number;
}

/** The verdict on a message. */
export type MessageVerdict =
  | { readonly kind: 'accepted' }
  /** It is not acted on. */
  | { readonly kind: 'dropped' }
  /** It is not acted on, and it is time to say so. */
  | { readonly kind: 'told'; readonly retryAfterMs: number }
  /** This has gone on for too long. */
  | { readonly kind: 'ended' };

const accepted: MessageVerdict = { kind: 'accepted' };
const dropped: MessageVerdict = { kind: 'dropped' };
const ended: MessageVerdict = { kind: 'ended' };

/** A sender that was told needs a moment to hear it; telling it of each message would pay it back. */
const toldIntervalMs = 1000;

/** After so long without a message too many, the next one is a new matter. */
const forgivenAfterMs = 2000;

/** When there were messages too many, in monotonic ms. */
interface Excess {
  since: number;
  last: number;
  told: number;
}

/** Judges what one connection sends. */
export class MessageRate {
  readonly #limit: MessageRateLimit;
  readonly #bucket: TokenBucket;
  /** Null while nothing was too much: most connections never send too much. */
  #excess: Excess | null = null;

  /** @param now monotonic, in ms */
  constructor(limit: MessageRateLimit, now: number) {
    this.#limit = limit;
    this.#bucket = new TokenBucket(limit, now);
  }

  /** @param now monotonic, in ms */
  judge(now: number): MessageVerdict {
    const retryAfterMs = this.#bucket.take(now);
    if (retryAfterMs === 0) return accepted;
    const excess = (this.#excess ??= { since: now, last: now, told: -Infinity });
    if (now - excess.last >= forgivenAfterMs) excess.since = now;
    excess.last = now;
    if (now - excess.since >= this.#limit.graceMs && excess.told > -Infinity) return ended;
    if (now - excess.told < toldIntervalMs) return dropped;
    excess.told = now;
    return { kind: 'told', retryAfterMs };
  }
}
