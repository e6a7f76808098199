/**
 * WebSocket frames of a server, out of what a connection reads (RFC 6455,
 * section 5). Nothing here knows a socket, and nothing is copied but what a
 * read has left of an unfinished frame.
 */

/** Gets what a parser finds. Payloads are valid during the call alone: whoever keeps one copies it. */
export interface FrameSink {
  /** A whole message, text or binary; nobody has looked whether text is UTF-8. */
  message(payload: Buffer): void;
  ping(payload: Buffer): void;
  /** @param code 1005 if the frame has none */
  close(code: number): void;
  /** The other side has broken the protocol; nothing comes after this. */
  violation(reason: string): void;
}

const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
const finBit = 0x80;
const reservedBits = 0x70;
const maskBit = 0x80;
const noCode = 1005;
const finalText = finBit | opcodes.text;
const longestControlPayload = 125;
/** Room for the lists of the largest rooms; what is longer is taken for a mistake. */
const longestMessage = 256 * 1024 * 1024;
const nothing = Buffer.alloc(0);
const leastRest = 256;

/** Takes what was read in any portions and finds the same frames in it. */
export class FrameParser {
  readonly #sink: FrameSink;
  /** The bytes of a frame that is not complete. Grows, and is used again. */
  #rest: Buffer = nothing;
  #restLength = 0;
  /** Of a message that comes in several frames. */
  #fragments: Buffer[] | null = null;
  #fragmentsLength = 0;
  #isOver = false;
  /** Of the header that was read last: where its payload begins, and how long that is. */
  #begin = 0;
  #size = 0;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  /** @param bytes may be overwritten after the call, and is looked at from `from` to below `end` */
  read(bytes: Buffer, from: number, end: number): void {
    let at = from;
    while (this.#restLength > 0 && at < end) at = this.#readRest(bytes, at, end);
    if (at < end) at = this.#readFrames(bytes, at, end);
    if (at === end || this.#isOver) return;
    this.#keep(bytes, at, end, this.#readHeader(bytes, at, end) ? this.#begin + this.#size : 0);
  }

  /** @returns the place of the first frame that is not complete */
  #readFrames(bytes: Buffer, from: number, end: number): number {
    let at = from;
    while (!this.#isOver && this.#readHeader(bytes, at, end)) {
      const begin = this.#begin;
      const next = begin + this.#size;
      if (next > end) return at;
      const first = bytes[at] ?? 0;
      if (first === finalText) this.#sink.message(bytes.subarray(begin, next));
      else this.#take(first, bytes.subarray(begin, next));
      at = next;
    }
    return at;
  }

  /** @returns whether there is a whole header at a place, and nothing wrong with it */
  #readHeader(bytes: Buffer, at: number, end: number): boolean {
    if (end - at < 2) return false;
    const first = bytes[at] ?? 0;
    const second = bytes[at + 1] ?? 0;
    // What nearly every frame is needs no further look.
    const isUsual = first === finalText && second < 127 && this.#fragments === null;
    if (!isUsual && !this.#isSound(first, second)) return false;
    if (second < 126) {
      this.#begin = at + 2;
      this.#size = second;
      return true;
    }
    return second === 126 ? this.#readLength(bytes, at, end) : this.#readLongLength(bytes, at, end);
  }

  #readLength(bytes: Buffer, at: number, end: number): boolean {
    if (end - at < 4) return false;
    this.#begin = at + 4;
    this.#size = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    return this.#size > 125 || this.#fail('a length takes more bytes than it needs');
  }

  #readLongLength(bytes: Buffer, at: number, end: number): boolean {
    if (end - at < 10) return false;
    this.#begin = at + 10;
    this.#size = bytes.readUInt32BE(at + 2) * 2 ** 32 + bytes.readUInt32BE(at + 6);
    if (this.#size < 65_536) return this.#fail('a length takes more bytes than it needs');
    return this.#size <= longestMessage || this.#fail('a frame is too long');
  }

