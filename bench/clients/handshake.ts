/** The opening of a WebSocket connection (RFC 6455, section 4). */

import { createHash, randomBytes } from 'node:crypto';

/** The text that every server adds to a key before it answers with its digest. */
const acceptSalt = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** More than this before the end of the answer's head is no answer. */
const longestHead = 16 * 1024;
const headEnd = '\r\n\r\n';

/** The opening of one connection, from the client's side. */
export class Handshake {
  /** To be sent in one piece: some servers understand no other. */
  readonly request: string;
  readonly #accept: string;
  #head = '';

  constructor({ pathname, search, host }: URL) {
    const key = randomBytes(16).toString('base64');
    this.#accept = createHash('sha1').update(`${key}${acceptSalt}`).digest('base64');
    this.request =
      `GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\n` +
      'Connection: Upgrade\r\nUpgrade: websocket\r\n' +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}${headEnd}`;
  }

  /**
   * Takes in what came of the answer.
   *
   * @returns where in these bytes the first frame begins, -1 while the answer is not complete
   * @throws Error if the server does not open the connection as it must
   */
  read(bytes: Buffer, length: number): number {
    const before = this.#head.length;
    this.#head += bytes.toString('latin1', 0, Math.min(length, longestHead));
    const end = this.#head.indexOf(headEnd);
    if (end === -1) {
      if (this.#head.length >= longestHead) throw new Error('the answer to a handshake has no end');
      return -1;
    }
    this.#check(this.#head.slice(0, end));
    return end + headEnd.length - before;
  }

  #check(head: string): void {
    const [statusLine = '', ...lines] = head.split('\r\n');
    const status = /^HTTP\/1\.1 (?<status>\d{3})(?: |$)/.exec(statusLine)?.groups?.['status'];
    if (status !== '101') {
      throw new Error(`Unexpected server response: ${status ?? 'no HTTP'}`);
    }
    const headers = new Map<string, string>();
    for (const line of lines) {
      const colon = line.indexOf(':');
      headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
    }
    const accept = headers.get('sec-websocket-accept');
    if (
      headers.get('upgrade')?.toLowerCase() !== 'websocket' ||
      !/(?:^|[ ,])upgrade(?:[ ,]|$)/i.test(headers.get('connection') ?? '') ||
      accept !== this.#accept
    ) {
      throw new Error('the server has answered another handshake than this one');
    }
    // Nothing of the kind was offered, and frames would mean something else with it.
    if (headers.has('sec-websocket-extensions') || headers.has('sec-websocket-protocol')) {
      throw new Error('the server wants an extension or a protocol that nobody offered');
    }
  }
}
