import type {
  Abortable,
  ChatMessage,
  Identifier,
  Participant,
  RoomClientOptions,
  RoomEvents,
  RoomInfo,
  RoomState,
  RoomSummary,
  Signal,
  Stream,
} from './types.js';

/** A room, live: who is in it, who streams, what was said. */
export class RoomClient {
  /** Who this client is, as it was told. */
  readonly userId: string;
  readonly #url: string;
  #room: RoomInfo | null = null;
  #lost = false;

  constructor(url: string, options: RoomClientOptions) {
    this.#url = url;
    this.userId = options.userId;
    this.#room = null;
    this.#lost = false;
  }

  get state(): RoomState {
    return { status: 'idle' };
  }

  get room(): RoomInfo | null {
    return this.#room;
  }

  get participants(): readonly Participant[] {
    return [];
  }

  get streams(): readonly Stream[] {
    return [];
  }

  get messages(): readonly ChatMessage[] {
    return [];
  }

  get messagesLost(): boolean {
    return this.#lost;
  }

  join(options: Abortable = {}): Promise<void> {
    return this.#missing(options);
  }

  startStreaming(options: Abortable & { readonly streamName?: string } = {}): Promise<void> {
    return this.#missing(options);
  }

  stopStreaming(options: Abortable = {}): Promise<void> {
    return this.#missing(options);
  }

  sendMessage(content: unknown, options: Abortable = {}): Promise<ChatMessage> {
    return this.#missing(content, options);
  }

  sendSignal(toUserId: Identifier, signal: Signal): void {
    void this.#missing(toUserId, signal);
  }

  listRooms(options: Abortable = {}): Promise<readonly RoomSummary[]> {
    return this.#missing(options);
  }

  leave(): Promise<void> {
    return this.#missing();
  }

  on<K extends keyof RoomEvents>(event: K, listener: (event: RoomEvents[K]) => void): () => void {
    return () => void this.#missing(event, listener);
  }

  subscribe(listener: () => void): () => void {
    return () => void this.#missing(listener);
  }

  #missing(...asked: unknown[]): Promise<never> {
    return Promise.reject(new Error(`${this.#url}: ${String(asked.length)}`));
  }
}
