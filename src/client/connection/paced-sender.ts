import type { RoomLimits } from '../../../protocols/json/frames.js';
import type { ClientEnvironment } from '../types.js';

/** Keeps to how fast a server lets a client send: what would be too much waits, in order. */
export class PacedSender {
  readonly #environment: ClientEnvironment;
  readonly #send: (text: string) => void;
  #limits: RoomLimits | null = null;
  #tokens = 0;
  #filledAt = 0;
  #waiting: readonly string[] = [];
  #endWait: (() => void) | null = null;

  constructor(environment: ClientEnvironment, send: (text: string) => void) {
    this.#environment = environment;
    this.#send = send;
  }

  /** @param limits null: the server knows none */
  begin(limits: RoomLimits | null): void {
    this.#limits = limits;
    this.#filledAt = this.#environment.now();
    this.#tokens = this.#burst;
  }

  send(text: string): void {
    this.#waiting = [...this.#waiting, text];
    this.#flush();
  }

  /** The connection is gone, and with it what has waited for it. */
  end(): void {
    this.#waiting = [];
    this.#endWait?.();
    this.#endWait = null;
    this.#limits = null;
  }

  /** The other half is for what the network holds up and then lets go all at once. */
  get #burst(): number {
    return Math.max(1, (this.#limits?.rateLimitBurst ?? 0) / 2);
  }

  #flush(): void {
    if (this.#endWait !== null) return;
    const rate = this.#limits?.rateLimitPerSecond ?? 0;
    const now = this.#environment.now();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#filledAt) * rate) / 1000);
    this.#filledAt = now;
    for (;;) {
      const [next, ...others] = this.#waiting;
      if (next === undefined) return;
      if (rate > 0 && this.#tokens < 1) break;
      this.#tokens -= 1;
      this.#waiting = others;
      this.#send(next);
    }
    this.#endWait = this.#environment.after(Math.ceil(1000 / rate), () => {
      this.#endWait = null;
      this.#flush();
    });
  }
}
