/** WebSocket frames of a client (RFC 6455, section 5). */

const finBit = 0x80;
const maskBit = 0x80;
const keyLength = 4;

/** The frames a client sends, by opcode. */
export const sendable = { text: 1, close: 8, pong: 10 } as const;

/**
 * A frame with all of a message. Clients must mask, so that nobody can make a
 * browser put bytes of their choice on a wire; nobody chooses here, and with a
 * key of zeros the masked payload is the payload: any key is valid to the
 * server, which takes it off as it takes off any other.
 */
export function clientFrame(
  opcode: (typeof sendable)[keyof typeof sendable],
  payload: string | Buffer,
): Buffer {
  const size = typeof payload === 'string' ? Buffer.byteLength(payload) : payload.length;
  const lengthBytes = size < 126 ? 0 : size < 65_536 ? 2 : 8;
  const begin = 2 + lengthBytes + keyLength;
  const frame = Buffer.allocUnsafe(begin + size);
  frame[0] = finBit | opcode;
  frame[1] = maskBit | (lengthBytes === 0 ? size : lengthBytes === 2 ? 126 : 127);
  if (lengthBytes === 2) frame.writeUInt16BE(size, 2);
  if (lengthBytes === 8) frame.writeBigUInt64BE(BigInt(size), 2);
  frame.fill(0, begin - keyLength, begin);
  if (typeof payload === 'string') frame.write(payload, begin);
  else payload.copy(frame, begin);
  return frame;
}

/** @param code none for 1005, which stands for that */
export function closeFrame(code: number): Buffer {
  const payload = Buffer.alloc(code === 1005 ? 0 : 2);
  if (code !== 1005) payload.writeUInt16BE(code);
  return clientFrame(sendable.close, payload);
}
