import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytesPerMs,
  delayOf,
  longestRestMs,
  type ListPace,
  paceAfter,
  restPerMemberMs,
  shortestRestMs,
  unpaced,
} from '../../../protocols/red5/coalesce.js';

interface Change {
  readonly at: number;
  readonly members: number;
}

interface SimulatedList {
  readonly at: number;
  readonly changes: number;
  readonly members: number;
  readonly bytes: number;
  /** The wait of the first of its changes. */
  readonly waitedMs: number;
}

/** The size of a list of so many names of 16 bytes: quotes and comma too. */
const listBytes = (members: number): number => 40 + members * 19;

/** Plays changes, in the order of their times, through the policy, with a timer that is always on time. */
function play(changes: readonly Change[], bytesOf = listBytes): readonly SimulatedList[] {
  const lists: SimulatedList[] = [];
  let pace: ListPace = unpaced;
  let index = 0;
  while (index < changes.length) {
    const first = changes[index]!;
    const delay = delayOf(pace, first.at);
    const at = first.at + delay;
    let end = index + 1;
    // What happens in the very ms of a timer may still be ahead of it.
    while (delay > 0 && end < changes.length && changes[end]!.at <= at) end += 1;
    const { members } = changes[end - 1]!;
    const list = { at, changes: end - index, members, bytes: bytesOf(members) };
    lists.push({ ...list, waitedMs: delay });
    pace = paceAfter(pace, list);
    index = end;
  }
  return lists;
}

/** A room that fills evenly. */
const filling = (members: number, durationMs: number): readonly Change[] =>
  Array.from({ length: members }, (_, index) => ({
    at: (index * durationMs) / members,
    members: index + 1,
  }));

/** A room that empties evenly; who left gets no more lists. */
const emptying = (members: number, durationMs: number): readonly Change[] =>
  Array.from({ length: members }, (_, index) => ({
    at: (index * durationMs) / members,
    members: members - 1 - index,
  }));

const totalBytes = (lists: readonly SimulatedList[]): number =>
  lists.reduce((sum, { bytes, members }) => sum + bytes * members, 0);

const steady = (members: number, everyMs: number, count: number): readonly Change[] =>
  Array.from({ length: count }, (_, index) => ({ at: index * everyMs, members }));

const list = { at: 1000, changes: 1, members: 2, bytes: 100 };

describe('the pace of lists', () => {
  it('[R5-18] lets the first change of a room out at once', () => {
    expect(delayOf(unpaced, 0)).toBe(0);
    expect(delayOf(unpaced, 1e12)).toBe(0);
  });

  it('[R5-18] keeps a change until the rest is over, and not longer', () => {
    const pace = paceAfter(unpaced, list);
    expect(delayOf(pace, 1000)).toBe(shortestRestMs);
    expect(delayOf(pace, 1020)).toBe(shortestRestMs - 20);
    expect(delayOf(pace, 1000 + shortestRestMs)).toBe(0);
    expect(delayOf(pace, 60_000)).toBe(0);
  });

  it('[R5-19] rests shortly after a list for one change, whatever was before', () => {
    const busy = { sentAt: 500, restMs: longestRestMs };
    expect(paceAfter(busy, list)).toEqual({ sentAt: 1000, restMs: shortestRestMs });
  });

  it('[R5-19] doubles the rest while lists show several changes', () => {
    const burst = { ...list, changes: 5, members: 30 };
    const rests: number[] = [];
    let pace = paceAfter(unpaced, list);
    for (let index = 0; index < 5; index += 1) {
      pace = paceAfter(pace, burst);
      rests.push(pace.restMs);
    }
    expect(rests).toEqual([100, 200, 300, 300, 300]);
    expect(30 * restPerMemberMs).toBe(300);
  });

  it('[R5-19] does not rest longer in a room of two, however much happens', () => {
    const pace = paceAfter({ sentAt: 0, restMs: shortestRestMs }, { ...list, changes: 50 });
    expect(pace.restMs).toBe(shortestRestMs);
  });

  it('[R5-20] rests after a list in proportion to what it cost', () => {
    const costly = { ...list, members: 500, bytes: 10_000 };
    expect(paceAfter(unpaced, costly).restMs).toBe((500 * 10_000) / bytesPerMs);
  });

  it('[R5-21] rests no longer than a second, however much a list cost', () => {
    const huge = { ...list, changes: 900, members: 100_000, bytes: 2_000_000 };
    expect(paceAfter({ sentAt: 0, restMs: 900 }, huge).restMs).toBe(longestRestMs);
  });
});

