import type { Identifier, JsonText } from './commands.js';

/** A chat message as everyone in the room has seen it. */
export interface ChatMessage {
  /** The offset of its event. */
  readonly offset: number;
  readonly messageId: string;
  readonly userId: Identifier;
  /** The sender's name when it was sent. */
  readonly userName: Identifier;
  readonly content: JsonText;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  /** The sender's own id for it; null if it gave none. */
  readonly clientMessageId: string | null;
}

/** How much chat a room keeps. A message over any of these is dropped, oldest first. */
export interface HistoryPolicy {
  readonly historySize: number;
  readonly historyTtlMs: number;
  readonly historyMaxBytes: number;
}

/** Why missed messages cannot be given: dropped for count or bytes, or for age. */
export type HistoryGap = 'gap' | 'expired';

/** What one message costs beyond its texts, roughly, in bytes. */
const messageOverheadBytes = 128;

/** The newest chat messages of a room, bounded in number, bytes and age. */
export class History {
  readonly #policy: HistoryPolicy;
  /** By offset, oldest first. */
  readonly #messages = new Map<number, ChatMessage>();
  readonly #byClientId = new Map<string, ChatMessage>();
  #bytes = 0;
  /** The newest offset that was dropped for want of room, and for age; 0: none. */
  #droppedForRoom = 0;
  #droppedForAge = 0;

  constructor(policy: HistoryPolicy) {
    this.#policy = policy;
  }

  /** What is kept, in bytes; never more than `historyMaxBytes`. */
  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#messages.size;
  }

  /** @param now milliseconds since the epoch, as for every method here that takes it */
  add(message: ChatMessage, now: number): void {
    this.expire(now);
    this.#messages.set(message.offset, message);
    this.#bytes += sizeOf(message);
    if (message.clientMessageId !== null) this.#byClientId.set(keyOf(message), message);
    const { historySize, historyMaxBytes } = this.#policy;
    for (const oldest of this.#messages.values()) {
      if (this.#messages.size <= historySize && this.#bytes <= historyMaxBytes) break;
      this.#drop(oldest);
      this.#droppedForRoom = oldest.offset;
    }
  }

  /** Drops what has become too old. */
  expire(now: number): void {
    for (const oldest of this.#messages.values()) {
      if (now - oldest.timestamp < this.#policy.historyTtlMs) break;
      this.#drop(oldest);
      this.#droppedForAge = oldest.offset;
    }
  }

  /** Up to `count` of the newest messages, oldest first. */
  latest(count: number, now: number): readonly ChatMessage[] {
    this.expire(now);
    return count === 0 ? [] : [...this.#messages.values()].slice(-count);
  }

  /** Every message after an offset, oldest first; or why one of them is gone. */
  since(offset: number, now: number): readonly ChatMessage[] | HistoryGap {
    this.expire(now);
    if (this.#droppedForRoom > offset) return 'gap';
    if (this.#droppedForAge > offset) return 'expired';
    return [...this.#messages.values()].filter((message) => message.offset > offset);
  }

  /** The message that a user has sent with an id of its own, as long as it is kept. */
  find(userId: Identifier, clientMessageId: string, now: number): ChatMessage | undefined {
    this.expire(now);
    return this.#byClientId.get(keyOf({ userId, clientMessageId }));
  }

  #drop(message: ChatMessage): void {
    this.#messages.delete(message.offset);
    this.#bytes -= sizeOf(message);
    if (message.clientMessageId !== null) this.#byClientId.delete(keyOf(message));
  }
}

function keyOf(message: Pick<ChatMessage, 'userId' | 'clientMessageId'>): string {
  return JSON.stringify([message.userId, message.clientMessageId]);
}

function sizeOf(message: ChatMessage): number {
  const texts = [message.content, message.userId, message.userName, message.clientMessageId ?? ''];
  const sizes = texts.map((text) => Buffer.byteLength(String(text)));
  return sizes.reduce((sum, size) => sum + size, messageOverheadBytes);
}
