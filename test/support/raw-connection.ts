import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { onTestFinished } from 'vitest';

import { Inbox } from './inbox.js';

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

/** What differs from an ordinary opening request. */
export interface UpgradeOptions {
  readonly target?: string;
  readonly version?: string;
  /** Null: no such header. */
  readonly host?: string | null;
  readonly key?: string | null;
  readonly extraHeaders?: readonly string[];
}

/** A WebSocket's opening request, right unless told otherwise. */
export function upgradeRequest({
  target = '/',
  version = 'HTTP/1.1',
  host = 'localhost',
  key = randomBytes(16).toString('base64'),
  extraHeaders = [],
}: UpgradeOptions = {}): string {
  const lines = [
    `GET ${target} ${version}`,
    ...(host === null ? [] : [`Host: ${host}`]),
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    ...(key === null ? [] : [`Sec-WebSocket-Key: ${key}`]),
    ...extraHeaders,
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** A WebSocket frame, right unless told otherwise (RFC 6455, section 5.2). */
export interface FrameParts {
  readonly opcode: number;
  readonly payload?: Uint8Array | string;
  readonly fin?: boolean;
  /** The three reserved bits, 0 to 7. */
  readonly reserved?: number;
  readonly masked?: boolean;
  /** The length to announce, if it is not the payload's own. */
  readonly announcedLength?: number;
}

export const opcodes = {
  continuation: 0,
  text: 1,
  binary: 2,
  close: 8,
  ping: 9,
  pong: 10,
} as const;

/** Encodes a frame as a client does. */
export function encodeFrame({
  opcode,
  payload = '',
  fin = true,
  reserved = 0,
  masked = true,
  announcedLength,
}: FrameParts): Buffer {
  const body = Buffer.from(typeof payload === 'string' ? Buffer.from(payload) : payload);
  const length = announcedLength ?? body.length;
  const maskBit = masked ? 0x80 : 0;
  const start = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  const header = [start, ...encodeLength(length, maskBit)];
  // A mask of zeros is a mask: the payload stays readable in dumps.
  const mask = masked ? [0, 0, 0, 0] : [];
  return Buffer.concat([Buffer.from([...header, ...mask]), body]);
}

function encodeLength(length: number, maskBit: number): readonly number[] {
  if (length < 126) return [maskBit | length];
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(length));
  return length < 65536 ? [maskBit | 126, ...bytes.subarray(6)] : [maskBit | 127, ...bytes];
}
