import type { Pace } from './schedule.js';

/** Several things that happen side by side, as one series of events. */
export interface MergedPace extends Pace {
  /** Which of the parts an event is of. */
  partOf(event: number): number;
  /** Its number in that part. */
  numberOf(event: number): number;
  eventOf(part: number, number: number): number;
  /** The number of the first so many events that are of a part. */
  countOf(part: number, events: number): number;
}

export function mergedPace(parts: readonly Pace[]): MergedPace {
  const unordered = parts.flatMap((pace, part) =>
    Array.from({ length: pace.count }, (_, number) => ({
      part,
      number,
      dueMs: pace.dueMs(number),
    })),
  );
  // A stable sort: what is of one part stays in its order.
  const events = unordered.toSorted((a, b) => a.dueMs - b.dueMs);
  const numbers = parts.map(({ count }) => new Uint32Array(count));
  for (const [event, { part, number }] of events.entries()) {
    const ofPart = numbers[part];
    if (ofPart !== undefined) ofPart[number] = event;
  }
  return {
    count: events.length,
    dueMs: (event) => events[event]?.dueMs ?? 0,
    countUntil: (ms) => parts.reduce((sum, pace) => sum + pace.countUntil(ms), 0),
    partOf: (event) => events[event]?.part ?? -1,
    numberOf: (event) => events[event]?.number ?? -1,
    eventOf: (part, number) => numbers[part]?.[number] ?? -1,
    countOf: (part, count) => firstNotBelow(numbers[part] ?? new Uint32Array(0), count),
  };
}

/** The number of these rising numbers that are below a limit. */
function firstNotBelow(rising: Uint32Array, limit: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rising[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
