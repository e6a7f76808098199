/**
 * The streams of a room of the Red5 port, over connections that come back by
 * themselves.
 *
 * @packageDocumentation
 */

import { Listeners } from './listeners.js';
import { fullJitter } from './connection/reconnect.js';
import { ReconnectingSocket, type Retry } from './connection/reconnecting-socket.js';
import { listUrl, readStreams } from './wire/red5.js';
import type {
  ClientEnvironment,
  CloseReason,
  ReconnectPolicy,
  WebSocketConstructor,
} from './types.js';

export type {
  ClientEnvironment,
  CloseReason,
  ReconnectPolicy,
  ReconnectReason,
  WebSocketConstructor,
} from './types.js';

/** Where a client stands with its room. */
export type Red5State =
  | { readonly status: 'connecting' }
  /** The newest list is the room's. */
  | { readonly status: 'joined' }
  /** The last list is shown until there is a newer one. */
  | ({ readonly status: 'reconnecting' } & Retry)
  | {
      readonly status: 'closed';
      /** `refused`: the server said why, in `message`. */
      readonly reason: CloseReason | 'refused';
      /** A sentence for people. */
      readonly message: string | null;
    };

export interface Red5ClientOptions {
  /** Not empty. */
  readonly room: string;
  /** Under which name one is listed oneself; not empty. */
  readonly streamName: string;
  /** Default: the global one. */
  readonly WebSocket?: WebSocketConstructor | undefined;
  /** Default: full jitter from 500 ms to 20 s. */
  readonly reconnect?: ReconnectPolicy | undefined;
  /** Default 5000. */
  readonly connectTimeoutMs?: number | undefined;
  /** Default: that of the platform. */
  readonly environment?: ClientEnvironment | undefined;
}

/** The events of a client. */
export interface Red5Events {
  /** The other streams, after any change. */
  readonly streams: readonly string[];
  /** The name of a stream that is new. */
  readonly added: string;
  /** The name of a stream that is gone. */
  readonly removed: string;
  readonly state: Red5State;
}

/** Closes after which nothing will be any better: the server has refused what was asked. */
const refusals: readonly (number | null)[] = [1005, 1008];

/** The streams of one room, live. It connects at once, and is listed as long as it lives. */
export class Red5Client {
  readonly room: string;
  readonly streamName: string;
  readonly #listeners = new Listeners<Red5Events>();
  readonly #socket: ReconnectingSocket;
  #state: Red5State = { status: 'connecting' };
  #all: readonly string[] = [];
  #streams: readonly string[] = [];
  /** The server's words that were no list. It closes after it. */
  #sentence: string | null = null;

  /**
   * @param url of the Red5 port, such as `ws://localhost:8001`; any path will do
   * @throws TypeError if a name is empty, or there is no WebSocket
   */
  constructor(url: string, options: Red5ClientOptions) {
    const { room, streamName, reconnect = fullJitter } = options;
    this.room = room;
    this.streamName = streamName;
    this.#socket = new ReconnectingSocket(
      listUrl(url, room, streamName),
      {
        opened: () => {
          this.#sentence = null;
        },
        received: (text) => this.#receive(text),
        retrying: (retry) => this.#enter({ status: 'reconnecting', ...retry }),
        ended: (reason) => this.#end(reason),
      },
      {
        ...options,
        reconnect: (attempt) => {
          const isRefused = this.#sentence !== null && refusals.includes(attempt.closeCode);
          return isRefused ? null : reconnect(attempt);
        },
      },
    );
    this.#socket.start();
  }

  get state(): Red5State {
    return this.#state;
  }

  /**
   * The other streams, in the order in which they began; another array when it
   * changes. Without a connection it stays what it was.
   */
  get streams(): readonly string[] {
    return this.#streams;
  }

  /** All streams, one's own included. */
  get all(): readonly string[] {
    return this.#all;
  }

  /** @returns how to stop listening */
  on<K extends keyof Red5Events>(event: K, listener: (event: Red5Events[K]) => void): () => void {
    return this.#listeners.add(event, listener);
  }

  /** Leaves the room, for good. Resolves when the server knows. */
  async close(): Promise<void> {
    if (this.#state.status === 'closed') return;
    const stopped = this.#socket.stop();
    this.#enter({ status: 'closed', reason: 'left', message: null });
    await stopped;
  }

  #receive(text: string): void {
    const all = readStreams(text);
    if (all === null) {
      this.#sentence = text;
      return;
    }
    const before = this.#streams;
    const now = all.filter((name) => name !== this.streamName);
    this.#all = all;
    const isSame = before.length === now.length && before.every((name, i) => name === now[i]);
    if (!isSame) this.#streams = now;
    if (this.#state.status !== 'joined') this.#enter({ status: 'joined' });
    if (!isSame) this.#tell(before, now);
  }

  #tell(before: readonly string[], now: readonly string[]): void {
    const [known, current] = [new Set(before), new Set(now)];
    for (const name of before) if (!current.has(name)) this.#emit('removed', name);
    for (const name of now) if (!known.has(name)) this.#emit('added', name);
    this.#emit('streams', now);
  }

  /** A listener may have closed the client: then the others hear nothing more of its streams. */
  #emit<K extends keyof Red5Events>(event: K, value: Red5Events[K]): void {
    if (this.#state.status !== 'closed') this.#listeners.emit(event, value);
  }

  #end(reason: CloseReason): void {
    const message = this.#sentence;
    this.#enter({ status: 'closed', reason: message === null ? reason : 'refused', message });
  }

  #enter(state: Red5State): void {
    this.#state = state;
    this.#listeners.emit('state', state);
  }
}
