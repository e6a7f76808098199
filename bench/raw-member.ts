import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { FrameCounter } from './frame-counter.js';

/**
 * A member of a room that costs the load generator as little as possible: it
 * counts what it gets and decodes nothing.
 */
export class RawMember {
  readonly received = new FrameCounter();
  readonly #socket: Socket;
  #waiting: { readonly frames: number; readonly resolve: () => void } | null = null;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Opens a WebSocket on this machine. */
  static async open(port: number): Promise<RawMember> {
    const socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    await once(socket, 'connect');
    const key = randomBytes(16).toString('base64');
    const lines = [
      'GET / HTTP/1.1',
      'Host: 127.0.0.1',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Key: ${key}`,
      'Sec-WebSocket-Version: 13',
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    if (!answer.toString('latin1').startsWith('HTTP/1.1 101 ')) throw new Error('not upgraded');
    const member = new RawMember(socket);
    socket.on('data', (chunk: Buffer) => {
      member.#take(chunk);
    });
    // A connection that the server cuts is seen by whoever checks what came.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      member.#waiting?.resolve();
    });
    return member;
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  /** Sends one text frame. */
  send(text: string): void {
    this.#socket.write(maskedFrame(text));
  }

  /** Resolves when so many frames have come in all, or the connection is gone. */
  async until(frames: number): Promise<void> {
    if (this.received.frames >= frames || !this.isOpen) return;
    await new Promise<void>((resolve) => {
      this.#waiting = { frames, resolve };
    });
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.received.push(chunk);
    if (this.#waiting === null || this.received.frames < this.#waiting.frames) return;
    const { resolve } = this.#waiting;
    this.#waiting = null;
    resolve();
  }
}

/** A client's frame: masked, here with a mask of zeros, which leaves the text as it is. */
function maskedFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  if (payload.length > 125) {
    const header = Buffer.from([0x81, 0xfe, 0, 0, 0, 0, 0, 0]);
    header.writeUInt16BE(payload.length, 2);
    return Buffer.concat([header, payload]);
  }
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}
