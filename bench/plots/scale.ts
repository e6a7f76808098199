/** Where a value stands on an axis, and which values are written beside it. */
export interface Scale {
  /** From 0, the axis's beginning, to 1, its end; what lies beyond is put there. */
  at(value: number): number;
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
}

/** Values without ink: a scale needs some room between its ends. */
const leastSpan = 1e-9;

/**
 * From 0 to a round number that is not less than any value.
 *
 * @param intervals about how many, between ticks
 */
export function linearScale(values: readonly number[], intervals = 5): Scale {
  const highest = largest(values);
  const step = roundStep(Math.max(highest, leastSpan) / intervals);
  const end = highest <= 0 ? 1 : step * Math.ceil(highest / step - 1e-6);
  return between(0, end, highest <= 0 ? 1 : step);
}

/** From 0 to exactly there: for time, which ends when a run does. */
export function exactScale(end: number, intervals = 6): Scale {
  const last = Math.max(end, leastSpan);
  return between(0, last, roundStep(last / intervals));
}

/** From the power of ten below every value above 0 to the one above them all. */
export function logScale(values: readonly number[]): Scale {
  const positive = values.filter((value) => value > 0);
  const first = Math.floor(Math.log10(positive.length === 0 ? 1 : smallest(positive)));
  const highest = positive.length === 0 ? 10 : largest(positive);
  const last = Math.max(first + 1, Math.ceil(Math.log10(highest) - 1e-6));
  const powers = Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
  return {
    at: (value) => clamped((Math.log10(Math.max(value, 10 ** first)) - first) / (last - first)),
    ticks: powers.map((value) => ({ value, label: shortNumber(value) })),
  };
}

/** The scale on which values of this kind can all be told apart. */
export function fittingScale(
  values: readonly number[],
  intervals?: number,
): Scale & { isLog: boolean } {
  const positive = values.filter((value) => value > 0);
  const isLog = positive.length > 1 && largest(positive) / smallest(positive) > 40;
  return { ...(isLog ? logScale(values) : linearScale(values, intervals)), isLog };
}

/**
 * Percentiles as HdrHistogram plots them: each nine takes as much room as the
 * one before it.
 *
 * @param count how many values there are: what is rarer than one of them has no place
 */
export function percentileScale(count: number): Scale {
  const end = Math.max(2, Math.log10(Math.max(1, count)));
  const nines = Array.from({ length: Math.floor(end) + 1 }, (_, index) => 100 - 100 / 10 ** index);
  return {
    at: (percentile) => clamped(-Math.log10(Math.max(1 - percentile / 100, 10 ** -end)) / end),
    ticks: nines.map((value, index) => ({
      value,
      label: index < 3 ? value.toFixed(0) : value.toFixed(index - 2),
    })),
  };
}

/** At most three digits that count, large numbers with K, M or B. */
export function shortNumber(value: number): string {
  return new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 }).format(
    value,
  );
}

function between(start: number, end: number, step: number): Scale {
  const count = Math.floor((end - start) / step + 1e-6);
  return {
    at: (value) => clamped((value - start) / (end - start)),
    ticks: Array.from({ length: count + 1 }, (_, index) => {
      const value = start + index * step;
      return { value, label: shortNumber(value) };
    }),
  };
}

/** The first of 1, 2, 5, 10, 20 … that is no less. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return power * ([1, 2, 5, 10].find((one) => one * power >= step * (1 - 1e-6)) ?? 10);
}

function clamped(share: number): number {
  return Math.min(1, Math.max(0, share));
}

function largest(values: readonly number[]): number {
  return values.reduce((sofar, value) => Math.max(sofar, value), 0);
}

function smallest(values: readonly number[]): number {
  return values.reduce((sofar, value) => Math.min(sofar, value), Number.POSITIVE_INFINITY);
}
