import { WebSocket } from 'ws';

import type { Standing } from './person.js';

/** Somebody in a Red5 conference. */
export class Viewer {
  readonly room: string;
  readonly streamName: string;
  standing: Standing = 'coming';
  doubtfulSince = 0;
  isPaused = false;
  /** The newest list. */
  streams: readonly string[] = [];
  readonly #socket: WebSocket;

  constructor(
    url: string,
    room: string,
    streamName: string,
    answersPings: boolean,
    fail: (reason: string) => void,
  ) {
    this.room = room;
    this.streamName = streamName;
    this.#socket = new WebSocket(`${url}/?room=${room}&streamName=${streamName}`, {
      perMessageDeflate: false,
      autoPong: answersPings,
    });
    this.#socket.on('error', () => undefined);
    this.#socket.on('message', (data: Buffer) => {
      // The only form that a list has.
      const { streams } = JSON.parse(data.toString()) as { streams: readonly string[] };
      this.streams = streams;
      if (new Set(streams).size < streams.length) fail(`twice in a list: ${data.toString()}`);
      if (!streams.includes(streamName)) fail(`${streamName} is not in ${data.toString()}`);
      if (this.standing === 'coming') this.standing = 'here';
    });
    this.#socket.on('close', (code) => {
      if (this.standing === 'doubtful') return;
      if (!this.isPaused) fail(`${streamName} was closed with ${code} for nothing`);
      this.doubt();
    });
  }

  leave(): void {
    this.doubt();
    this.#socket.close(1000);
  }

  drop(): void {
    this.doubt();
    this.#socket.terminate();
  }

  pause(): void {
    this.isPaused = true;
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
    this.isPaused = false;
  }

  doubt(): void {
    this.standing = 'doubtful';
    this.doubtfulSince = performance.now();
  }
}
