import { Times } from '../measuring/histogram.js';
import { disagreeing } from '../ledgers/chat-ledger.js';
import { noFaults } from '../measuring/faults.js';
import type { WorkerReport } from '../crews/job.js';

/** The observations of all generator processes together. */
export interface MergedReport extends Omit<
  WorkerReport,
  'orders' | 'rosters' | 'outcomes' | 'lastSeenMs' | 'delivery' | 'lateness' | 'load'
> {
  readonly disagreeing: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly delivery: Times;
  readonly convergence: Times;
  readonly lateness: Times;
}

/**
 * @param dueMs when an event was due, in ms after the start
 * @param members of each room
 */
export function mergeReports(
  reports: readonly WorkerReport[],
  dueMs: (event: number) => number,
  members: number,
): MergedReport {
  const faults = noFaults();
  const complaints = new Map<string, number>();
  const [delivery, lateness] = [new Times(), new Times()];
  const perSecond: number[] = [];
  for (const report of reports) {
    for (const name of ['lost', 'doubled', 'reordered', 'foreign'] as const) {
      faults[name] += report.faults[name];
    }
    for (const [text, count] of report.complaints) {
      complaints.set(text, (complaints.get(text) ?? 0) + count);
    }
    for (const [second, count] of report.perSecond.entries()) {
      perSecond[second] = (perSecond[second] ?? 0) + count;
    }
    delivery.merge(report.delivery);
    lateness.merge(report.lateness);
  }
  const sum = (pick: (report: WorkerReport) => number): number =>
    reports.reduce((total, report) => total + pick(report), 0);
  return {
    expected: sum(({ expected }) => expected),
    deliveries: sum(({ deliveries }) => deliveries),
    bytes: sum(({ bytes }) => bytes),
    sent: sum(({ sent }) => sent),
    lastSentMs: Math.max(0, ...reports.map((report) => report.lastSentMs)),
    faults,
    wrongRooms: sum(({ wrongRooms }) => wrongRooms),
    disagreeing:
      disagreeing(byClient(reports.map(({ orders }) => orders)), members) +
      disagreeing(byClient(reports.map(({ rosters }) => rosters)), members),
    complaints,
    outcomes: sumOf(reports.map(({ outcomes = {} }) => outcomes)),
    delivery,
    convergence: convergenceOf(reports, dueMs),
    lateness,
    perSecond,
  };
}

/** Counts of the same name added up. */
function sumOf(parts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const part of parts) {
    for (const [name, count] of Object.entries(part)) sums[name] = (sums[name] ?? 0) + count;
  }
  return sums;
}

/** From when each event was due until the last client that has seen it had it. */
function convergenceOf(reports: readonly WorkerReport[], dueMs: (event: number) => number): Times {
  const times = new Times();
  const events = reports[0]?.lastSeenMs.length ?? 0;
  for (let event = 0; event < events; event += 1) {
    const seenMs = Math.max(...reports.map(({ lastSeenMs }) => lastSeenMs[event] ?? -1));
    if (seenMs >= 0) times.record(seenMs - dueMs(event));
  }
  return times;
}

function byClient(maps: readonly ReadonlyMap<number, number>[]): (number | undefined)[] {
  const all = new Map(maps.flatMap((map) => [...map]));
  const last = Math.max(-1, ...maps.flatMap((map) => [...map.keys()].slice(-1)));
  return Array.from({ length: last + 1 }, (_, client) => all.get(client));
}
