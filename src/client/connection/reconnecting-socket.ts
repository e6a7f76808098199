import { platformEnvironment, platformWebSocket } from './environment.js';
import { fullJitter, mayComeBack } from './reconnect.js';
import type {
  ClientEnvironment,
  CloseReason,
  ReconnectPolicy,
  ReconnectReason,
  WebSocketConstructor,
  WebSocketLike,
} from '../types.js';

export interface ReconnectingSocketOptions {
  /** Default: the global one. */
  readonly WebSocket?: WebSocketConstructor | undefined;
  /** Default: full jitter from 500 ms to 20 s. */
  readonly reconnect?: ReconnectPolicy | undefined;
  /** The time an attempt, and later any answer, may take; default 5000. */
  readonly connectTimeoutMs?: number | undefined;
  /** Default: that of the platform. */
  readonly environment?: ClientEnvironment | undefined;
  /** The frame that makes the other side answer. Left out, silence means nothing. */
  readonly ping?: string | undefined;
}

/** Where a socket stands that is not open. */
export interface Retry {
  readonly attempt: number;
  /** In ms since the epoch; null: now. */
  readonly nextTryAt: number | null;
  readonly reason: ReconnectReason;
}

/** Hears what happens to a socket. May call it back. */
export interface ReconnectingSocketHandler {
  opened(): void;
  received(text: string): void;
  /** The connection is lost; another try follows, unless `stop` is called now. */
  retrying(retry: Retry): void;
  /** There will be no other try. */
  ended(reason: CloseReason): void;
}

/** A connection that has held so long was a good one: what comes is a new loss. */
const steadyMs = 5000;
/** After one to two such spans of silence the other side is asked for a sign of life. */
const silenceMs = 10_000;
/** In the range that means "come back", and none of those that mean goodbye: seats are kept. */
const droppedCode = 4000;

/** The last words of the server, if that was why the connection ends. */
interface LastError {
  readonly code: string;
  readonly retryAfterMs: number | null;
}

/** One WebSocket after the other, until it is stopped or told to go for good. */
export class ReconnectingSocket {
  readonly #url: string;
  readonly #options: ReconnectingSocketOptions;
  readonly #handler: ReconnectingSocketHandler;
  readonly #environment: ClientEnvironment;
  readonly #WebSocket: WebSocketConstructor;
  readonly #timeoutMs: number;
  /** Connecting or open; null while waiting and when stopped. */
  #socket: WebSocketLike | null = null;
  /** Null unless the socket is open; in ms since the epoch. */
  #openedAt: number | null = null;
  /** Null unless it waits for the next try. */
  #waiting: { readonly notBefore: number; readonly reason: ReconnectReason } | null = null;
  #attempt = 0;
  /** The amount received; what has not changed after a while was silent. */
  #heard = 0;
  #lastError: LastError | null = null;
  /** The one timer: of the attempt, of the wait or of the silence. */
  #cancelTimer: (() => void) | null = null;
  #stopListening: (() => void) | null = null;

  /** @throws TypeError if no WebSocket was handed in and the platform has none */
  constructor(url: string, handler: ReconnectingSocketHandler, options: ReconnectingSocketOptions) {
    this.#url = url;
    this.#handler = handler;
    this.#options = options;
    this.#environment = options.environment ?? platformEnvironment;
    this.#WebSocket = options.WebSocket ?? platformWebSocket();
    this.#timeoutMs = options.connectTimeoutMs ?? 5000;
  }

  get isOpen(): boolean {
    return this.#openedAt !== null;
  }