  /** Looks for what no server may send. */
  #isSound(first: number, second: number): boolean {
    const opcode = first & 0x0f;
    const isFinal = first >= finBit;
    if ((first & reservedBits) !== 0) return this.#fail('a reserved bit is set');
    if (second >= maskBit) return this.#fail('a frame of a server is masked');
    if (opcode >= opcodes.close) {
      if (opcode > opcodes.pong) return this.#fail(`there is no opcode ${opcode}`);
      if (!isFinal) return this.#fail('a control frame is fragmented');
      return second <= longestControlPayload || this.#fail('a control frame is too long');
    }
    if (opcode > opcodes.binary) return this.#fail(`there is no opcode ${opcode}`);
    const isContinuation = opcode === opcodes.continuation;
    if (isContinuation !== (this.#fragments !== null)) {
      return this.#fail(
        isContinuation
          ? 'a fragment continues nothing'
          : 'a message begins before another has ended',
      );
    }
    return true;
  }

  #take(first: number, payload: Buffer): void {
    switch (first & 0x0f) {
      case opcodes.close:
        this.#takeClose(payload);
        return;
      case opcodes.ping:
        this.#sink.ping(payload);
        return;
      case opcodes.pong:
        return;
      default:
        this.#takeData(first >= finBit, payload);
    }
  }

  #takeData(isFinal: boolean, payload: Buffer): void {
    if (isFinal && this.#fragments === null) {
      this.#sink.message(payload);
      return;
    }
    const fragments = this.#fragments ?? [];
    this.#fragments = fragments;
    fragments.push(Buffer.from(payload));
    this.#fragmentsLength += payload.length;
    if (this.#fragmentsLength > longestMessage) this.#fail('a message is too long');
    else if (isFinal) {
      this.#fragments = null;
      this.#fragmentsLength = 0;
      this.#sink.message(Buffer.concat(fragments));
    }
  }

  #takeClose(payload: Buffer): void {
    if (payload.length === 1) {
      this.#fail('a close frame has half a code');
      return;
    }
    const code = payload.length === 0 ? noCode : payload.readUInt16BE(0);
    if (payload.length > 0 && !mayBeSent(code)) {
      this.#fail(`nobody may close with ${code}`);
      return;
    }
    this.#isOver = true;
    this.#sink.close(code);
  }

  /** Adds to the unfinished frame what it still needs, and takes it if it is complete then. */
  #readRest(bytes: Buffer, from: number, end: number): number {
    const wanted = this.#wanted();
    const to = Math.min(end, from + wanted - this.#restLength);
    this.#keep(bytes, from, to, wanted);
    const length = this.#restLength;
    if (length === wanted && this.#readFrames(this.#rest, 0, length) === length) {
      this.#restLength = 0;
    }
    return this.#isOver ? end : to;
  }

  /** The size of the unfinished frame in all, in bytes, as far as that is known. */
  #wanted(): number {
    const length = this.#restLength;
    if (this.#readHeader(this.#rest, 0, length)) return this.#begin + this.#size;
    if (length < 2) return 2;
    return this.#rest[1] === 126 ? 4 : 10;
  }

  /** @param whole the length of the frame, as far as it is known: a long one comes in many reads */
  #keep(bytes: Buffer, from: number, end: number, whole: number): void {
    const length = this.#restLength + end - from;
    if (length > this.#rest.length) {
      const grown = Buffer.allocUnsafe(Math.max(leastRest, 2 * length, whole));
      this.#rest.copy(grown, 0, 0, this.#restLength);
      this.#rest = grown;
    }
    bytes.copy(this.#rest, this.#restLength, from, end);
    this.#restLength = length;
  }

  /** @returns false, for whoever asks whether to go on */
  #fail(reason: string): false {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#sink.violation(reason);
    }
    return false;
  }
}

/** Codes of RFC 6455, section 7.4, that stand in frames. */
function mayBeSent(code: number): boolean {
  const isDefined = code >= 1000 && code <= 1014 && code !== 1004 && code !== noCode;
  return (isDefined && code !== 1006) || (code >= 3000 && code <= 4999);
}
