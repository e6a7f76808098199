import { RoomClient } from '../client.js';
import { RoomError } from '../room-error.js';
import type {
  Abortable,
  ChatMessage,
  Identifier,
  Participant,
  RoomClientOptions,
  RoomInfo,
  RoomState,
  RoomSummary,
  Signal,
  Stream,
} from '../types.js';

/** A room at one moment. Never changes; a newer one takes its place. */
export interface RoomSnapshot {
  readonly state: RoomState;
  readonly room: RoomInfo | null;
  readonly participants: readonly Participant[];
  readonly streams: readonly Stream[];
  readonly messages: readonly ChatMessage[];
  readonly messagesLost: boolean;
  /** For what is not here, such as a `Mesh`; null until it connects. */
  readonly client: RoomClient | null;
}

/** The actions of a participant in a room. The functions stay the same for as long as the room does. */
export interface RoomActions {
  readonly startStreaming: (
    options?: Abortable & { readonly streamName?: string | undefined },
  ) => Promise<void>;
  readonly stopStreaming: (options?: Abortable) => Promise<void>;
  readonly sendMessage: (content: unknown, options?: Abortable) => Promise<ChatMessage>;
  readonly sendSignal: (toUserId: Identifier, signal: Signal) => void;
  readonly listRooms: (options?: Abortable) => Promise<readonly RoomSummary[]>;
  /** Comes in anew after `leave`. */
  readonly join: (options?: Abortable) => Promise<void>;
  readonly leave: () => Promise<void>;
}

const emptySnapshot: RoomSnapshot = {
  state: { status: 'idle' },
  room: null,
  participants: [],
  streams: [],
  messages: [],
  messagesLost: false,
  client: null,
};

/**
 * A room that somebody is in for as long as it is open. What is opened, closed
 * and opened again in one go was never closed: nothing is joined before all
 * that happens now has happened.
 */
export class RoomStore {
  readonly #url: string;
  readonly #options: RoomClientOptions;
  readonly #listeners = new Set<() => void>();
  #snapshot = emptySnapshot;
  #isOpen = false;
  #client: RoomClient | null = null;
  #unsubscribe: (() => void) | null = null;

  /** Nothing is connected before `open`. */
  constructor(url: string, options: RoomClientOptions) {
    this.#url = url;
    this.#options = options;
  }

  /** @returns how to leave */
  readonly open = (): (() => void) => {
    this.#isOpen = true;
    queueMicrotask(() => this.#settle());
    return () => {
      this.#isOpen = false;
      queueMicrotask(() => this.#settle());
    };
  };

  /** The room as it is now: the same object until something changes. */
  readonly getSnapshot = (): RoomSnapshot => this.#snapshot;

  /** As long as there is no room. */
  readonly getServerSnapshot = (): RoomSnapshot => emptySnapshot;

  /** @returns how to stop it */
  readonly subscribe = (listener: () => void): (() => void) => {
    const own = (): void => listener();
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  };

  readonly actions: RoomActions = {
    startStreaming: async (options) => (await this.#whenOpen()).startStreaming(options),
    stopStreaming: async (options) => (await this.#whenOpen()).stopStreaming(options),
    sendMessage: async (content, options) => (await this.#whenOpen()).sendMessage(content, options),
    sendSignal: (toUserId, signal) => this.#client?.sendSignal(toUserId, signal),
    listRooms: async (options) => (await this.#whenOpen()).listRooms(options),
    join: async (options) => (await this.#whenOpen()).join(options),
    leave: async () => this.#client?.leave(),
  };

  /** Makes what is what was last asked for. */
  #settle(): void {
    if (this.#isOpen === (this.#client !== null)) return;
    if (this.#isOpen) this.#enter();
    else this.#exit();
    this.#update();
  }

  #enter(): void {
    const client = new RoomClient(this.#url, this.#options);
    this.#client = client;
    this.#unsubscribe = client.subscribe(() => this.#update());
    // Why it failed is in the state, where everything else is too.
    client.join().catch(() => undefined);
  }

  #exit(): void {
    this.#unsubscribe?.();
    void this.#client?.leave();
    this.#client = null;
  }

  /** @throws RoomError if the room is not open */
  async #whenOpen(): Promise<RoomClient> {
    // Something may be asked for in the same go in which the room is opened.
    await Promise.resolve();
    this.#settle();
    if (this.#client === null) throw new RoomError('closed', 'The room is not open.');
    return this.#client;
  }

  #update(): void {
    const client = this.#client;
    const before = this.#snapshot;
    const next: RoomSnapshot =
      client === null
        ? emptySnapshot
        : {
            state: client.state,
            room: client.room,
            participants: kept(before.participants, client.participants),
            streams: kept(before.streams, client.streams),
            messages: kept(before.messages, client.messages),
            messagesLost: client.messagesLost,
            client,
          };
    if (isSame(before, next)) return;
    this.#snapshot = next;
    for (const listener of [...this.#listeners]) listener();
  }
}

/** One empty list is as good as another, and nothing has to be rendered for it. */
function kept<T>(before: readonly T[], now: readonly T[]): readonly T[] {
  return before.length === 0 && now.length === 0 ? before : now;
}

function isSame(a: RoomSnapshot, b: RoomSnapshot): boolean {
  return (
    a.state === b.state &&
    a.room === b.room &&
    a.participants === b.participants &&
    a.streams === b.streams &&
    a.messages === b.messages &&
    a.messagesLost === b.messagesLost &&
    a.client === b.client
  );
}
