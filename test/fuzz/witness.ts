import { once } from 'node:events';
import { isDeepStrictEqual } from 'node:util';

import { WebSocket } from 'ws';

/** The longest time that a witness waits for what must come, in ms. */
const patienceMs = 30_000;

export type Fields = Readonly<Record<string, unknown>>;

/** The fields that only the server can know, and so cannot be compared. */
const unforeseeable = ['messageId', 'timestamp', 'epoch', 'limits', 'resumeToken'];

/** Somebody who says little and compares all that comes with what must come. */
export class Witness {
  readonly name: string;
  readonly #socket: WebSocket;
  readonly #arrived: Fields[] = [];
  #wake: () => void = () => undefined;

  private constructor(name: string, socket: WebSocket) {
    this.name = name;
    this.#socket = socket;
    socket.on('message', (data) => {
      // ws hands messages over as one Buffer unless it is told otherwise.
      this.#arrived.push(withoutUnforeseeable((data as Buffer).toString()));
      this.#wake();
    });
    socket.on('close', () => this.#wake());
    socket.on('error', () => undefined);
  }

  static async connect(name: string, url: string): Promise<Witness> {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    const witness = new Witness(name, socket);
    await once(socket, 'open');
    return witness;
  }

  send(frame: Fields): void {
    this.#socket.send(JSON.stringify(frame));
  }

  /** @throws Error unless the next that comes is exactly this */
  async hears(expected: Fields): Promise<void> {
    const arrived = await this.#next();
    if (isDeepStrictEqual(arrived, expected)) return;
    const [wanted, got] = [expected, arrived].map((one) => JSON.stringify(one).slice(0, 500));
    throw new Error(`${this.name} should hear ${wanted ?? ''}, but heard ${got ?? ''}`);
  }

  /** Takes the next, whatever it is, for those parts that can be foreseen. */
  async hearsOf(type: string): Promise<Fields> {
    const arrived = await this.#next();
    if (arrived['type'] === type) return arrived;
    throw new Error(`${this.name} waits for ${type}, but heard ${JSON.stringify(arrived)}`);
  }

  /** Closes, and waits until the server has done so too. */
  async close(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    this.#socket.close();
    await once(this.#socket, 'close');
  }

  terminate(): void {
    this.#socket.terminate();
  }

  async #next(): Promise<Fields> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const arrived = this.#arrived.shift();
      if (arrived !== undefined) return arrived;
      const leftMs = deadline - performance.now();
      if (this.#socket.readyState !== WebSocket.OPEN) throw new Error(`${this.name} was closed`);
      if (leftMs <= 0) throw new Error(`${this.name} hears nothing any more`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}

function withoutUnforeseeable(text: string): Fields {
  // Every frame of both protocols is an object.
  const frame = JSON.parse(text) as Fields;
  return Object.fromEntries(
    Object.entries(frame).filter(([name]) => !unforeseeable.includes(name)),
  );
}
