import type { WebSocket } from 'uWebSockets.js';

import type { Connection, ConnectionRequest, Disconnection, Session } from '../protocol.js';
import { fitCloseReason, isSendableCloseCode } from './close-frame.js';

/** What a native socket carries. One field only: its name must not be one of the socket's own methods. */
export interface SocketData {
  readonly link: Link;
}

/** One connection, from its upgrade to its end: joins the native socket to the protocol's session. */
export class Link implements Connection {
  readonly id: string;
  readonly request: ConnectionRequest;
  /** Null before the socket opens and after it closes: using a closed socket throws. */
  #socket: WebSocket<SocketData> | null = null;
  #session: Session | null = null;
  #disconnection: Disconnection | null = null;

  constructor(id: string, request: ConnectionRequest) {
    this.id = id;
    this.request = request;
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

  receive(message: Uint8Array): void {
    this.#session?.receive(message);
  }

  closed(disconnection: Disconnection): void {
    this.#socket = null;
    this.#disconnection = disconnection;
    this.#session?.closed(disconnection);
    this.#session = null;
  }

  drain(retryAfterMs: number): void {
    this.#session?.drain(retryAfterMs);
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
