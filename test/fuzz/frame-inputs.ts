import type { SeededRandom } from '../support/doubles/seeded-random.js';
import { encodeFrame, opcodes } from '../support/clients/wire.js';
import { nearlyRight, type MessageFields, type Speaker } from './json-messages.js';
import { damage, randomBytes } from './odd-values.js';

/** Something that a WebSocket client may send, and what the server may do about it. */
export interface FrameInput {
  readonly bytes: Buffer;
  /** The payload of the answer that it must get, as Latin-1; null: none. */
  readonly pong: string | null;
  /** Whether nothing after it has to be read: it closes, is wrong, or has no end. */
  readonly isLast: boolean;
}

const { continuation, text, binary, close, ping, pong } = opcodes;

/** Makes inputs for one connection. */
export class FrameInputs {
  readonly #random: SeededRandom;
  readonly #fields: MessageFields;
  readonly #speaker: Speaker;

  constructor(random: SeededRandom, fields: MessageFields, speaker: Speaker) {
    this.#random = random;
    this.#fields = fields;
    this.#speaker = speaker;
  }

  next(): FrameInput {
    const random = this.#random;
    switch (random.below(11)) {
      case 0:
      case 1:
      case 2:
        return harmless(this.#mask(encodeFrame({ opcode: text, payload: this.#message() })));
      case 3:
        return harmless(this.#mask(encodeFrame({ opcode: binary, payload: this.#bytes(400) })));
      case 4:
      case 5:
        return this.#ping();
      case 6:
        return harmless(this.#mask(encodeFrame({ opcode: pong, payload: this.#bytes(125) })));
      case 7:
      case 8:
        return this.#fragments();
      case 9:
        return random.below(4) === 0 ? this.#violation() : this.#ping();
      default:
        return random.below(6) === 0 ? this.#closing() : this.#ping();
    }
  }

  #message(): Buffer {
    // Odd surrogates in the text become the replacement character here.
    return Buffer.from(nearlyRight(this.#fields, this.#speaker, this.#random));
  }

  #bytes(below: number): Buffer {
    return randomBytes(this.#random, this.#random.below(below));
  }

  /** Masked by zeros so far: here is a mask, as a browser has one. */
  #mask(frame: Buffer): Buffer {
    const length = (frame[1] ?? 0) & 0x7f;
    const start = length < 126 ? 2 : length === 126 ? 4 : 10;
    const mask = randomBytes(this.#random, 4);
    mask.copy(frame, start);
    for (let index = start + 4; index < frame.length; index += 1) {
      frame[index] = (frame[index] ?? 0) ^ (mask[(index - start) % 4] ?? 0);
    }
    return frame;
  }

  #ping(): FrameInput {
    const payload = this.#bytes(126);
    const bytes = this.#mask(encodeFrame({ opcode: ping, payload }));
    return { bytes, pong: payload.toString('latin1'), isLast: false };
  }

  /** A message in pieces, with control frames between them. */
  #fragments(): FrameInput {
    const message = this.#message();
    const pieces: Buffer[] = [];
    const count = 2 + this.#random.below(5);
    for (let index = 0; index < count; index += 1) {
      const from = Math.floor((message.length * index) / count);
      const payload = message.subarray(from, Math.floor((message.length * (index + 1)) / count));
      const opcode = index === 0 ? text : continuation;
      pieces.push(this.#mask(encodeFrame({ opcode, payload, fin: index === count - 1 })));
      if (index === count - 1 || this.#random.below(3) > 0) continue;
      pieces.push(this.#mask(encodeFrame({ opcode: pong, payload: this.#bytes(20) })));
    }
    return harmless(Buffer.concat(pieces));
  }

  #violation(): FrameInput {
    const random = this.#random;
    const payload = this.#bytes(300);
    const frames: readonly [() => Buffer, ...(() => Buffer)[]] = [
      () => encodeFrame({ opcode: random.below(16), payload, reserved: 1 + random.below(7) }),
      () => encodeFrame({ opcode: random.pick([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]), payload }),
      () => encodeFrame({ opcode: continuation, payload }),
      () => encodeFrame({ opcode: text, payload: Buffer.from([0xc3, 0x28, ...payload]) }),
      () => encodeFrame({ opcode: text, payload: '{}', masked: false }),
      () => encodeFrame({ opcode: ping, payload: Buffer.alloc(126 + random.below(1000)) }),
      () => encodeFrame({ opcode: random.pick([close, ping, pong]), payload: 'x', fin: false }),
      () => encodeFrame({ opcode: random.pick([text, binary]), payload, fin: false }),
      () => encodeFrame({ opcode: text, announcedLength: random.pick(oddLengths) }),
      () => encodeFrame({ opcode: text, payload: Buffer.alloc(530_000, 0x20) }),
      () => damage(encodeFrame({ opcode: text, payload: this.#message() }), random),
      () => randomBytes(random, 1 + random.below(300)),
    ];
    return { bytes: random.pick(frames)(), pong: null, isLast: true };
  }

  #closing(): FrameInput {
    const code = this.#random.pick([0, 999, 1000, 1001, 1004, 1005, 1006, 1015, 3000, 4999, 65535]);
    const payload = Buffer.concat([Buffer.from([code >> 8, code & 0xff]), this.#bytes(123)]);
    const part = payload.subarray(0, this.#random.pick([0, 1, 2, payload.length]));
    const bytes = this.#mask(encodeFrame({ opcode: close, payload: part }));
    return { bytes, pong: null, isLast: true };
  }
}

const oddLengths = [1, 125, 126, 65_535, 65_536, 2_228_225, 2 ** 31, 2 ** 32, 2 ** 53 - 1] as const;

function harmless(bytes: Buffer): FrameInput {
  return { bytes, pong: null, isLast: false };
}
