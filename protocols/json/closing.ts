import { errors, refusedCloseCode } from '../../src/errors.js';
import type { Connection, Notice } from '../../src/protocol.js';
import { encodeError } from './encode.js';

/** Tells a client why its connection ends, and closes it. */
export function endConnection(connection: Connection, { code, retryAfterMs }: Notice): void {
  const { closeCode, message } = errors[code];
  connection.send(encodeError(code, { retryAfterMs }));
  connection.close(closeCode ?? refusedCloseCode, message);
}
