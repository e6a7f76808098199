/**
 * Reads the query of the opening request. It is not form encoding, so
 * URLSearchParams would be wrong: it turns `+` into a space and damages what is
 * no valid escape. Clients compare the names they get back with their own text.
 */

const parameterSeparator = '&';
const valueSeparator = '=';
const escapeRun = /(?:%[0-9A-Fa-f]{2})+/g;
/** `%XX`: this many characters stand for one byte. */
const escapeLength = 3;

/**
 * The parameters of a query by their names as written; the last one of a name
 * counts, and one without `=` is empty.
 *
 * @param query what follows the first `?` of the request; null if there is none
 */
export function parseQuery(query: string | null): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const part of (query ?? '').split(parameterSeparator)) {
    const end = part.indexOf(valueSeparator);
    if (end === -1) parameters.set(part, '');
    else parameters.set(part.slice(0, end), decodeEscapes(part.slice(end + 1)));
  }
  return parameters;
}

/** Decodes every escape that is part of well-formed UTF-8 and leaves all other text as it is. */
function decodeEscapes(text: string): string {
  return text.replace(escapeRun, decodeRun);
}

function decodeRun(run: string): string {
  const bytes = Buffer.from(run.replaceAll('%', ''), 'hex');
  let decoded = '';
  let position = 0;
  while (position < bytes.length) {
    const length = sequenceLength(bytes, position);
    const end = position + Math.max(length, 1);
    decoded +=
      length === 0
        ? run.slice(position * escapeLength, end * escapeLength)
        : bytes.toString('utf8', position, end);
    position = end;
  }
  return decoded;
}

/** Lead bytes of longer sequences, and what the second byte may be (The Unicode Standard, table 3-7). */
const leads = [
  { from: 0xc2, to: 0xdf, length: 2, secondFrom: 0x80, secondTo: 0xbf },
  { from: 0xe0, to: 0xe0, length: 3, secondFrom: 0xa0, secondTo: 0xbf },
  { from: 0xe1, to: 0xec, length: 3, secondFrom: 0x80, secondTo: 0xbf },
  { from: 0xed, to: 0xed, length: 3, secondFrom: 0x80, secondTo: 0x9f },
  { from: 0xee, to: 0xef, length: 3, secondFrom: 0x80, secondTo: 0xbf },
  { from: 0xf0, to: 0xf0, length: 4, secondFrom: 0x90, secondTo: 0xbf },
  { from: 0xf1, to: 0xf3, length: 4, secondFrom: 0x80, secondTo: 0xbf },
  { from: 0xf4, to: 0xf4, length: 4, secondFrom: 0x80, secondTo: 0x8f },
];

/** The length of the well-formed sequence that starts here, in bytes; 0 if none does. */
function sequenceLength(bytes: Uint8Array, start: number): number {
  // Beyond the end there is no byte, which no range below lets pass.
  const at = (index: number): number => bytes[start + index] ?? -1;
  const isWithin = (byte: number, from: number, to: number): boolean => byte >= from && byte <= to;
  if (isWithin(at(0), 0x00, 0x7f)) return 1;
  const lead = leads.find(({ from, to }) => isWithin(at(0), from, to));
  if (lead === undefined || !isWithin(at(1), lead.secondFrom, lead.secondTo)) return 0;
  for (let index = 2; index < lead.length; index += 1) {
    if (!isWithin(at(index), 0x80, 0xbf)) return 0;
  }
  return lead.length;
}
