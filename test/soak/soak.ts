import { isDeepStrictEqual } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';

import { Witness } from '../fuzz/witness.js';
import { SeededRandom } from '../support/doubles/seeded-random.js';
import type { Ports } from '../support/servers/ports.js';
import { ServerProcess } from '../support/servers/server-process.js';
import { Life } from './life.js';
import { growth, measure, type Measurement } from './measurements.js';

export interface SoakOptions {
  readonly seed: number;
  /** The time for which people come and go, in ms; what comes after takes up to a minute. */
  readonly lastsMs: number;
  /** The interval between measurements of the server, in ms. */
  readonly measureEveryMs: number;
  /** The interval at which all lists are looked at while nothing happens, in ms. */
  readonly calmEveryMs: number;
  readonly actionsPerSecond: number;
  readonly onMeasurement?: (report: SoakReport) => void;
}

export interface SoakReport {
  readonly lastedMs: number;
  readonly actions: number;
  readonly population: number;
  /** The number of lists that were compared with what they must be. */
  readonly lists: number;
  readonly calms: number;
  readonly measurement: Measurement;
}

/** The sum of all that was seen from the beginning to the end. */
export interface SoakResult {
  readonly reports: readonly SoakReport[];
  /** Before anybody came, and after everybody went. */
  readonly before: Measurement;
  readonly after: Measurement;
  /** By how much memory has grown after warm-up beyond noise, in bytes; not above 0 where all is well. */
  readonly heapGrowth: number;
  readonly rssGrowth: number;
}

/** Small and short-lived enough that everything that is kept for a while is full soon. */
const flags = [
  '--idle-timeout-seconds=8',
  '--reconnect-grace-ms=3000',
  '--empty-room-ttl-seconds=1',
  '--history-size=20',
];

/** A garbage-collected heap of a few MB moves by this much without a cause. */
const heapNoise = { share: 0.05, bytes: 1_000_000 };

/** The noise of the whole process: what the allocator keeps for itself moves by more. */
const rssNoise = { share: 0.1, bytes: 12_000_000 };

/** The longest time until nothing is left of people, in ms: idle and HTTP timeouts, on a busy machine. */
const afterlifeMs = 45_000;

/**
 * Lets people live in a server's rooms and measures what that costs.
 *
 * @throws Error at the first list that is wrong, at a complaint of the server,
 *   or if anything is left when everybody has gone
 */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const server = ServerProcess.serve(flags, {
    program: 'test/support/servers/measured-server.mjs',
    nodeFlags: ['--expose-gc'],
    hasChannel: true,
  });
  try {
    return await measuredLife(server, options);
  } catch (error) {
    // What the server says of it explains more.
    throw new Error(server.complaints.join('\n'), { cause: error });
  } finally {
    await server.stop();
  }
}

async function measuredLife(server: ServerProcess, options: SoakOptions): Promise<SoakResult> {
  const ports = await server.listening();
  await expectNothingLeft(ports);
  const before = await measure(server);
  const life = new Life(ports, new SeededRandom(options.seed));
  const reports = await live(server, life, options);
  life.leave();
  const after = await untilAsBefore(server, ports, before);
  if (server.complaints.length > 0) throw new Error('the server has complained');
  const heaps = reports.map(({ measurement }) => measurement.heapUsed);
  const sizes = reports.map(({ measurement }) => measurement.rss);
  return {
    reports,
    before,
    after,
    heapGrowth: growth(heaps, heapNoise),
    rssGrowth: growth(sizes, rssNoise),
  };
}

async function live(
  server: ServerProcess,
  life: Life,
  options: SoakOptions,
): Promise<readonly SoakReport[]> {
  const started = performance.now();
  const reports: SoakReport[] = [];
  let actions = 0;
  let calms = 0;
  let measuredAt = 0;
  let calmedAt = 0;
  for (let lastedMs = 0; lastedMs < options.lastsMs; lastedMs = performance.now() - started) {
    life.step();
    actions += 1;
    await delay(1000 / options.actionsPerSecond);
    if (lastedMs - calmedAt >= options.calmEveryMs) {
      await life.calm();
      calms += 1;
      calmedAt = lastedMs;
    }
    if (lastedMs - measuredAt < options.measureEveryMs) continue;
    measuredAt = lastedMs;
    life.check();
    if (server.complaints.length > 0) throw new Error(server.complaints.join('\n'));
    const { population, lists } = life;
    const measurement = await measure(server);
    const report = { lastedMs, actions, population, lists, calms, measurement };
    reports.push(report);
    options.onMeasurement?.(report);
  }
  await life.calm();
  return reports;
}

/** @throws Error if descriptors and handles are not as before, or a room is left */
async function untilAsBefore(
  server: ServerProcess,
  ports: Ports,
  before: Measurement,
): Promise<Measurement> {
  const deadline = performance.now() + afterlifeMs;
  for (;;) {
    await expectNothingLeft(ports, deadline);
    const after = await measure(server);
    const isAsBefore =
      after.descriptors === before.descriptors &&
      isDeepStrictEqual(after.resources, before.resources);
    if (isAsBefore) return after;
    if (performance.now() > deadline) {
      const [was, is] = [before, after].map((one) => JSON.stringify(one));
      throw new Error(`before anybody came ${was ?? ''}, after everybody went ${is ?? ''}`);
    }
    await delay(500);
  }
}

/** Sees for itself that no room is left; without a deadline at once. */
async function expectNothingLeft({ json }: Ports, deadline = 0): Promise<void> {
  const witness = await Witness.connect('the last one', `ws://127.0.0.1:${json}/`);
  try {
    for (;;) {
      witness.send({ type: 'list-rooms' });
      const { rooms } = await witness.hearsOf('rooms-list');
      if (Array.isArray(rooms) && rooms.length === 0) return;
      if (performance.now() > deadline) throw new Error(`rooms are left: ${JSON.stringify(rooms)}`);
      await delay(200);
    }
  } finally {
    await witness.close();
  }
}
