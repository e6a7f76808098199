import { connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { opcodes, upgradeRequest } from '../support/clients/wire.js';
import type { SeededRandom } from '../support/doubles/seeded-random.js';
import { ServerFrameReader } from '../support/clients/server-frames.js';

/**
 * The longest time that the server may take for what it must do, in ms. Longer than the 12 s
 * after which it gives up on an HTTP request, and long enough for busy machines.
 */
const patienceMs = 40_000;

/** The first line of the answer to a WebSocket's opening request. */
const upgraded = 'HTTP/1.1 101 ';

/** A TCP connection that writes anything and reads with suspicion. */
export class FuzzSocket {
  /** Text frames so far. */
  readonly texts: string[] = [];
  /** Payloads of the answers to pings, as Latin-1. */
  readonly pongs: string[] = [];
  /** The code of the server's close frame; 1005 for one without. Null: none came. */
  closeCode: number | null = null;
  /** The bytes that came before a WebSocket began, or all, if none did; as Latin-1. */
  text = '';
  isOver = false;
  readonly #socket: Socket;
  #frames: ServerFrameReader | null = null;
  #failure: Error | null = null;
  #wake: () => void = () => undefined;

  private constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('connect', () => this.#wake());
    this.#socket.on('data', (chunk) => {
      this.#take(chunk);
      this.#wake();
    });
    // A reset is one way of closing.
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => {
      this.isOver = true;
      this.#wake();
    });
  }

  static async open(port: number): Promise<FuzzSocket> {
    const socket = new FuzzSocket(port);
    await socket.until(() => !socket.#socket.connecting || socket.isOver, 'a connection');
    if (socket.isOver) throw new Error('the connection was refused');
    return socket;
  }

  /** Opens a WebSocket. */
  static async upgraded(port: number, target: string): Promise<FuzzSocket> {
    const socket = await FuzzSocket.open(port);
    socket.write(Buffer.from(upgradeRequest({ target }), 'latin1'));
    await socket.until(() => socket.isWebSocket || socket.isOver, 'an upgrade');
    if (!socket.isWebSocket) throw new Error(`no upgrade but ${socket.text.slice(0, 200)}`);
    return socket;
  }

  get isWebSocket(): boolean {
    return this.#frames !== null;
  }

  write(bytes: Uint8Array): void {
    if (!this.#socket.destroyed) this.#socket.write(bytes);
  }

  /** Writes in one piece, or now and then in several. */
  async writeAnyhow(bytes: Buffer, random: SeededRandom): Promise<void> {
    if (random.below(8) > 0 || bytes.length < 2) {
      this.write(bytes);
      return;
    }
    const cuts = [0, 0, 0].map(() => random.below(bytes.length)).sort((a, b) => a - b);
    for (const [index, end] of [...cuts, bytes.length].entries()) {
      this.write(bytes.subarray(cuts[index - 1] ?? 0, end));
      await nextTurn();
    }
  }

  /**
   * Resolves when the condition holds; it is asked again after everything that happens.
   *
   * @throws Error if that takes too long, or if something came that must not
   */
  async until(condition: () => boolean, awaited: string): Promise<void> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      if (this.#failure !== null) throw this.#failure;
      if (condition()) return;
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) throw new Error(`waited in vain for ${awaited}; got ${this.#summary()}`);
      await this.#somethingHappens(leftMs);
    }
  }

  /** Says goodbye as TCP does and waits until the server has done so too. */
  async finish(): Promise<void> {
    this.#socket.end();
    await this.until(() => this.isOver, 'the end of the connection');
  }

  /** Goes, in order or with a reset. */
  leave(random: SeededRandom): void {
    if (random.below(2) === 0) this.#socket.resetAndDestroy();
    else this.#socket.destroy();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #somethingHappens(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #take(chunk: Buffer): void {
    try {
      if (this.#frames === null) this.#takeHttp(chunk);
      else this.#takeFrames(this.#frames, chunk);
    } catch (error) {
      this.#failure ??= error instanceof Error ? error : new Error(String(error));
    }
  }

  #takeHttp(chunk: Buffer): void {
    const head = chunk.indexOf('\r\n\r\n');
    const start = this.text === '' ? chunk.toString('latin1', 0, upgraded.length) : this.text;
    if (!start.startsWith(upgraded) || head === -1) {
      this.text += chunk.toString('latin1');
      return;
    }
    this.text += chunk.toString('latin1', 0, head + 4);
    this.#frames = new ServerFrameReader();
    this.#takeFrames(this.#frames, chunk.subarray(head + 4));
  }

  #takeFrames(reader: ServerFrameReader, chunk: Buffer): void {
    for (const { opcode, payload } of reader.push(chunk)) {
      if (opcode === opcodes.text) this.texts.push(payload.toString());
      else if (opcode === opcodes.pong) this.pongs.push(payload.toString('latin1'));
      else if (opcode === opcodes.close) {
        this.closeCode = payload.length === 0 ? 1005 : payload.readUInt16BE(0);
      }
    }
  }

  #summary(): string {
    const texts = this.texts.slice(-3).map((text) => text.slice(0, 200));
    return JSON.stringify({ head: this.text.slice(0, 200), texts, closeCode: this.closeCode });
  }
}
