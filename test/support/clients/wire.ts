/** The bytes of HTTP and WebSocket, right or wrong. */

import { randomBytes } from 'node:crypto';

/** The changes from an ordinary opening request. */
export interface UpgradeOptions {
  readonly target?: string;
  readonly version?: string;
  /** Null: no such header. */
  readonly host?: string | null;
  readonly key?: string | null;
  readonly extraHeaders?: readonly string[];
}

/** A WebSocket's opening request, right unless told otherwise. */
export function upgradeRequest({
  target = '/',
  version = 'HTTP/1.1',
  host = 'localhost',
  key = randomBytes(16).toString('base64'),
  extraHeaders = [],
}: UpgradeOptions = {}): string {
  const lines = [
    `GET ${target} ${version}`,
    ...(host === null ? [] : [`Host: ${host}`]),
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    ...(key === null ? [] : [`Sec-WebSocket-Key: ${key}`]),
    ...extraHeaders,
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** A WebSocket frame, right unless told otherwise (RFC 6455, section 5.2). */
export interface FrameParts {
  readonly opcode: number;
  readonly payload?: Uint8Array | string;
  readonly fin?: boolean;
  /** The three reserved bits, 0 to 7. */
  readonly reserved?: number;
  readonly masked?: boolean;
  /** The length to announce, if it is not the payload's own. */
  readonly announcedLength?: number;
}

export const opcodes = {
  continuation: 0,
  text: 1,
  binary: 2,
  close: 8,
  ping: 9,
  pong: 10,
} as const;

/** Encodes a frame as a client does. */
export function encodeFrame({
  opcode,
  payload = '',
  fin = true,
  reserved = 0,
  masked = true,
  announcedLength,
}: FrameParts): Buffer {
  const body = Buffer.from(typeof payload === 'string' ? Buffer.from(payload) : payload);
  const length = announcedLength ?? body.length;
  const maskBit = masked ? 0x80 : 0;
  const start = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  const header = [start, ...encodeLength(length, maskBit)];
  // A mask of zeros is a mask: the payload stays readable in dumps.
  const mask = masked ? [0, 0, 0, 0] : [];
  return Buffer.concat([Buffer.from([...header, ...mask]), body]);
}

function encodeLength(length: number, maskBit: number): readonly number[] {
  if (length < 126) return [maskBit | length];
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(length));
  return length < 65536 ? [maskBit | 126, ...bytes.subarray(6)] : [maskBit | 127, ...bytes];
}
