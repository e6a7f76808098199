import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { onTestFinished } from 'vitest';

import { Inbox } from './inbox.js';
import { encodeFrame, opcodes, upgradeRequest } from './wire.js';

/** A TCP connection on which a test writes whatever it likes. */
export class RawConnection {
  readonly socket: Socket;
  /** Resolves when the server has closed its side or cut the connection. */
  readonly closed: Promise<void>;
  readonly #chunks = new Inbox<Buffer>();

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1' });
    this.socket.on('data', (chunk) => {
      this.#chunks.push(chunk);
    });
    // A reset is one way of closing.
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      const end = (): void => {
        this.#chunks.end();
        resolve();
      };
      this.socket.once('end', end);
      this.socket.once('close', end);
    });
    onTestFinished(() => {
      this.socket.destroy();
    });
  }

  static async open(port: number): Promise<RawConnection> {
    const connection = new RawConnection(port);
    await once(connection.socket, 'connect');
    return connection;
  }

  /** Connects and becomes a WebSocket. */
  static async upgraded(port: number, target = '/'): Promise<RawConnection> {
    const connection = await RawConnection.open(port);
    connection.write(upgradeRequest({ target }));
    await connection.until('\r\n\r\n');
    if (!connection.text.startsWith('HTTP/1.1 101 ')) throw new Error(connection.text);
    return connection;
  }

  /** Connects and joins a room of the JSON protocol; the answer has come. */
  static async joined(port: number, roomId: string, userId: string): Promise<RawConnection> {
    const connection = await RawConnection.upgraded(port);
    const join = { type: 'join-room', roomId, userId, userName: userId };
    connection.write(encodeFrame({ opcode: opcodes.text, payload: JSON.stringify(join) }));
    await connection.until('"room-joined"');
    return connection;
  }

  /** Everything received, as Latin-1, so that each byte is a character. */
  get text(): string {
    return Buffer.concat(this.#chunks.all).toString('latin1');
  }

  /** Everything in one call: a request line in two segments is more than some engines take. */
  write(data: string | Uint8Array): void {
    this.socket.write(typeof data === 'string' ? Buffer.from(data, 'latin1') : data);
  }

  /** Resolves when the text has been received. */
  async until(text: string): Promise<void> {
    await this.#chunks.until(() => this.text.includes(text), JSON.stringify(text));
  }

  /** The first line of the answer; empty if the server closes without one. */
  async statusLine(): Promise<string> {
    await Promise.race([this.until('\r\n').catch(() => undefined), this.closed]);
    return this.text.split('\r\n', 1)[0] ?? '';
  }

  destroy(): void {
    this.socket.destroy();
  }
}
