import { describe, expect, it } from 'vitest';

import { byteLengthOf, count, initialsOf, keyOf, plainText } from '../../src/web/shared/text.js';

describe('plain text', () => {
  it('loses what turns text around, and line ends', () => {
    expect(plainText('a\u202eevil\u2066\nb')).toBe('a evil b');
  });

  it('is never empty', () => {
    expect(plainText('\u200f\u202e')).toBe('someone without a name');
    expect(plainText('')).toBe('someone without a name');
  });

  it('is cut between characters', () => {
    const text = plainText('🎭'.repeat(200));
    expect(Array.from(text)).toHaveLength(80);
    expect(text.isWellFormed()).toBe(true);
  });

  it('keeps markup as the text that it is', () => {
    expect(plainText('<b>Ann</b>')).toBe('<b>Ann</b>');
  });
});

describe('initials', () => {
  it.each([
    ['Ann', 'A'],
    ['ann lee smith', 'AL'],
    ['🎭', '?'],
    ['мария', 'М'],
    [42, '4'],
  ])('of %j are %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});

describe('keys, lengths and counts', () => {
  it('tell a number from its text', () => {
    expect(keyOf(42)).not.toBe(keyOf('42'));
  });

  it('are counted in bytes of UTF-8', () => {
    expect(byteLengthOf('a🎭')).toBe(5);
  });

  it('are in words', () => {
    expect([count(0, 'room', 'rooms'), count(1, 'room', 'rooms')]).toEqual(['0 rooms', '1 room']);
  });
});
