import { EventEmitter } from 'node:events';
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';

import { markRead } from '../measuring/clock.js';
import { clientFrame, closeFrame, sendable } from './client-frames.js';
import { FrameParser } from './frame-parser.js';
import { Handshake } from './handshake.js';

const handshakeTimeoutMs = 60_000;
/** The time a server may take to end a connection that this side has closed. */
const closeTimeoutMs = 10_000;
/** Without a close frame there is no code; 1006 says so. */
const noClose = 1006;

/**
 * Every connection of this process is read into this one: whatever was read is
 * done with before the next read can begin.
 */
const readBuffer = Buffer.allocUnsafeSlow(256 * 1024);

interface Events {
  /** 1006 if the server sent no close frame. */
  close: [code: number];
  /** The server broke the protocol; `close` follows. */
  error: [error: Error];
}

export interface LoadSocketOptions extends Pick<ConnectionOptions, 'ca'> {
  /** The address to connect from. */
  readonly localAddress?: string | undefined;
  /**
   * Gets every message, also what comes with the answer to the handshake.
   *
   * @param data valid during the call alone: whoever keeps it copies it
   */
  readonly receive: (data: Buffer) => void;
}

/**
 * A WebSocket client that costs little more than the system's own work: a
 * server that publishes well sends faster than clients of common libraries
 * read, and they would be what is measured. It offers no compression, and
 * nobody looks whether text is UTF-8.
 */
export class LoadSocket extends EventEmitter<Events> {
  readonly #socket: Socket;
  readonly #parser: FrameParser;
  #state: 'opening' | 'open' | 'closing' = 'opening';
  #closeCode = noClose;
  #violation: Error | null = null;

  /** @throws Error if it does not open */
  static async open(url: string, options: LoadSocketOptions): Promise<LoadSocket> {
    return await new Promise((resolve, reject) => {
      new LoadSocket(new URL(url), options, resolve, reject);
    });
  }

  private constructor(
    url: URL,
    options: LoadSocketOptions,
    resolve: (socket: LoadSocket) => void,
    reject: (error: Error) => void,
  ) {
    super();
    this.#parser = new FrameParser({
      message: (payload) => options.receive(payload),
      ping: (payload) => this.#write(clientFrame(sendable.pong, payload)),
      close: (code) => this.#answerClose(code),
      violation: (reason) => this.#fail(new Error(reason)),
    });
    const handshake = new Handshake(url);
    const socket = connectTo(url, options, (bytes, length) => {
      markRead();
      if (this.#state !== 'opening') {
        this.#parser.read(bytes, 0, length);
        return;
      }
      try {
        const from = handshake.read(bytes, length);
        if (from === -1) return;
        this.#state = 'open';
        socket.setTimeout(0);
        resolve(this);
        this.#parser.read(bytes, from, length);
      } catch (error) {
        if (this.#state !== 'opening') throw error;
        socket.destroy(error instanceof Error ? error : new Error(String(error)));
      }
    });
    this.#socket = socket;
    socket.setTimeout(handshakeTimeoutMs, () => {
      socket.destroy(new Error('the server has not answered the handshake in time'));
    });
    socket.write(handshake.request);
    // Afterwards it says nothing that the missing close frame does not.
    socket.on('error', reject);
    socket.on('close', () => {
      reject(new Error('the connection was closed in the handshake'));
      // Whoever waits for the opening is told of that first.
      setImmediate(() => this.#tellClosed());
    });
  }

  send(text: string): void {
    if (this.#state === 'open') this.#write(clientFrame(sendable.text, text));
  }

  /** Reads nothing more for now; what is read already is still handed over. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(code: number): void {
    if (this.#state !== 'open') return;
    this.#state = 'closing';
    this.#write(closeFrame(code));
    this.#socket.setTimeout(closeTimeoutMs, () => this.#socket.destroy());
  }

  /** Ends the connection without a word. */
  terminate(): void {
    this.#socket.destroy();
  }

  #write(frame: Buffer): void {
    if (this.#socket.writable) this.#socket.write(frame);
  }

  #answerClose(code: number): void {
    this.#closeCode = code;
    const answer = this.#state === 'open' ? closeFrame(code) : null;
    this.#state = 'closing';
    if (answer !== null) this.#write(answer);
    this.#socket.end();
    this.#socket.setTimeout(closeTimeoutMs, () => this.#socket.destroy());
  }

  #fail(error: Error): void {
    this.#violation = error;
    this.#state = 'closing';
    this.#write(closeFrame(1002));
    this.#socket.destroySoon();
  }

  #tellClosed(): void {
    if (this.#violation !== null && this.listenerCount('error') > 0) {
      this.emit('error', this.#violation);
    }
    this.emit('close', this.#closeCode);
  }
}

function connectTo(
  url: URL,
  { localAddress, ca }: LoadSocketOptions,
  read: (bytes: Buffer, length: number) => void,
): Socket {
  const isSecure = url.protocol === 'wss:';
  // An IPv6 address stands in brackets there.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const address = {
    host,
    port: Number(url.port === '' ? (isSecure ? 443 : 80) : url.port),
    noDelay: true,
    ...(localAddress === undefined ? {} : { localAddress }),
  };
  if (isSecure) {
    const socket = connectTls({ ...address, ca, servername: isName(host) ? host : '' });
    socket.on('data', (data: Buffer) => read(data, data.length));
    return socket;
  }
  const options: NetConnectOpts = {
    ...address,
    onread: {
      buffer: readBuffer,
      callback: (length) => {
        read(readBuffer, length);
        // Goes on reading; pausing is a matter of its own.
        return true;
      },
    },
  };
  return connect(options);
}

/** Addresses may not stand where a server's name is told. */
function isName(host: string): boolean {
  return !/^[\d.]+$|:/.test(host);
}
