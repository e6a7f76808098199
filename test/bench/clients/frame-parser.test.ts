import { createHash } from 'node:crypto';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { FrameParser } from '../../../bench/clients/frame-parser.js';

interface Frame {
  readonly opcode: number;
  readonly isFinal: boolean;
  readonly payload: Buffer;
}

/** Short enough to be read where a test fails. */
const shown = (bytes: Buffer): string =>
  bytes.length < 8
    ? bytes.toString('hex')
    : `${String(bytes.length)} bytes, ${createHash('sha1').update(bytes).digest('hex')}`;
const closing = (code: number): Buffer => Buffer.from([code >> 8, code & 255]);

function serverFrame({ opcode, isFinal, payload }: Frame): Buffer {
  const first = (isFinal ? 0x80 : 0) | opcode;
  const size = payload.length;
  if (size < 126) return Buffer.concat([Buffer.from([first, size]), payload]);
  if (size < 65_536) {
    return Buffer.concat([Buffer.from([first, 126, size >> 8, size & 255]), payload]);
  }
  const head = Buffer.alloc(10);
  head[0] = first;
  head[1] = 127;
  head.writeBigUInt64BE(BigInt(size), 2);
  return Buffer.concat([head, payload]);
}

/** Parses in portions of these sizes, which all stand in one buffer that is used again. */
function parsed(bytes: Buffer, sizes: readonly number[]): string[] {
  const found: string[] = [];
  const parser = new FrameParser({
    message: (payload) => found.push(`message ${shown(payload)}`),
    ping: (payload) => found.push(`ping ${shown(payload)}`),
    close: (code) => found.push(`close ${String(code)}`),
    violation: (reason) => found.push(`violation: ${reason}`),
  });
  const shared = Buffer.alloc(bytes.length + 1);
  let at = 0;
  for (const size of [...sizes, bytes.length]) {
    const portion = bytes.subarray(at, at + size);
    portion.copy(shared, 1);
    parser.read(shared, 1, 1 + portion.length);
    shared.fill(0xff);
    at += portion.length;
  }
  return found;
}

const payload = (max: number) => fc.uint8Array({ maxLength: max }).map((one) => Buffer.from(one));
/** Lengths around which the form of a header changes are not left to chance. */
const anyPayload = fc.oneof(
  payload(300),
  fc.constantFrom(125, 126, 65_535, 65_536).map((size) => Buffer.alloc(size, 0x61)),
);
const control: fc.Arbitrary<Frame> = fc.record({
  opcode: fc.constantFrom(9, 10),
  isFinal: fc.constant(true),
  payload: payload(125),
});
/** One message in one to four frames, with control frames between them. */
const message = fc
  .tuple(
    fc.constantFrom(1, 2),
    fc.array(fc.tuple(anyPayload, fc.array(control, { maxLength: 2 })), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([opcode, parts]) =>
    parts.flatMap(([part, controls], index): Frame[] => [
      { opcode: index === 0 ? opcode : 0, isFinal: index === parts.length - 1, payload: part },
      ...controls,
    ]),
  );

function expected(frames: readonly Frame[]): string[] {
  const found: string[] = [];
  let pieces: Buffer[] = [];
  for (const frame of frames) {
    if (frame.opcode === 9) found.push(`ping ${shown(frame.payload)}`);
    if (frame.opcode > 2) continue;
    pieces.push(frame.payload);
    if (!frame.isFinal) continue;
    found.push(`message ${shown(Buffer.concat(pieces))}`);
    pieces = [];
  }
  return found;
}

describe('a parser of frames', () => {
  it('finds the same in any sequence of frames, however it is split', () => {
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 4 }),
        fc.array(fc.oneof(fc.nat(5), fc.nat(400), fc.nat(70_000)), { maxLength: 40 }),
        (messages, sizes) => {
          const frames = messages.flat();
          const bytes = Buffer.concat(frames.map(serverFrame));
          expect(parsed(bytes, sizes)).toEqual(expected(frames));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('finds the same when every byte comes by itself', () => {
    const frames: Frame[] = [
      { opcode: 1, isFinal: false, payload: Buffer.alloc(200, 1) },
      { opcode: 9, isFinal: true, payload: Buffer.from('still there') },
      { opcode: 0, isFinal: true, payload: Buffer.alloc(0) },
      { opcode: 2, isFinal: true, payload: Buffer.alloc(66_000, 2) },
    ];
    const bytes = Buffer.concat(frames.map(serverFrame));
    const ones = Array.from({ length: bytes.length }, () => 1);
    expect(parsed(bytes, ones)).toEqual(expected(frames));
  });

  it('tells the code of a close frame, and nothing that comes after it', () => {
    const later = serverFrame({ opcode: 1, isFinal: true, payload: Buffer.from('late') });
    const close = serverFrame({ opcode: 8, isFinal: true, payload: closing(4002) });
    expect(parsed(Buffer.concat([close, later]), [])).toEqual(['close 4002']);
    expect(parsed(Buffer.concat([close, later]), [1, 1, 2])).toEqual(['close 4002']);
    expect(parsed(Buffer.from([0x88, 0]), [])).toEqual(['close 1005']);
  });

  const text = [0x81, 2, 0x68, 0x69];
  for (const [name, bytes] of [
    ['a reserved bit', [0xc1, 0]],
    ['a masked frame', [0x81, 0x80, 0, 0, 0, 0]],
    ['an unknown data opcode', [0x83, 0]],
    ['an unknown control opcode', [0x8b, 0]],
    ['a fragmented ping', [0x09, 0]],
    ['a ping of 126 bytes', [0x89, 126, 0, 126]],
    ['a continuation of nothing', [0x80, 0]],
    ['a message in a message', [0x01, 0, 0x81, 0]],
    ['a 16-bit length for a short payload', [0x81, 126, 0, 5]],
    ['a 64-bit length for a short payload', [0x81, 127, 0, 0, 0, 0, 0, 0, 0xff, 0xff]],
    ['a length beyond all reason', [0x82, 127, 0xff, 0, 0, 0, 0, 0, 0, 0]],
    ['half a close code', [0x88, 1, 3]],
    ['a close code that stands for none', [0x88, 2, ...closing(1006)]],
  ] as const) {
    it(`complains of ${name} once, after what came before and before all else`, () => {
      for (const sizes of [[], text.map(() => 1), Array.from({ length: 20 }, () => 1)]) {
        const found = parsed(Buffer.from([...text, ...bytes, ...text]), sizes);
        expect(found).toEqual(['message 6869', expect.stringMatching(/^violation: ./)]);
      }
    });
  }
});
