import { once } from 'node:events';

import { onTestFinished } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';

import { Inbox } from './inbox.js';

/** The end of a connection: 1005 is a close frame without a code, 1006 none at all. */
export interface Closure {
  readonly code: number;
  readonly reason: string;
}

/** A WebSocket whose messages are awaited, closed when the test is over. */
export class TestSocket {
  readonly socket: WebSocket;
  /** Text frames, in order. A binary one fails whoever reads here. */
  readonly texts = new Inbox<string>();
  /** Resolves when the connection has ended, from whichever side. */
  readonly closed: Promise<Closure>;

  /** @param url of the server, with path and query */
  constructor(url: string, options: ClientOptions = {}) {
    this.socket = new WebSocket(url, { perMessageDeflate: false, ...options });
    this.socket.on('message', (data, isBinary) => {
      // ws hands messages over as one Buffer unless it is told otherwise.
      this.texts.push(isBinary ? '<binary>' : (data as Buffer).toString());
    });
    // A close always follows, and that is what tests look at.
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      this.socket.once('close', (code, reason) => {
        this.texts.end();
        resolve({ code, reason: reason.toString() });
      });
    });
    onTestFinished(() => {
      this.socket.terminate();
    });
  }

  /** @throws Error if the server refuses the connection */
  async opened(): Promise<void> {
    if (this.socket.readyState === WebSocket.CONNECTING) await once(this.socket, 'open');
  }

  send(data: string | Uint8Array): void {
    this.socket.send(data);
  }

  /** Closes with a close frame, and waits for the answer. */
  async close(code?: number): Promise<Closure> {
    this.socket.close(code);
    return this.closed;
  }

  /** Cuts the connection, without a word. */
  drop(): void {
    this.socket.terminate();
  }
}
