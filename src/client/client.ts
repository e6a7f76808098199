import { pend } from './room/pending.js';
import { RoomSession } from './room/session.js';
import type { StreamingFrameType } from './room/streaming.js';
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

/**
 * A room, live: who is in it, who streams, what was said. It stays over lost
 * connections; what it is told to do meanwhile is done when it is back.
 */
export class RoomClient {
  /** The identity of this client in the room. */
  readonly userId: string;
  readonly #session: RoomSession;

  /**
   * Makes a client; nothing is opened before `join` or `listRooms`.
   *
   * @param url of the server, `ws:` or `wss:`
   * @throws TypeError if no WebSocket was handed in and the platform has none
   */
  constructor(url: string, options: RoomClientOptions) {
    this.userId = options.userId;
    this.#session = new RoomSession(url, options);
  }

  get state(): RoomState {
    return this.#session.state;
  }

  /** Null until it was joined. */
  get room(): RoomInfo | null {
    return this.#session.known.room;
  }

  /** Everyone in the room, in join order; as last known while there is no connection. A new array when it changes. */
  get participants(): readonly Participant[] {
    return this.#session.known.participants;
  }

  /** The streams of those in the room. A new array when it changes. */
  get streams(): readonly Stream[] {
    return this.#session.known.streams;
  }

  /** Oldest first. One's own are in it once the room has heard them. A new array when it changes. */
  get messages(): readonly ChatMessage[] {
    return this.#session.known.messages;
  }

  /** Whether messages were lost since joining; `history-lost` has told where and why. */
  get messagesLost(): boolean {
    return this.#session.known.messagesLost;
  }

  /**
   * Joins, however many attempts it takes. Once it has joined it comes back by
   * itself until it leaves, is told to go or is replaced.
   *
   * @throws RoomError if the room refuses or the client is closed meanwhile
   */
  join({ signal }: Abortable = {}): Promise<void> {
    return pend(
      signal,
      (pending) => {
        this.#session.join(pending);
      },
      (pending) => {
        this.#session.giveUpJoin(pending);
      },
    );
  }

  /**
   * Tells the room that this client streams, now and again after each reconnect.
   *
   * @returns when the room was told
   * @throws RoomError if the server refuses or the client is closed meanwhile
   */
  startStreaming({
    signal,
    streamName,
  }: Abortable & { readonly streamName?: string | undefined } = {}): Promise<void> {
    return this.#stream('start-streaming', streamName, signal);
  }

  /**
   * @returns when the room was told
   * @throws RoomError if the server refuses or the client is closed meanwhile
   */
  stopStreaming({ signal }: Abortable = {}): Promise<void> {
    return this.#stream('stop-streaming', undefined, signal);
  }

  /**
   * Says something, now or as soon as the connection is back; in the order of the calls.
   *
   * @param content any JSON value
   * @returns the message as the room has heard it
   * @throws RoomError if it is no JSON, if the server refuses it or the client is closed meanwhile
   */
  sendMessage(content: unknown, { signal }: Abortable = {}): Promise<ChatMessage> {
    return pend(
      signal,
      (pending) => {
        this.#session.say(content, pending);
      },
      (pending) => {
        this.#session.giveUpSaying(pending);
      },
    );
  }

  /** Tells one participant something. Dropped while there is no connection: it would come too late. */
  sendSignal(toUserId: Identifier, signal: Signal): void {
    this.#session.signal(toUserId, signal);
  }

  /**
   * All rooms of the server, in the order in which they were opened. Connects if
   * need be; the connection then stays until `leave`.
   *
   * @throws RoomError if the server refuses or the client is closed meanwhile
   */
  listRooms({ signal }: Abortable = {}): Promise<readonly RoomSummary[]> {
    return pend(
      signal,
      (pending) => {
        this.#session.list(pending);
      },
      () => {
        this.#session.giveUpList();
      },
    );
  }

  /**
   * Leaves and disconnects; what was not acknowledged is rejected. `join` comes in anew.
   *
   * @returns when the server has heard it, or has had the time to
   */
  leave(): Promise<void> {
    return this.#session.leave('left');
  }

  /** @returns how to stop listening */
  on<K extends keyof RoomEvents>(event: K, listener: (event: RoomEvents[K]) => void): () => void {
    return this.#session.emitter.on(event, listener);
  }

  /**
   * Calls after anything has changed, once for all that changed together.
   *
   * @returns how to stop it
   */
  subscribe(listener: () => void): () => void {
    return this.#session.emitter.subscribe(listener);
  }

  #stream(
    type: StreamingFrameType,
    streamName: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    return pend(
      signal,
      (pending) => {
        this.#session.stream({ type, streamName, pending });
      },
      (pending) => {
        this.#session.giveUpStreaming(pending);
      },
    );
  }
}
