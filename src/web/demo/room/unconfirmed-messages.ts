import type { RoomClient } from '../../../client/index.js';
import { RoomError } from '../../../client/index.js';
import { Store } from '../../shared/store.js';

/** A message that the room has not confirmed. */
export interface UnconfirmedMessage {
  readonly id: number;
  readonly text: string;
  /** Why it was not taken; null while it is on its way. */
  readonly problem: string | null;
}

/** The messages that one has sent and the room has not confirmed yet. */
export class UnconfirmedMessages {
  readonly #client: RoomClient;
  readonly #store = new Store<readonly UnconfirmedMessage[]>([]);
  #nextId = 1;

  constructor(client: RoomClient) {
    this.#client = client;
  }

  get all(): readonly UnconfirmedMessage[] {
    return this.#store.value;
  }

  readonly subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);

  /** Sends it, now or when there is a connection again. */
  async send(text: string): Promise<void> {
    const message: UnconfirmedMessage = { id: this.#nextId, text, problem: null };
    this.#nextId += 1;
    this.#store.set([...this.all, message]);
    try {
      await this.#client.sendMessage(text);
      this.discard(message.id);
    } catch (error) {
      const problem = problemOf(error);
      this.#store.set(this.all.map((it) => (it.id === message.id ? { ...it, problem } : it)));
    }
  }

  /** Forgets a message. */
  discard(id: number): void {
    this.#store.set(this.all.filter((it) => it.id !== id));
  }
}

function problemOf(error: unknown): string {
  const code = error instanceof RoomError ? error.code : '';
  switch (code) {
    case 'message-too-large':
      return 'Not sent: it is too long.';
    case 'rate-limited':
      return 'Not sent: too many messages at once.';
    case 'closed':
      return 'Perhaps not sent: the connection has ended.';
    default:
      return 'Not sent.';
  }
}
