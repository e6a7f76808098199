import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../protocols/red5/query.js';

const valueOf = (encoded: string): string | undefined => parseQuery(`v=${encoded}`).get('v');

/** The value as the language's own decoder reads it; null if it refuses it. */
function decodedWhole(encoded: string): string | null {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
}

describe('a query', () => {
  it('[R5-1] gives its parameters in any order and among others', () => {
    const parameters = parseQuery('token=1&streamName=alpha&x&room=one&');
    expect(parameters.get('room')).toBe('one');
    expect(parameters.get('streamName')).toBe('alpha');
  });

  it('has no parameters if it is not there or empty', () => {
    expect(parseQuery(null).get('room')).toBeUndefined();
    expect(parseQuery('').get('room')).toBeUndefined();
  });

  it.each([
    ['v=dGVzdA==', 'dGVzdA=='],
    ['v=k=v', 'k=v'],
    ['v==', '='],
    ['v=a?b', 'a?b'],
    ['?v=a', undefined],
    ['v=a&b', 'a'],
    ['v=a#b', 'a#b'],
    ['v', ''],
    ['v=', ''],
    ['=v', undefined],
    ['&&v=a&&', 'a'],
  ])('[R5-2] reads v in %s as %s', (query, value) => {
    expect(parseQuery(query).get('v')).toBe(value);
  });

  it.each([
    ['v=a&v=b', 'b'],
    ['v=a&w=c&v=b&w=d', 'b'],
    ['v=a&v=', ''],
    ['v=a&v', ''],
  ])('[R5-3] reads the last v in %s', (query, value) => {
    expect(parseQuery(query).get('v')).toBe(value);
  });

  it('[R5-4] keeps a plus sign', () => {
    expect(valueOf('c++')).toBe('c++');
    expect(valueOf('a%2Bb+c%20d')).toBe('a+b+c d');
  });

  it('[R5-6] compares names as they are written', () => {
    const parameters = parseQuery('ro%6Fm=one&Room=two&__proto__=three');
    expect(parameters.get('room')).toBeUndefined();
    expect(parameters.get('ro%6Fm')).toBe('one');
    expect(parameters.get('__proto__')).toBe('three');
    expect(parameters.get('constructor')).toBeUndefined();
  });
});

describe('percent-decoding', () => {
  it.each([
    ['%C3%A9', 'é'],
    ['%c3%a9', 'é'],
    ['Zo%C3%AB%20%F0%9F%8E%A5', 'Zoë 🎥'],
    ['%E4%BD%90%E8%97%A4', '佐藤'],
    ['Bob%27s%20room', "Bob's room"],
    ['a%26b%3Dc%3Fd', 'a&b=c?d'],
    ['%00', '\0'],
    ['%EF%BB%BFx', '\uFEFFx'],
    ['%F4%8F%BF%BF', '\u{10FFFF}'],
    ['%ED%9F%BF%EE%80%80', '\uD7FF\uE000'],
    ['%2541', '%41'],
    ['é%C3%A9é', 'ééé'],
  ])('[R5-5] decodes %s', (encoded, decoded) => {
    expect(valueOf(encoded)).toBe(decoded);
  });

  it.each([
    ['a lone percent sign', '50%'],
    ['a percent sign before a space', '50% off'],
    ['what is not hexadecimal', '%zz%'],
    ['half an escape', '%4'],
    ['a byte that never occurs', '%FF'],
    ['a sequence that is cut short', '%C3'],
    ['a longer one that is cut short', '%F0%9F%8E'],
    ['a continuation by itself', '%A9'],
    ['an overlong sequence', '%C0%AF'],
    ['an overlong sequence of three', '%E0%80%AF'],
    ['an overlong sequence of four', '%F0%80%80%AF'],
    ['a surrogate', '%ED%A0%80'],
    ['a pair of surrogates', '%ED%A0%BD%ED%B8%80'],
    ['what is beyond Unicode', '%F4%90%80%80'],
    ['its lower-case spelling', '%ff%Fe'],
  ])('[R5-5] leaves %s as it is', (_what, text) => {
    expect(valueOf(text)).toBe(text);
  });

  it.each([
    ['%C3%A9%FF', 'é%FF'],
    ['%FF%C3%A9', '%FFé'],
    ['%C3%41', '%C3A'],
    ['%C3%C3%A9%C3', '%C3é%C3'],
    ['%E4%BD%41%BD', '%E4%BDA%BD'],
    ['100%25%', '100%%'],
    ['%%41', '%A'],
  ])('[R5-5] decodes in %s what can be', (encoded, decoded) => {
    expect(valueOf(encoded)).toBe(decoded);
  });

  const anyText = fc.string({ unit: 'binary' });
  const text = fc.string({ unit: 'grapheme' });
  const pieces = fc.oneof(
    fc.constantFrom('+', '%C3', '%A9', '%ED%A0', '%F0%9F', 'é', 'a'),
    fc.integer({ min: 0, max: 255 }).map((byte) => `%${byte.toString(16).padStart(2, '0')}`),
  );
  /** Texts in which nearly every place is the edge of something. */
  const nearlyEncoded = fc
    .array(fc.oneof(pieces, fc.constantFrom('%', '%2')))
    .map((parts) => parts.join(''));
  /** The same without a percent sign that is no escape, or stands for one. */
  const escaped = fc
    .array(pieces.filter((piece) => piece !== '%25'))
    .map((parts) => parts.join(''));

  it('[R5-5] gives back every text that was encoded', () => {
    fc.assert(
      fc.property(text, (original) => {
        expect(valueOf(encodeURIComponent(original))).toBe(original);
      }),
    );
  });

  it('[R5-5] changes nothing in a text without a percent sign', () => {
    const plain = fc.oneof(anyText, text).map((value) => value.replaceAll(/[%&]/g, ''));
    fc.assert(
      fc.property(plain, (original) => {
        expect(valueOf(original)).toBe(original);
      }),
    );
  });

  it('[R5-5] agrees with decodeURIComponent wherever that can decode', () => {
    fc.assert(
      fc.property(nearlyEncoded, (encoded) => {
        const decoded = decodedWhole(encoded);
        fc.pre(decoded !== null);
        expect(valueOf(encoded)).toBe(decoded);
      }),
      { numRuns: 2000 },
    );
  });

  it('[R5-5] never invents a character: bytes stay the same but for their escapes', () => {
    const bytesOf = (value: string): Buffer =>
      Buffer.from(
        value.replaceAll(/[^%]+|%[0-9a-f]{2}|%/gi, (piece) =>
          /^%[0-9a-f]{2}$/i.test(piece) ? piece.slice(1) : Buffer.from(piece).toString('hex'),
        ),
        'hex',
      );
    fc.assert(
      fc.property(escaped, (encoded) => {
        const decoded = valueOf(encoded)!;
        expect(bytesOf(decoded)).toEqual(bytesOf(encoded));
        expect(decoded).not.toContain('\uFFFD');
      }),
      { numRuns: 2000 },
    );
  });

  it('[R5-5] takes any query whatever without failing, each value well-formed', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, nearlyEncoded), (query) => {
        for (const value of parseQuery(query).values()) {
          expect(() => encodeURIComponent(value)).not.toThrow();
        }
      }),
    );
  });

  it('[R5-5] decodes a long query of broken escapes as well', () => {
    const broken = '%C3%E4%BD%FF'.repeat(20_000);
    expect(valueOf(broken)).toBe(broken);
  });
});
