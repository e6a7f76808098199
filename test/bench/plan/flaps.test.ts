import { describe, expect, it } from 'vitest';

import { unnamedStream } from '../../../bench/plan/streams.js';
import { flapSchedule } from '../../../bench/plan/flaps.js';
import { FlapLedger } from '../../../bench/ledgers/flap-ledger.js';
import { noFaults } from '../../../bench/measuring/faults.js';
import { mergedPace } from '../../../bench/plan/merged-pace.js';
import { chatSchedule, evenPace } from '../../../bench/plan/schedule.js';
import { VisitLedger } from '../../../bench/ledgers/visit-ledger.js';
import { visitSchedule } from '../../../bench/plan/visits.js';

// One member a room: the changes of room 0 are 0, 2, 4 and 6, of client 0.
const flaps = flapSchedule(chatSchedule({ rooms: 2, members: 1, rate: 4, seconds: 1, seed: 1 }));

function ledgerOf(isDue: (flap: number) => boolean = () => true) {
  const faults = noFaults();
  return { faults, ledger: new FlapLedger(flaps, 0, faults, isDue) };
}

describe('a schedule of streams', () => {
  it('lets each member start and stop by turns', () => {
    expect([0, 2, 4, 6].map((flap) => flaps.isStart(flap))).toEqual([true, false, true, false]);
    expect([0, 1, 2, 3, 4].map((turn) => flaps.flapOf(0, turn))).toEqual([0, 2, 4, 6, -1]);
  });

  it('knows what somebody streams at any time', () => {
    expect([0, 1, 2, 3, 5, 7].map((count) => flaps.streamAfter(0, count))).toEqual([
      -1, 0, 0, -1, 4, -1,
    ]);
  });
});

describe('a ledger of streams', () => {
  it('finds each change by the name of its stream', () => {
    const { faults, ledger } = ledgerOf();
    expect([ledger.receive(0, true, 0), ledger.receive(0, false, 0)]).toEqual([0, 2]);
    expect([ledger.receive(0, true, 4), ledger.receive(0, true, 4)]).toEqual([4, -1]);
    expect(ledger.missing(8)).toBe(1);
    expect(faults).toEqual({ ...noFaults(), doubled: 1 });
  });

  it('finds each change by its place where streams have no names', () => {
    const { faults, ledger } = ledgerOf((flap) => flap < 4);
    const heard = [true, false, true].map((isStart) => ledger.receive(0, isStart, unnamedStream));
    // The third has not happened yet.
    expect(heard).toEqual([0, 2, -1]);
    expect(faults).toEqual({ ...noFaults(), doubled: 1 });
  });

  it('counts streams of others', () => {
    const { faults, ledger } = ledgerOf();
    expect([1, 2, 99, -4].map((stream) => ledger.receive(0, true, stream))).toEqual([
      -1, -1, -1, -1,
    ]);
    expect(faults).toEqual({ ...noFaults(), foreign: 4 });
  });
});

describe('a ledger of visits', () => {
  const visits = visitSchedule({ clients: 1, joinRate: 0, churn: 1, seconds: 1, seed: 1 });

  it('tells the first coming from the return', () => {
    const faults = noFaults();
    const ledger = new VisitLedger(visits, faults);
    const whats = ['came', 'went', 'came'] as const;
    expect(whats.map((what) => ledger.receive(0, what))).toEqual([0, 1, 2]);
    expect(ledger.missing(3)).toBe(0);
    expect(faults).toEqual(noFaults());
    expect(ledger.receive(0, 'came')).toBe(-1);
    expect(faults).toEqual({ ...noFaults(), doubled: 1 });
  });

  it('counts what comes too early', () => {
    const faults = noFaults();
    const ledger = new VisitLedger(visits, faults);
    ledger.receive(0, 'went');
    expect(faults).toEqual({ ...noFaults(), reordered: 1 });
    expect(ledger.missing(3)).toBe(2);
  });
});

describe('paces side by side', () => {
  const merged = mergedPace([evenPace(3, 10), evenPace(2, 5)]);

  it('are one series of events in the order of their times', () => {
    const events = Array.from({ length: merged.count }, (_, event) => event);
    expect(events.map((event) => merged.dueMs(event))).toEqual([0, 0, 100, 200, 200]);
    for (const event of events) {
      expect(merged.eventOf(merged.partOf(event), merged.numberOf(event))).toBe(event);
    }
    expect(merged.countUntil(100)).toBe(3);
    expect([merged.countOf(0, 3), merged.countOf(1, 3)]).toEqual([2, 1]);
  });
});
