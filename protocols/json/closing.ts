import { errors, refusedCloseCode } from '../../src/errors/catalogue.js';
import type { Connection, Farewell, Notice } from '../../src/protocol.js';
import { encodeError } from './messages/connection.js';

/** The last words to a client whose connection ends. */
export function farewellOf({ code, retryAfterMs }: Notice): Farewell {
  const { closeCode, message } = errors[code];
  return {
    frame: encodeError(code, { retryAfterMs }),
    type: 'error',
    closeCode: closeCode ?? refusedCloseCode,
    reason: message,
  };
}

/** Tells a client why its connection ends, and closes it. */
export function endConnection(connection: Connection, notice: Notice): void {
  const { frame, type, closeCode, reason } = farewellOf(notice);
  connection.countRejection(notice.code);
  connection.send(frame, type);
  connection.close(closeCode, reason);
}
