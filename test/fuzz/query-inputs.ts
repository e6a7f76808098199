import type { SeededRandom } from '../support/doubles/seeded-random.js';
import { oddText } from './odd-values.js';

/** A target for the Red5 port. */
export interface QueryInput {
  readonly target: string;
  /** The streams that the list must hold, where there can be no two opinions; null where there can. */
  readonly expected: { readonly room: string; readonly streamName: string } | null;
}

/** Names are refused beyond this, so that both fit into any request line. */
const maxLength = 150;

/** The longest name that a server takes by default, in bytes. */
const maxNameBytes = 1024;

export function anyQuery(random: SeededRandom): QueryInput {
  if (random.below(3) === 0) return rightQuery(random);
  const parts = Array.from({ length: random.below(6) }, () => anyPart(random));
  const path = random.pick(['/', '', '/any/path/', '/?', '//', '/t/token/']);
  const query = parts.join(random.pick(['&', '&', '&', '&&', ';', '?']));
  return { target: `${path === '' ? '/' : path}?${query}`, expected: null };
}

function rightQuery(random: SeededRandom): QueryInput {
  const room = `query-${random.below(20)}-${oddText(random).toWellFormed().slice(0, maxLength)}`;
  const name = oddText(random).toWellFormed().slice(0, maxLength);
  const query = `room=${encode(room)}&streamName=${encode(name)}`;
  const fits = [room, name].every((one) => Buffer.byteLength(one) <= maxNameBytes);
  const expected =
    fits && name !== '' ? { room: room.toWellFormed(), streamName: name.toWellFormed() } : null;
  return { target: `/?${query}`, expected };
}

/** A cut may have left half a character, which cannot be encoded. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function anyPart(random: SeededRandom): string {
  const name = random.pick(['room', 'streamName', 'password', 'Room', 'room%20', 'token', '']);
  const value = Array.from({ length: random.below(5) }, () => anyPiece(random)).join('');
  return `${name}${random.pick(['=', '=', '=', '==', ''])}${value}`;
}

function anyPiece(random: SeededRandom): string {
  switch (random.below(5)) {
    case 0:
      return encode(oddText(random).slice(0, maxLength));
    case 1:
      return `%${random.below(256).toString(16).padStart(2, '0')}`;
    case 2:
      return random.pick(['%', '%4', '%zz', '%C3', '%ED%A0%80', '%F0%9F', '%00', '+', '%c0%af']);
    case 3:
      // Any byte that may stand in a request line.
      return String.fromCharCode(0x21 + random.below(0xdf)).replace(/[\u007f-\u00a0]/, 'x');
    default:
      return random.pick(['a', 'query', '__proto__', '"', '\\', '{}', '=', '/']);
  }
}
