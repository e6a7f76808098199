import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { onTestFinished } from 'vitest';

import { encodeFrame, opcodes, upgradeRequest } from './raw-connection.js';

/**
 * One of very many: a WebSocket that counts and measures the text frames it
 * gets, and keeps only the newest, so that a whole crowd reads as fast as the
 * server writes.
 */
export class CrowdMember {
  /** Size of each text frame so far, in bytes. */
  readonly sizes: number[] = [];
  readonly #socket: Socket;
  readonly #frames = new FrameReader((opcode, payload) => {
    this.#arrived(opcode, payload);
  });
  /** The answer to the opening request, as far as it has come; null once it is there. */
  #head: Buffer | null = Buffer.alloc(0);
  readonly #onText: (text: string) => void;
  #newest: Buffer = Buffer.alloc(0);
  #waiting: { condition: () => boolean; resolve: () => void }[] = [];

  private constructor(port: number, onText: (text: string) => void) {
    this.#onText = onText;
    const callback = (length: number, buffer: Uint8Array): boolean => {
      this.#read(Buffer.from(buffer.buffer, buffer.byteOffset, length));
      return true;
    };
    this.#socket = connect({ port, host: '127.0.0.1', onread: { buffer: sharedBuffer, callback } });
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

  #read(chunk: Buffer): void {
    if (this.#head === null) {
      this.#frames.read(chunk);
      return;
    }
    this.#head = Buffer.concat([this.#head, chunk]);
    const end = this.#head.indexOf(headEnd);
    if (end === -1) return;
    const rest = this.#head.subarray(end + headEnd.length);
    const isAccepted = this.#head.toString('latin1').startsWith('HTTP/1.1 101 ');
    this.#head = null;
    if (isAccepted) this.#socket.emit(upgraded);
    else this.#socket.destroy(new Error('refused'));
    this.#frames.read(rest);
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

/** All members read into this: what is read is dealt with before the next one reads. */
const sharedBuffer = Buffer.alloc(1024 * 1024);

const headEnd = '\r\n\r\n';
const upgraded = 'upgraded';

function noListener(): void {
  // Compared by identity, so that nothing is decoded for it.
}

/** Cuts a server's bytes into frames. */
class FrameReader {
  readonly #onFrame: (opcode: number, payload: Buffer) => void;
  /** The beginning of a header that was cut by the end of a chunk. */
  #header: Buffer = Buffer.alloc(0);
  #opcode = 0;
  /** Room for the payload, used again for each frame. */
  #payload: Buffer = Buffer.alloc(0);
  #length = 0;
  #filled = 0;
  #inPayload = false;

  /** @param onFrame gets the payload for the time of the call; it is overwritten by the next frame */
  constructor(onFrame: (opcode: number, payload: Buffer) => void) {
    this.#onFrame = onFrame;
  }

  /** @param chunk only read during the call */
  read(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) rest = this.#inPayload ? this.#fill(rest) : this.#readHeader(rest);
  }

  #fill(chunk: Buffer): Buffer {
    const missing = this.#length - this.#filled;
    const copied = chunk.copy(this.#payload, this.#filled, 0, missing);
    this.#filled += copied;
    this.#endFrameIfWhole();
    return chunk.subarray(copied);
  }

  #readHeader(chunk: Buffer): Buffer {
    const bytes = this.#header.length === 0 ? chunk : Buffer.concat([this.#header, chunk]);
    const size = headerSize(bytes);
    if (bytes.length < size) {
      this.#header = Buffer.from(bytes);
      return Buffer.alloc(0);
    }
    this.#header = Buffer.alloc(0);
    this.#opcode = bytes.readUInt8(0) & 15;
    this.#length = payloadLength(bytes, size);
    if (this.#payload.length < this.#length) this.#payload = Buffer.allocUnsafe(2 * this.#length);
    this.#filled = 0;
    this.#inPayload = true;
    this.#endFrameIfWhole();
    return bytes.subarray(size);
  }

  #endFrameIfWhole(): void {
    if (this.#filled < this.#length) return;
    this.#inPayload = false;
    this.#onFrame(this.#opcode, this.#payload.subarray(0, this.#length));
  }
}

/** Of an unmasked frame, as servers send them; 2 while that is not known. */
function headerSize(bytes: Buffer): number {
  const short = bytes.length < 2 ? 0 : bytes.readUInt8(1);
  if (short < 126) return 2;
  return short === 126 ? 4 : 10;
}

function payloadLength(bytes: Buffer, size: number): number {
  if (size === 2) return bytes.readUInt8(1);
  return size === 4 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
}
