/**
 * Text of other people, made fit for a place. Elements take any text as it
 * is, in `<bdi>` or with `dir="auto"`; attributes, titles and announcements
 * have no such isolation and get plain text.
 */

import type { Identifier } from '../../client/index.js';

/** Invisible characters that turn text around, and control characters. */
const unprintable = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** The length of a name that is enough to tell people apart. */
const plainLengthMax = 80;

/** One line without anything that could reach beyond it; never empty. */
export function plainText(name: Identifier): string {
  const line = String(name).replace(unprintable, ' ').replace(/\s+/g, ' ').trim();
  if (line === '') return 'someone without a name';
  const characters = Array.from(line);
  return characters.length <= plainLengthMax
    ? line
    : `${characters.slice(0, plainLengthMax - 1).join('')}…`;
}

/** A key for lists of elements, different for 42 and "42". */
export function keyOf(name: Identifier): string {
  return typeof name === 'number' ? `number ${name}` : `text ${name}`;
}

/** The first letter or two of a name, for a place that has no picture. */
export function initialsOf(name: Identifier): string {
  const words = plainText(name)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const letters = words.slice(0, 2).map((word) => Array.from(word)[0] ?? '');
  return letters.join('').toLocaleUpperCase() || '?';
}

/** Counts the bytes of UTF-8 that a text takes on the wire. */
export function byteLengthOf(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}

/** `1 person`, `2 people`. */
export function count(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}
