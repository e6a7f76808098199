import type { Registry } from 'prom-client';

import { metricDefinitions as define } from './definitions.js';
import { exposeDistributions, exposeNumbers, type Reading } from './expose.js';
import type { RoomTally } from './room-tally.js';
import type { MetricSources, RoomCounts } from './sources.js';
import type { TrafficTally, Volume } from './traffic-tally.js';

type Labels = Reading<unknown>['labels'];

/** Makes every metric readable from the registry. */
export function exposeTo(registry: Registry, sources: MetricSources): void {
  exposeServer(registry, sources);
  exposeRooms(registry, sources);
  exposeEvents(registry, sources);
  exposeTraffic(registry, sources);
  exposeTimes(registry, sources);
}

function exposeServer(registry: Registry, sources: MetricSources): void {
  const { version, server } = sources;
  const labels = { version, node_version: process.version };
  exposeNumbers(registry, define.buildInfo, () => [{ labels, value: 1 }]);
  exposeNumbers(registry, define.ready, () => one(Number(server.isReady())));
  exposeNumbers(registry, define.connections, () => {
    return readingsOf('protocol', server.connections());
  });
  exposeNumbers(registry, define.limitsExceeded, () => readingsOf('limit', server.timesExceeded()));
  exposeNumbers(registry, define.participantsAway, () => one(server.away()));
  exposeNumbers(registry, define.handlerFailures, () => one(sources.handlerFailures));
}

function exposeRooms(registry: Registry, sources: MetricSources): void {
  const gauges = [
    [define.rooms, 'rooms'],
    [define.roomsEmpty, 'emptyRooms'],
    [define.participants, 'participants'],
    [define.participantsHidden, 'hidden'],
    [define.streams, 'streams'],
    [define.historyMessages, 'historyMessages'],
    [define.historyBytes, 'historyBytes'],
  ] as const satisfies readonly (readonly [unknown, keyof RoomCounts])[];
  for (const [definition, field] of gauges) {
    exposeNumbers(registry, definition, () =>
      [...sources.namespaces].map(([namespace, protocol]) => ({
        labels: { protocol },
        value: sources.census.get(namespace)?.[field] ?? 0,
      })),
    );
  }
}

function exposeEvents(registry: Registry, { namespaces, rooms }: MetricSources): void {
  /** The readings of each namespace, under what it is counted as. */
  const each = (read: (tally: RoomTally, labels: Labels) => readonly Reading<number>[]) => () =>
    [...rooms].flatMap(([namespace, tally]) =>
      read(tally, { protocol: namespaces.get(namespace) ?? namespace }),
    );
  const counters = [
    [define.joins, 'joins'],
    [define.absences, 'absences'],
    [define.reconnects, 'reconnects'],
    [define.streamsStarted, 'streamsStarted'],
    [define.chatMessages, 'chatMessages'],
    [define.chatRepeats, 'chatRepeats'],
  ] as const;
  for (const [definition, field] of counters) {
    const read = each((tally, labels) => [{ labels, value: tally[field] }]);
    exposeNumbers(registry, definition, read);
  }
  const leaves = each((tally, labels) =>
    readingsOf('reason', Object.entries(tally.leaves), labels),
  );
  exposeNumbers(registry, define.leaves, leaves);
  const recoveries = each((tally, labels) =>
    readingsOf('outcome', Object.entries(tally.recoveries), labels),
  );
  exposeNumbers(registry, define.recoveries, recoveries);
}

function exposeTraffic(registry: Registry, { traffic }: MetricSources): void {
  const each =
    <Value>(read: (counts: TrafficTally['counts'], labels: Labels) => readonly Reading<Value>[]) =>
    () =>
      [...traffic].flatMap(([protocol, { counts }]) => read(counts, { protocol }));
  const counters = [
    [define.connectionsOpened, 'opened'],
    [define.publishes, 'publishes'],
    [define.coalescedLists, 'coalescedLists'],
    [define.slowConsumers, 'slowConsumers'],
  ] as const;
  for (const [definition, field] of counters) {
    const read = each((counts, labels) => [{ labels, value: counts[field] }]);
    exposeNumbers(registry, definition, read);
  }
  const volumes = [
    [define.messagesReceived, 'received', 'messages'],
    [define.receivedBytes, 'received', 'bytes'],
    [define.messagesSent, 'sent', 'messages'],
    [define.sentBytes, 'sent', 'bytes'],
  ] as const satisfies readonly (readonly [unknown, 'received' | 'sent', keyof Volume])[];
  for (const [definition, direction, field] of volumes) {
    const read = each(({ [direction]: types }, labels) =>
      [...types].map(([type, volume]) => ({ labels: { ...labels, type }, value: volume[field] })),
    );
    exposeNumbers(registry, definition, read);
  }
  const rejections = each(({ rejections }, labels) => readingsOf('code', rejections, labels));
  exposeNumbers(registry, define.rejections, rejections);
  const closes = each(({ closes }, labels) =>
    Object.entries(closes).flatMap(([by, codes]) => readingsOf('code', codes, { ...labels, by })),
  );
  exposeNumbers(registry, define.connectionsClosed, closes);
}

function exposeTimes(registry: Registry, { traffic, lag }: MetricSources): void {
  for (const kind of ['convergence', 'handling'] as const) {
    exposeDistributions(registry, define[kind], () =>
      [...traffic].map(([protocol, { counts }]) => ({ labels: { protocol }, value: counts[kind] })),
    );
  }
  exposeDistributions(registry, define.eventLoopLag, () => [
    { labels: {}, value: lag.distribution },
  ]);
  exposeNumbers(registry, define.eventLoopBusy, () => one(lag.busySeconds));
}

function one(value: number): readonly Reading<number>[] {
  return [{ labels: {}, value }];
}

/** A reading for each entry, which is told apart by one label. */
function readingsOf(
  label: string,
  entries: Iterable<readonly [string, number]>,
  labels: Labels = {},
): readonly Reading<number>[] {
  return Array.from(entries, ([key, value]) => ({ labels: { ...labels, [label]: key }, value }));
}
