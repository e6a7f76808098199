import type { WebSocket } from 'uWebSockets.js';

import type { MessageRate } from '../limits/message-rate.js';
import type { Connection, ConnectionRequest, Disconnection, Notice, Session } from '../protocol.js';
import { fitCloseReason, isSendableCloseCode } from './close-frame.js';

const accepted = { kind: 'accepted' } as const;

/** What a native socket carries. One field only: its name must not be one of the socket's own methods. */
export interface SocketData {
  readonly link: Link;
}

/** What is known of a connection before it opens. */
export interface LinkOptions {
  readonly request: ConnectionRequest;
  /** Whether its origin may connect. */
  readonly isWelcome: boolean;
  /** How fast the client may send; null: as fast as it likes. */
  readonly rate: MessageRate | null;
}

/** One connection, from its upgrade to its end: joins the native socket to the protocol's session. */
export class Link implements Connection {
  readonly id: string;
  readonly request: ConnectionRequest;
  /** Null before the socket opens and after it closes: using a closed socket throws. */
  #socket: WebSocket<SocketData> | null = null;
  #session: Session | null = null;
  #disconnection: Disconnection | null = null;
  readonly isWelcome: boolean;
  readonly #rate: MessageRate | null;

  constructor(id: string, { request, isWelcome, rate }: LinkOptions) {
    this.id = id;
    this.request = request;
    this.isWelcome = isWelcome;
    this.#rate = rate;
  }

  /** Whether everything sent so far is with the operating system. */
  get isFlushed(): boolean {
    return this.#socket === null || this.#socket.getBufferedAmount() === 0;
  }

  opened(socket: WebSocket<SocketData>): void {
    this.#socket = socket;
  }

  /** Hands the connection to its session, which may have closed it while it was being made. */
  attach(session: Session): void {
    if (this.#disconnection === null) this.#session = session;
    else session.closed(this.#disconnection);
  }

  /**
   * @param now monotonic, in ms
   * @param refuses asked of a message too many: whether it has no effect
   */
  receive(message: Uint8Array, now: number, refuses: () => boolean): void {
    if (this.#allows(now, refuses)) this.#session?.receive(message);
  }

  /** A ping costs an answer, and so counts as a message. */
  pinged(now: number, refuses: () => boolean): void {
    this.#allows(now, refuses);
  }

  #allows(now: number, refuses: () => boolean): boolean {
    const verdict = this.#rate?.judge(now) ?? accepted;
    if (verdict.kind === 'accepted' || !refuses()) return true;
    if (verdict.kind === 'ended') this.#session?.end({ code: 'flooding' });
    else if (verdict.kind === 'told') {
      this.#session?.notify({ code: 'rate-limited', retryAfterMs: verdict.retryAfterMs });
    }
    return false;
  }

  closed(disconnection: Disconnection): void {
    this.#socket = null;
    this.#disconnection = disconnection;
    this.#session?.closed(disconnection);
    this.#session = null;
  }

  /** Tells the client something that ends its connection. */
  end(notice: Notice): void {
    this.#session?.end(notice);
  }

  send(frame: string): void {
    this.#socket?.send(frame, false);
  }

  close(code?: number, reason = ''): void {
    if (code === undefined) {
      this.#socket?.end();
      return;
    }
    if (!isSendableCloseCode(code)) throw new RangeError(`close code ${String(code)}`);
    this.#socket?.end(code, fitCloseReason(reason));
  }

  subscribe(topic: string): void {
    this.#socket?.subscribe(topic);
  }

  unsubscribe(topic: string): void {
    this.#socket?.unsubscribe(topic);
  }
}