describe('the document', () => {
  const readme = readFileSync(
    join(import.meta.dirname, '../../../protocols/red5/README.md'),
    'utf8',
  );
  const textOf = (rule: string): string =>
    readme.split('\n').find((line) => line.startsWith(`- **${rule}**`)) ?? '';

  it('[R5-19, R5-20, R5-21] names the numbers that are in force', () => {
    expect(textOf('R5-19')).toContain(`${shortestRestMs} ms after`);
    expect(textOf('R5-19')).toContain(`${restPerMemberMs} ms for each member`);
    expect(textOf('R5-20')).toContain(`1 ms for each ${bytesPerMs} bytes`);
    expect(textOf('R5-21')).toContain(`longer than ${longestRestMs} ms`);
  });
});

describe('a small room', () => {
  it.each([2, 6, 10])('[R5-18] of %i never waits if changes are 100 ms apart', (members) => {
    const lists = play(steady(members, 100, 200));
    expect(lists).toHaveLength(200);
    expect(lists.every(({ waitedMs }) => waitedMs === 0)).toBe(true);
  });

  it('[R5-19] of ten waits a tenth of a second at most, however much happens', () => {
    const lists = play(steady(10, 1, 3000));
    expect(Math.max(...lists.map(({ waitedMs }) => waitedMs))).toBeLessThanOrEqual(100);
    expect(lists.length).toBeLessThanOrEqual(3000 / 100 + 3);
  });
});

describe('a room of 1000', () => {
  const oneListEach = totalBytes(
    filling(1000, 1).map((change) => ({
      ...change,
      changes: 1,
      bytes: listBytes(change.members),
      waitedMs: 0,
    })),
  );
  const durations = [0, 1, 500, 750, 1000, 1500, 2000, 2500, 3000];

  it.each(durations)('[R5-19, R5-20] fills within %i ms for a fiftieth of the bytes', (ms) => {
    const lists = play(filling(1000, ms));
    expect(oneListEach).toBeGreaterThan(5e9);
    expect(totalBytes(lists)).toBeLessThan(oneListEach / 50);
    expect(lists.length).toBeLessThanOrEqual(10);
    expect(lists.at(-1)!.members).toBe(1000);
  });

  it.each(durations)('[R5-19, R5-20] empties within %i ms for a fiftieth of the bytes', (ms) => {
    const lists = play(emptying(1000, ms));
    expect(totalBytes(lists)).toBeLessThan(oneListEach / 50);
    expect(lists.length).toBeLessThanOrEqual(10);
  });

  it('[R5-20] keeps to its means if lone changes go on for a minute', () => {
    const durationMs = 60_000;
    const members = 500;
    const lists = play(steady(members, 400, durationMs / 400));
    const lastCost = listBytes(members) * members;
    expect(totalBytes(lists)).toBeLessThanOrEqual(durationMs * bytesPerMs + lastCost);
  });

  it('[R5-18] sends a lone change at once when it has been quiet for a second', () => {
    const pace = paceAfter(
      { sentAt: 0, restMs: 1000 },
      { at: 0, changes: 300, members: 1000, bytes: 19_000 },
    );
    expect(delayOf(pace, longestRestMs)).toBe(0);
  });
});

describe('any series of changes', () => {
  const changes = fc
    .array(
      fc.record({
        gap: fc.oneof(
          fc.constant(0),
          fc.integer({ min: 1, max: 60 }),
          fc.integer({ min: 1, max: 3000 }),
        ),
        members: fc.integer({ min: 1, max: 2000 }),
      }),
      { minLength: 1, maxLength: 200 },
    )
    .map((steps) => {
      let at = 0;
      return steps.map(({ gap, members }) => {
        at += gap;
        return { at, members };
      });
    });

  it('[R5-22] is shown to its end, each change once and after it happened', () => {
    fc.assert(
      fc.property(changes, (series) => {
        const lists = play(series);
        expect(lists.reduce((sum, each) => sum + each.changes, 0)).toBe(series.length);
        expect(lists.at(-1)!.at).toBeGreaterThanOrEqual(series.at(-1)!.at);
      }),
    );
  });

  it('[R5-21] lets no change wait longer than a second', () => {
    fc.assert(
      fc.property(changes, (series) => {
        for (const { waitedMs } of play(series)) {
          expect(waitedMs).toBeGreaterThanOrEqual(0);
          expect(waitedMs).toBeLessThanOrEqual(longestRestMs);
        }
      }),
    );
  });

  it('[R5-19] brings no more than 20 lists a second', () => {
    fc.assert(
      fc.property(changes, (series) => {
        const times = play(series).map(({ at }) => at);
        times.slice(1).forEach((at, index) => {
          expect(at - times[index]!).toBeGreaterThanOrEqual(shortestRestMs);
        });
      }),
    );
  });

  it('[R5-18] sends at once whatever comes after a second of quiet', () => {
    fc.assert(
      fc.property(changes, fc.integer({ min: 0, max: 5000 }), (series, later) => {
        const quietFrom = play(series).at(-1)!.at;
        const lone = { at: quietFrom + longestRestMs + later, members: 1000 };
        expect(play([...series, lone]).at(-1)).toMatchObject({ at: lone.at, waitedMs: 0 });
      }),
    );
  });
});
