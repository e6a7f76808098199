/**
 * Reads what a server sends without decoding it: WebSocket frames from a
 * server are not masked, so counting them takes only their headers (RFC 6455,
 * section 5.2). Text of the last frame is kept for whoever wants to check it.
 */
export class FrameCounter {
  /** Bytes of whole frames, headers included. */
  bytes = 0;
  frames = 0;
  #rest: Buffer = Buffer.alloc(0);
  #last: readonly Buffer[] = [];
  #parts: Buffer[] = [];
  #missing = 0;

  /** The text of the last complete frame. */
  get lastText(): string {
    return Buffer.concat(this.#last).toString();
  }

  /** Takes the next bytes from the socket. */
  push(chunk: Buffer): void {
    this.bytes += chunk.length;
    let data = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    while (data.length > 0) {
      if (this.#missing === 0) {
        const header = readHeader(data);
        if (header === null) break;
        data = data.subarray(header.headerBytes);
        this.#missing = header.payloadBytes;
      }
      const part = data.subarray(0, this.#missing);
      this.#parts.push(part);
      this.#missing -= part.length;
      data = data.subarray(part.length);
      if (this.#missing === 0) this.#finishFrame();
    }
    this.#rest = data;
  }

  #finishFrame(): void {
    this.frames += 1;
    this.#last = this.#parts;
    this.#parts = [];
  }
}

interface FrameHeader {
  readonly headerBytes: number;
  readonly payloadBytes: number;
}

/** Null if the header is not all there yet. */
function readHeader(data: Buffer): FrameHeader | null {
  if (data.length < 2) return null;
  const short = data.readUInt8(1) & 0x7f;
  if (short < 126) return { headerBytes: 2, payloadBytes: short };
  if (short === 126) {
    return data.length < 4 ? null : { headerBytes: 4, payloadBytes: data.readUInt16BE(2) };
  }
  if (data.length < 10) return null;
  return { headerBytes: 10, payloadBytes: Number(data.readBigUInt64BE(2)) };
}
