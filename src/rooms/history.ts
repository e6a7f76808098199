import type { Identifier, JsonText } from './identity.js';
import { Queue } from './queue.js';

/** A chat message as everyone in the room was told it. */
export interface ChatMessage {
  /** The offset of its `message-sent`. */
  readonly offset: number;
  /** Unique among all messages of all rooms and nodes. */
  readonly messageId: string;
  readonly userId: Identifier;
  /** The sender's name when it was sent. */
  readonly userName: Identifier;
  readonly content: JsonText;
  /** The time of sending, in ms since the epoch. */
  readonly timestamp: number;
  /** The sender's own id for it; null if it gave none. */
  readonly clientMessageId: string | null;
}

/** The bounds of the chat that a room keeps. What exceeds any of them is dropped, oldest first. */
export interface HistoryPolicy {
  /** The most messages; 0: none are kept. */
  readonly historySize: number;
  /** The age at which a message is dropped, in ms. */
  readonly historyTtlMs: number;
  /** The most bytes: of texts in UTF-8, and 128 more for each message. */
  readonly historyMaxBytes: number;
}

/** The reason why missed messages are gone: dropped for count or bytes, or for age. */
export type HistoryGap = 'gap' | 'expired';

/** The cost of a message beyond its texts, roughly. */
const messageOverheadBytes = 128;

interface KeptMessage {
  readonly message: ChatMessage;
  readonly bytes: number;
}

/** The newest chat messages of a room, bounded in number, bytes and age. */
export class History {
  readonly #policy: HistoryPolicy;
  readonly #kept = new Queue<KeptMessage>();
  readonly #byClientId = new Map<string, ChatMessage>();
  #bytes = 0;
  /** The newest offset that was dropped for want of room, and for age; 0: none. */
  #droppedForRoom = 0;
  #droppedForAge = 0;

  constructor(policy: HistoryPolicy) {
    this.#policy = policy;
  }

  /** The size of all that is kept; never more than `historyMaxBytes`. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The number of messages that are kept. */
  get size(): number {
    return this.#kept.size;
  }

  /** @param now ms since the epoch, as for every method here that takes it */
  add(message: ChatMessage, now: number): void {
    this.expire(now);
    const bytes = sizeOf(message);
    this.#kept.add({ message, bytes });
    this.#bytes += bytes;
    if (message.clientMessageId !== null) this.#byClientId.set(keyOf(message), message);
    const { historySize, historyMaxBytes } = this.#policy;
    for (let kept = this.#kept.oldest; kept !== undefined; kept = this.#kept.oldest) {
      if (this.#kept.size <= historySize && this.#bytes <= historyMaxBytes) break;
      this.#drop(kept);
      this.#droppedForRoom = kept.message.offset;
    }
  }

  /** Drops what has become too old. */
  expire(now: number): void {
    for (let kept = this.#kept.oldest; kept !== undefined; kept = this.#kept.oldest) {
      if (now - kept.message.timestamp < this.#policy.historyTtlMs) break;
      this.#drop(kept);
      this.#droppedForAge = kept.message.offset;
    }
  }

  /** Up to `count` of the newest messages, oldest first. */
  latest(count: number, now: number): readonly ChatMessage[] {
    this.expire(now);
    return count === 0 ? [] : this.#messages().slice(-count);
  }

  /** Every message after an offset, oldest first; or the reason why one of them is gone. */
  since(offset: number, now: number): readonly ChatMessage[] | HistoryGap {
    this.expire(now);
    if (this.#droppedForRoom > offset) return 'gap';
    if (this.#droppedForAge > offset) return 'expired';
    return this.#messages().filter((message) => message.offset > offset);
  }

  /** The message that a user has sent under a `clientMessageId`, as long as it is kept. */
  find(userId: Identifier, clientMessageId: string, now: number): ChatMessage | undefined {
    this.expire(now);
    return this.#byClientId.get(keyOf({ userId, clientMessageId }));
  }

  #messages(): readonly ChatMessage[] {
    return this.#kept.toArray().map(({ message }) => message);
  }

  /** @param oldest the one that is next in the queue */
  #drop({ message, bytes }: KeptMessage): void {
    this.#kept.drop();
    this.#bytes -= bytes;
    if (message.clientMessageId !== null) this.#byClientId.delete(keyOf(message));
  }
}

function keyOf(message: Pick<ChatMessage, 'userId' | 'clientMessageId'>): string {
  return JSON.stringify([message.userId, message.clientMessageId]);
}

function sizeOf({ content, userId, userName, clientMessageId }: ChatMessage): number {
  const names = textSizeOf(userId) + textSizeOf(userName) + textSizeOf(clientMessageId ?? '');
  return messageOverheadBytes + Buffer.byteLength(content) + names;
}

function textSizeOf(text: Identifier): number {
  return Buffer.byteLength(String(text));
}
