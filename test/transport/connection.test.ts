import { once } from 'node:events';

import { expect } from 'vitest';
import { WebSocket } from 'ws';

import type { ProtocolInstance } from '../../src/protocol.js';
import type { Port } from '../../src/transport/port.js';
import type { Counted } from '../support/doubles/fake-connection.js';
import {
  createFakeProtocolContext,
  type FakeClient,
} from '../support/doubles/fake-protocol-context.js';
import { type Carrier, describeConnection, type RemoteEnd } from './connection-contract.js';
import { createPort, createTraffic, openOnLoopback } from './test-port.js';

/** A client with a socket. */
class SocketEnd implements RemoteEnd {
  readonly #socket: WebSocket;
  readonly #port: Port;
  readonly #frames: string[] = [];
  readonly #closed: Promise<{ readonly code: number; readonly reason: string }>;

  private constructor(url: string, port: Port) {
    this.#port = port;
    this.#socket = new WebSocket(url, { perMessageDeflate: false });
    this.#socket.on('message', (data: Buffer) => this.#frames.push(data.toString()));
    this.#closed = new Promise((resolve) => {
      this.#socket.on('close', (code, reason) => {
        resolve({ code, reason: reason.toString() });
      });
    });
  }

  static async open(url: string, port: Port): Promise<SocketEnd> {
    const end = new SocketEnd(url, port);
    await once(end.#socket, 'open');
    return end;
  }

  async frames(): Promise<readonly string[]> {
    await this.#settled();
    return this.#frames;
  }

  closeFrame(): Promise<{ readonly code: number; readonly reason: string }> {
    return this.#closed;
  }

  async say(message: string): Promise<void> {
    this.#socket.send(message);
    await this.#settled();
  }

  async hangUp(): Promise<void> {
    this.#socket.close(1000);
    await this.#closed;
  }

  async vanish(): Promise<void> {
    const others = this.#port.links.size - 1;
    this.#socket.terminate();
    await expect.poll(() => this.#port.links.size).toBe(others);
  }

  /** The answer to a ping comes after all that was sent before it. */
  async #settled(): Promise<void> {
    if (this.#socket.readyState !== WebSocket.OPEN) {
      await this.#closed;
      return;
    }
    const answered = once(this.#socket, 'pong');
    this.#socket.ping();
    await Promise.race([answered, this.#closed]);
  }
}

describeConnection('a connection with a socket', (instance): Carrier => {
  const counted: Counted[] = [];
  const traffic = createTraffic({
    received: (type, bytes) => void counted.push({ kind: 'received', type, bytes }),
    rejected: (code) => void counted.push({ kind: 'rejected', code }),
    sent: (type, bytes) => void counted.push({ kind: 'sent', type, bytes }),
    published: (type, bytes, receivers) =>
      void counted.push({ kind: 'published', type, bytes, receivers }),
  });
  const port = createPort({ maxQueuedBytes: 1024 ** 2, traffic });
  const url = openOnLoopback(port, instance);
  return {
    broadcaster: port,
    counted,
    connect: () => SocketEnd.open(url, port),
    close: () => {
      port.close();
    },
  };
});

function fakeEndOf({ connection, say, leave }: FakeClient): RemoteEnd {
  return {
    frames: () => Promise.resolve(connection.received),
    closeFrame: () => {
      const { code = 1005, reason = '' } = connection.closedWith ?? {};
      return connection.closedWith === null
        ? Promise.reject(new Error('it was not closed'))
        : Promise.resolve({ code, reason });
    },
    say: (message) => {
      say(message);
      return Promise.resolve();
    },
    hangUp: () => {
      leave({ reason: 'goodbye' });
      return Promise.resolve();
    },
    vanish: () => {
      leave({ reason: 'lost' });
      return Promise.resolve();
    },
  };
}

describeConnection('the connection of protocols’ tests', (instance: ProtocolInstance): Carrier => {
  const context = createFakeProtocolContext();
  return {
    broadcaster: context.broadcaster,
    counted: context.counted,
    connect: () => Promise.resolve(fakeEndOf(context.open(instance))),
    close: () => undefined,
  };
});
