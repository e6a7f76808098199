/** Figures of several rounds, put together. */

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** @returns null without values */
export function spreadOf(values: readonly number[]): Spread | null {
  const sorted = [...values].sort((a, b) => a - b);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least === undefined || most === undefined) return null;
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
  return { median, least, most };
}

/**
 * The ratios of one series to another, round by round: what disturbs a whole
 * round, such as a machine that is slower for a while, is in both.
 */
export function ratiosOf(
  of: readonly (number | null)[],
  to: readonly (number | null)[],
): Spread | null {
  const ratios = of.flatMap((value, round) => {
    const other = to[round] ?? null;
    return value === null || other === null || other === 0 ? [] : [value / other];
  });
  return spreadOf(ratios);
}

/** The same turn by turn, each round beginning with another one. */
export function rotated<T>(items: readonly T[], round: number): readonly T[] {
  const first = items.length === 0 ? 0 : round % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}
