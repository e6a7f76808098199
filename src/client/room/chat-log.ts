import type { IncomingChat } from '../wire/incoming.js';
import type { ChatMessage } from '../types.js';

/** The messages of a room, each once. */
export class ChatLog {
  readonly #maxMessages: number;
  /** The messages added lately, by every id that it has; oldest first. */
  readonly #seen = new Set<string>();
  #messages: readonly ChatMessage[] = [];
  #unnamed = 0;

  /** @param maxMessages how many are kept */
  constructor(maxMessages: number) {
    this.#maxMessages = maxMessages;
  }

  /** Oldest first; a new array when it changes. */
  get messages(): readonly ChatMessage[] {
    return this.#messages;
  }

  /** The message, and whether it is new: it may be told again after a reconnect. */
  add(frame: IncomingChat): { readonly message: ChatMessage; readonly isNew: boolean } {
    const { userId, userName = userId, content, timestamp, messageId, clientMessageId } = frame;
    const message: ChatMessage = {
      messageId: messageId ?? `unnamed-${++this.#unnamed}`,
      userId,
      userName,
      content,
      timestamp,
    };
    // A room that opens anew gives what is sent again another id; its sender does not.
    const ids = [JSON.stringify(message.messageId)];
    if (clientMessageId !== undefined) ids.push(JSON.stringify([userId, clientMessageId]));
    const isNew = !ids.some((id) => this.#seen.has(id));
    for (const id of ids) this.#seen.add(id);
    this.#forgetOldest();
    if (isNew) this.#append(message);
    return { message, isNew };
  }

  #append(message: ChatMessage): void {
    const tooMany = Math.max(0, this.#messages.length + 1 - this.#maxMessages);
    this.#messages = [...this.#messages, message].slice(tooMany);
  }

  /** More than is shown: nobody wants to see again what has just gone from the list. */
  #forgetOldest(): void {
    const most = 4 * Math.max(this.#maxMessages, 1000);
    for (const id of this.#seen) {
      if (this.#seen.size <= most) return;
      this.#seen.delete(id);
    }
  }
}
