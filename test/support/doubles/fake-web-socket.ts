import type { ClientEnvironment, WebSocketConstructor } from '../../../src/client/index.js';

/** The listeners of a fake socket, by what they listen to. */
interface Listeners {
  readonly open: (() => void)[];
  readonly error: (() => void)[];
  readonly message: ((event: { readonly data: unknown }) => void)[];
  readonly close: ((event: { readonly code: number }) => void)[];
}

/** A WebSocket whose other side is the test. */
export class FakeWebSocket {
  readonly url: string;
  /** The frames that were sent, parsed. */
  readonly sent: unknown[] = [];
  /** The code it was closed with from this side; null while it was not. */
  closedWith: number | null = null;
  state: 'connecting' | 'open' | 'over' = 'connecting';
  readonly #listeners: Listeners = { open: [], error: [], message: [], close: [] };
  #hasEnded = false;

  constructor(url: string) {
    this.url = url;
  }

  send(data: string): void {
    if (this.state !== 'open') throw new Error('sent on a socket that is not open');
    this.sent.push(JSON.parse(data));
  }

  close(code = 1005): void {
    this.closedWith ??= code;
    this.state = 'over';
    queueMicrotask(() => {
      this.end(code);
    });
  }

  addEventListener<K extends keyof Listeners>(type: K, listener: Listeners[K][number]): void {
    // The list of a type holds listeners of that type.
    (this.#listeners[type] as (typeof listener)[]).push(listener);
  }

  /** The server accepts. */
  open(): void {
    this.state = 'open';
    for (const listener of this.#listeners.open) listener();
  }

  /** The server says something. */
  receive(frame: unknown): void {
    const data = typeof frame === 'string' ? frame : JSON.stringify(frame);
    for (const listener of this.#listeners.message) listener({ data });
  }

  /** The connection ends; 1006 is without a word. */
  end(code = 1006): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.state = 'over';
    for (const listener of this.#listeners.error) listener();
    for (const listener of this.#listeners.close) listener({ code });
  }

  /** Frames of one type that were sent. */
  sentOfType(type: string): readonly unknown[] {
    return this.sent.filter(
      (frame) =>
        typeof frame === 'object' && frame !== null && 'type' in frame && frame.type === type,
    );
  }
}

interface Alarm {
  readonly at: number;
  readonly ring: () => void;
}

/** A platform in the hands of a test: its sockets, its clock, its chance. */
export class FakePlatform {
  readonly sockets: FakeWebSocket[] = [];
  readonly WebSocket: WebSocketConstructor;
  readonly environment: ClientEnvironment;
  now = 1_700_000_000_000;
  random = 0.5;
  #alarms: readonly Alarm[] = [];
  readonly #wakeListeners = new Set<() => void>();
  #ids = 0;

  constructor() {
    const { sockets } = this;
    this.WebSocket = class extends FakeWebSocket {
      constructor(url: string) {
        super(url);
        sockets.push(this);
      }
    };
    this.environment = {
      now: () => this.now,
      random: () => this.random,
      nextId: () => `id-${++this.#ids}`,
      after: (delayMs, ring) => {
        const alarm = { at: this.now + delayMs, ring };
        this.#alarms = [...this.#alarms, alarm];
        return () => {
          this.#alarms = this.#alarms.filter((other) => other !== alarm);
        };
      },
      onWake: (listener) => {
        this.#wakeListeners.add(listener);
        return () => {
          this.#wakeListeners.delete(listener);
        };
      },
    };
  }

  /** The newest socket. */
  get socket(): FakeWebSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error('no socket was opened');
    return socket;
  }

  /** The number of alarms that are set. */
  get alarms(): number {
    return this.#alarms.length;
  }

  get wakeListeners(): number {
    return this.#wakeListeners.size;
  }

  /** Lets time pass; alarms ring in their order, each at its time. */
  pass(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      const next = this.#alarms
        .filter(({ at }) => at <= until)
        .reduce<Alarm | null>(
          (first, one) => (first === null || one.at < first.at ? one : first),
          null,
        );
      if (next === null) break;
      this.#alarms = this.#alarms.filter((other) => other !== next);
      this.now = Math.max(this.now, next.at);
      next.ring();
    }
    this.now = until;
  }

  /** The network is back, or the page visible. */
  wake(): void {
    for (const listener of [...this.#wakeListeners]) listener();
  }
}

/** Lets everything happen that waits for nothing but its turn. */
export function turns(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
