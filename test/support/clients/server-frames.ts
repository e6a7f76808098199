/** A frame as a server sends it: whole, not masked (RFC 6455, section 5). */
export interface ServerFrame {
  readonly opcode: number;
  readonly payload: Buffer;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Text in these opcodes has to be UTF-8. */
const textOpcode = 1;
const closeOpcode = 8;
const serverOpcodes = new Set([textOpcode, closeOpcode, 9, 10]);

/**
 * Reads frames from a server, as strictly as a browser does, and stricter:
 * this server has no reason to send fragments or binary frames.
 */
export class ServerFrameReader {
  #rest: Buffer = Buffer.alloc(0);
  #hasClosed = false;

  /**
   * Takes the next bytes and gives every frame that is complete.
   *
   * @throws Error saying what no client would accept
   */
  push(chunk: Buffer): readonly ServerFrame[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const frames: ServerFrame[] = [];
    for (;;) {
      const size = sizeOf(this.#rest);
      if (size === null || this.#rest.length < size.header + size.payload) return frames;
      const payload = this.#rest.subarray(size.header, size.header + size.payload);
      const frame = { opcode: this.#rest.readUInt8(0) & 0x0f, payload };
      this.#check(frame, this.#rest.readUInt8(0) & 0xf0, this.#rest.readUInt8(1));
      frames.push(frame);
      this.#rest = this.#rest.subarray(size.header + size.payload);
    }
  }

  #check({ opcode, payload }: ServerFrame, flags: number, lengthByte: number): void {
    if (this.#hasClosed) throw new Error('the server has sent a frame after its close frame');
    if (flags !== 0x80) throw new Error(`the server has sent a frame with flags ${flags}`);
    if ((lengthByte & 0x80) !== 0) throw new Error('the server has masked a frame');
    if (!serverOpcodes.has(opcode)) throw new Error(`the server has sent opcode ${opcode}`);
    if (opcode === textOpcode) utf8.decode(payload);
    if (opcode !== closeOpcode) return;
    this.#hasClosed = true;
    if (payload.length === 1) throw new Error('the server has closed with half a code');
    utf8.decode(payload.subarray(2));
  }
}

/** Null as long as the header is not all there. */
function sizeOf(data: Buffer): { readonly header: number; readonly payload: number } | null {
  if (data.length < 2) return null;
  const short = data.readUInt8(1) & 0x7f;
  if (short < 126) return { header: 2, payload: short };
  if (short === 126) return data.length < 4 ? null : { header: 4, payload: data.readUInt16BE(2) };
  return data.length < 10 ? null : { header: 10, payload: Number(data.readBigUInt64BE(2)) };
}