  /** Connects, unless it does or has already. */
  start(): void {
    if (this.#stopListening !== null) return;
    this.#attempt = 0;
    this.#connect();
    this.#stopListening = this.#environment.onWake(() => {
      this.#wake();
    });
  }

  /**
   * Says goodbye; the handler hears nothing more.
   *
   * @returns when the other side has answered, or has had the time to
   */
  stop(): Promise<void> {
    const socket = this.#release();
    this.#stopListening?.();
    this.#stopListening = null;
    if (socket === null) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#environment.after(this.#timeoutMs, resolve);
      socket.addEventListener('close', () => {
        cancel();
        resolve();
      });
      socket.close(1000);
    });
  }

  /** Whether it could be sent. */
  send(text: string): boolean {
    if (this.#openedAt === null) return false;
    this.#socket?.send(text);
    return true;
  }

  /** Unless something comes before long, the connection counts as lost. */
  expectAnswer(): void {
    const heard = this.#heard;
    this.#after(this.#timeoutMs, () => {
      if (heard === this.#heard) this.drop('silent');
      else this.#listenForSilence();
    });
  }

  /** Takes what is said last before the connection ends as the reason for it. */
  note(code: string, retryAfterMs: number | null): void {
    this.#lastError = { code, retryAfterMs };
  }

  /** Gives this connection up and tries again after a while. */
  drop(reason: ReconnectReason): void {
    const socket = this.#socket;
    this.#lost(reason, null);
    socket?.close(droppedCode);
  }

  #connect(): void {
    const socket = new this.#WebSocket(this.#url);
    this.#waiting = null;
    this.#socket = socket;
    this.#after(this.#timeoutMs, () => {
      this.drop('connect-timeout');
    });
    // An old socket may still have something to say, which is of no interest any more.
    const isCurrent = (): boolean => this.#socket === socket;
    socket.addEventListener('open', () => {
      if (isCurrent()) this.#opened();
    });
    socket.addEventListener('message', ({ data }) => {
      if (isCurrent()) this.#received(data);
    });
    socket.addEventListener('close', ({ code }) => {
      if (isCurrent()) this.#lost(this.isOpen ? 'connection-lost' : 'connect-failed', code);
    });
    // A close follows; the socket of `ws` throws an error that nobody listens to.
    socket.addEventListener('error', () => undefined);
  }

  #opened(): void {
    this.#openedAt = this.#environment.now();
    this.#listenForSilence();
    this.#handler.opened();
  }

  #received(data: unknown): void {
    this.#heard += 1;
    this.#lastError = null;
    if (typeof data === 'string') this.#handler.received(data);
  }

  #lost(reason: ReconnectReason, closeCode: number | null): void {
    const environment = this.#environment;
    const lastError = this.#lastError;
    if (this.#openedAt !== null && environment.now() - this.#openedAt >= steadyMs) {
      this.#attempt = 0;
    }
    this.#release();
    if (!mayComeBack(closeCode)) {
      this.#end(lastError?.code ?? 'closed-by-server');
      return;
    }
    this.#attempt += 1;
    const attempt = this.#attempt;
    const retryAfterMs = lastError?.retryAfterMs ?? null;
    const policy = this.#options.reconnect ?? fullJitter;
    const waitMs = policy({ attempt, random: environment.random(), closeCode, retryAfterMs });
    if (waitMs === null) this.#end('gave-up');
    else this.#wait(waitMs, retryAfterMs ?? 0, lastError?.code ?? reason);
  }

  #wait(wantedMs: number, leastMs: number, reason: ReconnectReason): void {
    const now = this.#environment.now();
    const waitMs = Math.max(wantedMs, leastMs);
    this.#waiting = { notBefore: now + leastMs, reason };
    this.#after(waitMs, () => {
      this.#retry(reason);
    });
    this.#handler.retrying({ attempt: this.#attempt, nextTryAt: now + waitMs, reason });
  }

  #retry(reason: ReconnectReason): void {
    this.#connect();
    this.#handler.retrying({ attempt: this.#attempt, nextTryAt: null, reason });
  }

  #end(reason: CloseReason): void {
    void this.stop();
    this.#handler.ended(reason);
  }

  /** The network is back, or somebody looks: no time to wait. */
  #wake(): void {
    if (this.#waiting === null) {
      if (this.isOpen) this.#probe();
      return;
    }
    const { notBefore, reason } = this.#waiting;
    const leastMs = notBefore - this.#environment.now();
    if (leastMs > 0) this.#wait(leastMs, leastMs, reason);
    else this.#retry(reason);
  }

  #listenForSilence(): void {
    const heard = this.#heard;
    this.#after(silenceMs, () => {
      if (heard === this.#heard) this.#probe();
      else this.#listenForSilence();
    });
  }

  /** Browsers do not tell that a network is dead; only an answer proves that it is not. */
  #probe(): void {
    const { ping } = this.#options;
    if (ping === undefined) return;
    this.send(ping);
    this.expectAnswer();
  }

  #after(delayMs: number, callback: () => void): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#environment.after(delayMs, callback);
  }

  /** Has nothing to do with the socket any more, and nothing to wait for. */
  #release(): WebSocketLike | null {
    const socket = this.#socket;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#socket = null;
    this.#openedAt = null;
    this.#waiting = null;
    this.#lastError = null;
    return socket;
  }
}
