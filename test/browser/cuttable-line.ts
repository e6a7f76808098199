import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

import { onTestFinished } from 'vitest';

/** A line to a port that can be cut and mended: what a network is to a phone in a tunnel. */
export class CuttableLine {
  readonly #target: number;
  readonly #server = createServer((socket) => this.#join(socket));
  readonly #sockets = new Set<Socket>();
  #isCut = false;

  private constructor(target: number) {
    this.#target = target;
  }

  /** Opens a line to a port of this machine; it is closed when the test is over. */
  static async open(target: number): Promise<CuttableLine> {
    const line = new CuttableLine(target);
    line.#server.listen(0, '127.0.0.1');
    await once(line.#server, 'listening');
    onTestFinished(() => {
      line.cut();
      line.#server.close();
    });
    return line;
  }

  /** The port of this end. */
  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the line is closed');
    return address.port;
  }

  /** Ends everything that goes over the line, without a goodbye, and lets nothing through. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  #join(near: Socket): void {
    if (this.#isCut) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(this.#target, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.pipe(other);
      // A cut is an error to both ends; what matters is that both are gone.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }
}
