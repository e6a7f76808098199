import { readMs } from '../measuring/clock.js';
import type { Recorder } from '../measuring/recorder.js';
import type { LoadSocket } from './load-socket.js';
import { SlowReading } from './slow-reading.js';
import { openSocket } from './socket.js';

export interface RoomConnectionContext {
  readonly url: string;
  /** All simulated clients of the run. */
  readonly clients: number;
  readonly recorder: Recorder;
}

/** The events of a connection. */
export interface ConnectionEvents {
  /**
   * @param data valid during the call alone
   * @param atMs when it was read, by the machine's clock
   */
  receive(data: Buffer, atMs: number): void;
  /** It has ended, and nobody here broke it. */
  closed(code: number): void;
}

/** A member's connection to the JSON port, and the next one when that breaks. */
export class RoomConnection {
  readonly #client: number;
  readonly #context: RoomConnectionContext;
  readonly #events: ConnectionEvents;
  #socket: LoadSocket | null = null;
  #slowness: SlowReading | null = null;
  /** Counts connections: what an earlier one still has to say is of no concern. */
  #opened = 0;

  constructor(client: number, context: RoomConnectionContext, events: ConnectionEvents) {
    this.#client = client;
    this.#context = context;
    this.#events = events;
  }

  /** @throws Error if it does not open */
  async open(): Promise<void> {
    const { url, clients, recorder } = this.#context;
    // The ports of those that broke are not free at once.
    const place = this.#client + this.#opened * clients;
    this.#opened += 1;
    const current = this.#opened;
    const socket = await openSocket(url, place, (data) => {
      if (this.#opened === current) this.#receive(data, readMs());
    });
    this.#socket = socket;
    socket.on('error', (error) => {
      if (this.#opened === current) recorder.complain(error.message);
    });
    socket.on('close', (code) => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.#events.closed(code);
    });
  }

  send(frame: object): void {
    this.#socket?.send(JSON.stringify(frame));
  }

  /** Ends it without a word, as a network does. */
  break(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#opened += 1;
    socket?.terminate();
  }

  /** @param bytesPerSecond 0: nothing at all */
  readSlowly(bytesPerSecond: number): void {
    if (this.#socket !== null) this.#slowness = new SlowReading(this.#socket, bytesPerSecond);
  }

  /** Reads as fast as it can again. */
  readOn(): void {
    this.#slowness?.end();
    this.#slowness = null;
  }

  #receive(data: Buffer, atMs: number): void {
    this.#context.recorder.bytes += data.length;
    this.#slowness?.received(data.length);
    this.#events.receive(data, atMs);
  }
}
