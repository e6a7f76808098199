import type { SeededRandom } from '../support/doubles/seeded-random.js';

/** Texts that have been trouble somewhere. None of them is a room of a witness. */
const oddTexts = [
  '',
  ' ',
  'a',
  'lobby',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  'null',
  'undefined',
  '0',
  '-1',
  'NaN',
  '[object Object]',
  '\u0000',
  '\u0007\u001b[31m',
  '\r\n{"level":"fatal"}\n',
  '\u2028\u2029',
  '\u202eright to left',
  '\ufeff',
  '\ud83d\ude00',
  '\ud800',
  '\udc00\ud800',
  'é',
  'e\u0301',
  '𝕬'.repeat(40),
  '%00%ff',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  "' OR 1=1 --",
  '${jndi:ldap://x}',
  'x'.repeat(341),
  'x'.repeat(342),
  'x'.repeat(1024),
  'x'.repeat(1025),
  '\u0800'.repeat(342),
  'r'.repeat(5_000),
] as const;

/** Numbers as they may stand in JSON, and some that may not. */
const oddNumbers = [
  '0',
  '-0',
  '1',
  '-1',
  '0.1',
  '1e3',
  '1E400',
  '-1e400',
  '1e-400',
  '9007199254740993',
  '-9007199254740993',
  '18446744073709551616',
  '1'.repeat(400),
  '2147483648',
  '4294967296',
  '3.141592653589793238462643383279',
  '5e-324',
  '1.7976931348623157e308',
  '01',
  '+1',
  '.5',
  '1.',
  'NaN',
  'Infinity',
  '0x10',
] as const;

/** A text, odd more often than not. */
export function oddText(random: SeededRandom): string {
  switch (random.below(4)) {
    case 0:
      return `name-${random.below(50)}`;
    case 1:
      return String.fromCharCode(...randomUnits(random, random.below(12)));
    default:
      return random.pick(oddTexts);
  }
}

function randomUnits(random: SeededRandom, count: number): readonly number[] {
  return Array.from({ length: count }, () =>
    random.below(3) === 0 ? random.below(0x1_0000) : random.below(0x80),
  );
}

/** Bytes without any sense. */
export function randomBytes(random: SeededRandom, count: number): Buffer {
  const bytes = Buffer.alloc(count);
  for (let index = 0; index < count; index += 1) bytes[index] = random.below(256);
  return bytes;
}

/** JSON of a string: escaped in one way or another, now and then not as it must be. */
export function textJson(random: SeededRandom, text = oddText(random)): string {
  if (random.below(60) === 0) return `"${text}"`;
  if (random.below(10) > 0) return JSON.stringify(text);
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  return `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')}"`;
}

/** JSON of any value, at most so many levels deep. */
export function anyJson(random: SeededRandom, depth = 3): string {
  switch (random.below(depth > 0 ? 9 : 6)) {
    case 0:
      return 'null';
    case 1:
      return random.pick(['true', 'false']);
    case 2:
      return random.pick(oddNumbers);
    case 3:
    case 4:
    case 5:
      return textJson(random);
    case 6:
      return `[${listOf(random, () => anyJson(random, depth - 1))}]`;
    default:
      return objectJson(random, depth - 1);
  }
}

function objectJson(random: SeededRandom, depth: number): string {
  return `{${listOf(random, () => `${textJson(random)}:${anyJson(random, depth)}`)}}`;
}

function listOf(random: SeededRandom, item: () => string): string {
  return Array.from({ length: random.below(5) }, item).join(',');
}

/** Brackets in brackets, now and then not all of them closed. */
export function deepJson(random: SeededRandom): string {
  const depth = random.pick([10, 100, 1_000, 10_000, 10_000, 30_000]);
  const [open, close] = random.pick<readonly [string, string]>([
    ['[', ']'],
    ['{"a":', '}'],
    ['[{"":', '}]'],
  ]);
  const closing = random.below(4) === 0 ? random.below(depth) : depth;
  // At most 4 bytes in each level: below what a message may have.
  return `${open.repeat(depth)}1${close.repeat(closing)}`;
}

/** Damages data on its way: bytes change, go, come twice. */
export function damage(bytes: Buffer, random: SeededRandom): Buffer {
  const copy = Buffer.from(bytes);
  const at = random.below(copy.length + 1);
  switch (random.below(7)) {
    case 0:
      return copy.subarray(0, at);
    case 1:
      return copy.subarray(at);
    case 2:
      return Buffer.concat([copy.subarray(0, at), copy.subarray(at + 1 + random.below(4))]);
    case 3:
      return Buffer.concat([copy.subarray(0, at), randomBytes(random, 1), copy.subarray(at)]);
    case 4:
      return Buffer.concat([copy.subarray(0, at), copy]);
    case 5:
      return Buffer.concat([copy, Buffer.from(random.pick([',', '}', ' ', '\u0000', '\ufeff']))]);
    default:
      for (let count = 1 + random.below(4); count > 0 && copy.length > 0; count -= 1) {
        const index = random.below(copy.length);
        copy[index] = (copy[index] ?? 0) ^ (1 << random.below(8));
      }
      return copy;
  }
}
