import type { Identifier } from '../types.js';

/** Which of two participants stream. */
export interface Pair {
  readonly own: boolean;
  readonly other: boolean;
}

/**
 * Whether one participant comes before another, for everyone alike. Texts are
 * compared by their UTF-16 units, as every client in the field compares them.
 */
export function comesFirst(own: Identifier, other: Identifier): boolean {
  if (typeof own === typeof other) return own < other;
  if (String(own) === String(other)) return typeof own === 'number';
  return String(own) < String(other);
}

/** Two participants need a connection as long as one of them has something to show. */
export function needsConnection({ own, other }: Pair): boolean {
  return own || other;
}

/**
 * Whether one makes the first offer when somebody of the pair has started to stream:
 * the one who streams, and of two the one that comes first. The other waits.
 */
export function makesOffer(own: Identifier, other: Identifier, streams: Pair): boolean {
  return streams.own && (!streams.other || comesFirst(own, other));
}

/**
 * Whose offer goes when both have made one at the same time: that of whoever
 * comes second. So it is the same offer that stands where nobody collides.
 */
export function isPolite(own: Identifier, other: Identifier): boolean {
  return !comesFirst(own, other);
}

/** Whether one of the pair streams that did not before. */
export function hasStarted(before: Pair, now: Pair): boolean {
  return (now.own && !before.own) || (now.other && !before.other);
}
