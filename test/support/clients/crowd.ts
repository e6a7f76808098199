import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { onTestFinished } from 'vitest';

import { ServerFrameReader } from './server-frames.js';
import { encodeFrame, opcodes, upgradeRequest } from './wire.js';

/**
 * One of very many: a WebSocket that keeps the size of each text frame and the
 * newest frame alone, so that a whole crowd reads as fast as the server writes.
 */
export class CrowdMember {
  /** Size of each text frame so far, in bytes. */
  readonly sizes: number[] = [];
  readonly #socket: Socket;
  readonly #frames = new ServerFrameReader();
  /** The answer to the opening request, as far as it has come; null once it is there. */
  #head: Buffer | null = Buffer.alloc(0);
  readonly #onText: (text: string) => void;
  #newest: Buffer = Buffer.alloc(0);
  #waiting: { condition: () => boolean; resolve: () => void }[] = [];

  private constructor(port: number, onText: (text: string) => void) {
    this.#onText = onText;
    this.#socket = connect({ port, host: '127.0.0.1' });
    this.#socket.on('data', (chunk) => {
      if (this.#head === null) this.#readFrames(chunk);
      else this.#readHead(this.#head, chunk);
    });
    // A member that is cut off gets no more frames, and that is what is looked at.
    this.#socket.on('error', () => undefined);
    onTestFinished(() => {
      this.#socket.destroy();
    });
  }

  /** @param onText hears every text frame; left out, none is decoded */
  static async connect(
    port: number,
    target: string,
    onText: (text: string) => void = noListener,
  ): Promise<CrowdMember> {
    const member = new CrowdMember(port, onText);
    member.#socket.write(upgradeRequest({ target }));
    await once(member.#socket, upgraded);
    return member;
  }

  /** The newest text frame; only to be asked for when no other is on its way. */
  get newest(): string {
    return this.#newest.toString();
  }

  send(frame: object): void {
    this.#socket.write(encodeFrame({ opcode: opcodes.text, payload: JSON.stringify(frame) }));
  }

  /** Resolves when so many text frames have come in all. */
  received(count: number): Promise<void> {
    return this.until(() => this.sizes.length >= count);
  }

  /** Resolves as soon as the condition holds; it is asked again after each text frame. */
  until(condition: () => boolean): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ condition, resolve }));
  }

  /** Reads nothing from now on. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Whether the server has closed, or has cut it off. */
  get isClosed(): boolean {
    return this.#socket.destroyed;
  }

  /** Says goodbye, and waits until the server has closed. */
  async leave(): Promise<void> {
    const ended = once(this.#socket, 'close');
    this.#socket.write(encodeFrame({ opcode: opcodes.close }));
    await ended;
  }

  #readHead(before: Buffer, chunk: Buffer): void {
    const head = Buffer.concat([before, chunk]);
    const end = head.indexOf(headEnd);
    if (end === -1) {
      this.#head = head;
      return;
    }
    this.#head = null;
    if (head.toString('latin1').startsWith('HTTP/1.1 101 ')) this.#socket.emit(upgraded);
    else this.#socket.destroy(new Error('refused'));
    this.#readFrames(head.subarray(end + headEnd.length));
  }

  #readFrames(chunk: Buffer): void {
    for (const { opcode, payload } of this.#frames.push(chunk)) this.#arrived(opcode, payload);
  }

  #arrived(opcode: number, payload: Buffer): void {
    if (opcode !== opcodes.text) return;
    this.#newest = payload;
    this.sizes.push(payload.length);
    if (this.#onText !== noListener) this.#onText(payload.toString());
    if (this.#waiting.length === 0) return;
    const due = this.#waiting.filter(({ condition }) => condition());
    this.#waiting = this.#waiting.filter((one) => !due.includes(one));
    for (const { resolve } of due) resolve();
  }
}

const headEnd = '\r\n\r\n';
const upgraded = 'upgraded';

function noListener(): void {
  // Compared by identity, so that nothing is decoded for it.
}
