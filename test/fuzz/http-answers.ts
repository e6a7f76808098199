/** One HTTP answer in a stream of them. */
interface HttpAnswer {
  readonly status: number;
  /** Where the next one begins. */
  readonly end: number;
}

/** The statuses that a server may answer with, whatever it is asked; a 500 would be a bug of ours. */
const cleanStatuses = new Set([
  100, 101, 200, 204, 206, 304, 400, 403, 404, 405, 408, 411, 413, 414, 416, 417, 426, 429, 431,
  501, 503, 505,
]);

/**
 * Reads the answers to requests that have one each.
 *
 * @param heads of each request, whether it was a HEAD
 * @returns how many have come completely
 * @throws Error if something there is no answer, or no clean one
 */
export function countAnswers(text: string, heads: readonly boolean[]): number {
  let position = 0;
  for (const [index, isHead] of heads.entries()) {
    const answer = readAnswer(text, position, isHead);
    if (answer === null) return index;
    if (answer.status === 101) throw new Error('an upgrade that nobody has asked for');
    position = answer.end;
  }
  return heads.length;
}

/** @throws Error if what came to something broken is there and no clean answer */
export function checkRefusal(text: string): void {
  if (text === '') return;
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1];
  if (status === undefined || !cleanStatuses.has(Number(status))) {
    throw new Error(`no clean answer: ${JSON.stringify(text.slice(0, 300))}`);
  }
}

/** Null as long as it is not all there. */
function readAnswer(text: string, start: number, isHead: boolean): HttpAnswer | null {
  const headEnd = text.indexOf('\r\n\r\n', start);
  if (headEnd === -1) return null;
  const head = text.slice(start, headEnd);
  checkRefusal(head);
  const status = Number(head.slice(9, 12));
  const bodyStart = headEnd + 4;
  if (isHead || status === 204 || status === 304) return { status, end: bodyStart };
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length === undefined) {
    // Who refuses a request as such closes, and that is where the answer ends.
    if (status === 400 || status === 431 || status === 505) return null;
    throw new Error(`an answer without a length: ${head.slice(0, 300)}`);
  }
  const end = bodyStart + Number(length);
  return end <= text.length ? { status, end } : null;
}
