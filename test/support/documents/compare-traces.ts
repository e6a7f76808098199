import { isDeepStrictEqual } from 'node:util';

import type { RecordedProtocol, Scenario, Trace, TraceEvent } from './traces.js';

/** One way in which a run differs from its scenario. */
export interface Difference {
  readonly who: string;
  readonly what: string;
  readonly expected: unknown;
  readonly received: unknown;
}

/** The judge of a protocol's runs. */
export interface Judge {
  /** Whether everybody has got what they must have got by the end of a step, counted from 0. */
  isReached(scenario: Scenario, expected: Trace, received: Trace, step: number): boolean;
  /** Everything that is wrong with a finished run. */
  differences(scenario: Scenario, expected: Trace, received: Trace): readonly Difference[];
}

/**
 * Whether everything that is expected is there; there may be more, at every
 * level but in lists. `"<any>"` is anything, `"<number>"` any number and
 * `{"<oneOf>": […]}` one of these.
 */
function contains(expected: unknown, actual: unknown): boolean {
  if (expected === '<any>') return true;
  if (expected === '<number>') return typeof actual === 'number';
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return false;
    return expected.every((item, index) => contains(item, actual[index]));
  }
  if (!isObject(expected)) return Object.is(expected, actual);
  const choices = expected['<oneOf>'];
  if (Array.isArray(choices)) return choices.some((choice) => contains(choice, actual));
  return (
    isObject(actual) && Object.entries(expected).every(([key, item]) => contains(item, actual[key]))
  );
}

/** JSON: each person's messages, one by one, and none beside them. */
const jsonJudge: Judge = {
  isReached: (scenario, expected, received, step) =>
    Object.keys(expected).every((who) => {
      const awaited = ofInterest(scenario, eventsOf(expected, who, step), who);
      return ofInterest(scenario, eventsOf(received, who, step), who).length >= awaited.length;
    }),
  differences: (scenario, expected, received) =>
    everyone(expected, received).flatMap((who) =>
      differencesInOrder(
        who,
        ofInterest(scenario, eventsOf(expected, who), who),
        ofInterest(scenario, eventsOf(received, who), who),
      ),
    ),
};

/** Red5: the right list after every step; between them any of the scenario's lists, in its order. */
const red5Judge: Judge = {
  isReached: (scenario, expected, received, step) =>
    Object.keys(expected).every((who) => {
      const [wanted, got] = [eventsOf(expected, who, step), eventsOf(received, who, step)];
      return (
        got.filter(isNoList).length >= wanted.filter(isNoList).length &&
        isDeepStrictEqual(listsIn(scenario, got).at(-1), listsIn(scenario, wanted).at(-1))
      );
    }),
  differences: (scenario, expected, received) =>
    everyone(expected, received).flatMap((who) => [
      ...differencesInOrder(
        who,
        ofInterest(scenario, eventsOf(expected, who).filter(isNoList), who),
        ofInterest(scenario, eventsOf(received, who).filter(isNoList), who),
      ),
      ...wrongLists(scenario, who, expected, received),
    ]),
};

/** The judge of each protocol. */
export const judges: Readonly<Record<RecordedProtocol, Judge>> = {
  json: jsonJudge,
  red5: red5Judge,
};

function differencesInOrder(
  who: string,
  expected: readonly TraceEvent[],
  received: readonly TraceEvent[],
): readonly Difference[] {
  const longest = Math.max(expected.length, received.length);
  for (let index = 0; index < longest; index += 1) {
    const [want, got] = [expected[index], received[index]];
    if (want !== undefined && got !== undefined && contains(want, got)) continue;
    return [{ who, what: `event ${String(index)}`, expected: want, received: got }];
  }
  return [];
}

function wrongLists(
  scenario: Scenario,
  who: string,
  expected: Trace,
  received: Trace,
): readonly Difference[] {
  const wanted = listsIn(scenario, eventsOf(expected, who));
  const got = listsIn(scenario, eventsOf(received, who));
  const wrong: Difference[] = [];
  const first = got[0];
  const self = scenario.self?.[who];
  if (first !== undefined && self !== undefined && !first.streams.includes(self)) {
    wrong.push({ who, what: 'first list lacks its own name', expected: self, received: first });
  }
  for (const step of scenario.steps.keys()) {
    const want = listsIn(scenario, eventsOf(expected, who, step)).at(-1);
    const have = listsIn(scenario, eventsOf(received, who, step)).at(-1);
    if (isDeepStrictEqual(want, have)) continue;
    wrong.push({ who, what: `list after step ${String(step)}`, expected: want, received: have });
  }
  if (scenario.unordered !== true && !isInOrder(got, wanted)) {
    wrong.push({ who, what: 'lists that are not in the trace', expected: wanted, received: got });
  }
  return wrong;
}

/** Whether `some` can be had from `all` by leaving some out; equal neighbours count as one. */
function isInOrder(some: readonly StreamList[], all: readonly StreamList[]): boolean {
  let position = 0;
  for (const list of some) {
    while (position < all.length && !isDeepStrictEqual(all[position], list)) position += 1;
    if (position === all.length) return false;
  }
  return true;
}

/** The events of somebody that count in this scenario. */
function ofInterest(
  { allowExtraTypes = [], allowClose = [], ignoreCloseCode }: Scenario,
  events: readonly TraceEvent[],
  who: string,
): readonly TraceEvent[] {
  return events
    .filter((event) => !allowExtraTypes.some((type) => contains({ m: { type } }, event)))
    .filter((event) => !('closed' in event && allowClose.includes(who)))
    .map((event) => ('closed' in event && ignoreCloseCode === true ? { closed: '<any>' } : event));
}

interface StreamList {
  readonly room: unknown;
  readonly streams: readonly unknown[];
}

function listsIn(scenario: Scenario, events: readonly TraceEvent[]): readonly StreamList[] {
  return events.flatMap((event) => {
    const list = listOf(event);
    if (list === null) return [];
    const streams = scenario.dedupe === true ? [...new Set(list.streams)] : list.streams;
    const { room } = list;
    return [{ room, streams: scenario.unordered === true ? streams.toSorted() : streams }];
  });
}

function listOf(event: TraceEvent): StreamList | null {
  if (!('m' in event) || !isObject(event.m)) return null;
  const { room, streams } = event.m;
  return Array.isArray(streams) ? { room, streams } : null;
}

function isNoList(event: TraceEvent): boolean {
  return listOf(event) === null;
}

function eventsOf(trace: Trace, who: string, lastStep = Infinity): readonly TraceEvent[] {
  return (trace[who] ?? []).filter(({ step }) => step <= lastStep).map(({ ev }) => ev);
}

function everyone(expected: Trace, received: Trace): readonly string[] {
  return [...new Set([...Object.keys(expected), ...Object.keys(received)])];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
