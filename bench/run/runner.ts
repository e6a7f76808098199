import { randomBytes } from 'node:crypto';
import { once } from 'node:events';

import { nowMs } from '../measuring/clock.js';
import type { BenchOptions } from '../flags.js';
import type { BenchResult } from '../results/result.js';
import { scenarios } from '../scenarios/index.js';
import type { Pace } from '../plan/schedule.js';
import { invalidBecause, wrongBecause } from '../results/verdict.js';
import { descriptorShortage, measureFrameCost, workersFor } from './capacity.js';
import { Generator } from './generator.js';
import { type MergedReport, mergeReports } from './merge.js';
import { type ProcessSample, sampleProcess } from '../measuring/process-facts.js';
import type { ProgressView } from './progress.js';
import type { MeasuredServer } from './servers.js';

/** Time for every generator to hear that it begins. */
const headStartMs = 100;
const lookEveryMs = 100;
const showEveryMs = 1000;
const sampleEveryMs = 500;
/** The longest wait, when somebody interrupts, for what was sent but not yet delivered. */
const interruptedSettleSeconds = 2;

/** The result of a run; where and of what, the caller knows. */
export type Measurement = Omit<
  BenchResult,
  'kind' | 'version' | 'commit' | 'startedAt' | 'node' | 'machine' | 'settings'
>;

export interface RunContext {
  readonly options: BenchOptions;
  readonly server: MeasuredServer;
  /** The built program of a generator. */
  readonly workerPath: string;
  readonly view: ProgressView;
  /** Aborted when somebody wants no more. */
  readonly interruption: AbortSignal;
}

interface Sample extends ProcessSample {
  readonly atMs: number;
}

/** Measures one scenario against one server. */
export async function run(context: RunContext): Promise<Measurement> {
  const { options, server, workerPath, view } = context;
  const { microsPerFrame, workers } = await sizeOf(context);
  const startsServer = options['json-url'] === undefined && options['red5-url'] === undefined;
  const connections = options.rooms * options.members;
  const shortage = descriptorShortage(connections, workers, startsServer);
  if (shortage !== null) throw new Error(shortage);

  const tag = `b${randomBytes(4).toString('hex')}`;
  const rssBefore = sampleOf(server)?.rssBytes ?? 0;
  const generators = Array.from(
    { length: workers },
    () =>
      new Generator(workerPath, generatorCores(server), ({ deliveries, recent }) =>
        view.add(deliveries, recent),
      ),
  );
  const failed = Promise.race(generators.map((one) => one.failed));
  // Before and after the schedule runs, whoever waits for an answer hears of it.
  failed.catch(() => undefined);
  try {
    view.say(`connecting ${connections} clients from ${workers} processes`);
    const prepared = Promise.all(
      generators.map((one, worker) =>
        one.prepare({ kind: 'prepare', job: { options, urls: server.urls, tag, worker, workers } }),
      ),
    );
    await Promise.race([prepared, interrupted(context.interruption)]);
    const course = await follow(context, generators, failed);
    const reports = await Promise.all(generators.map((one) => one.report()));
    const pace = scenarios[options.scenario].pace(options);
    const merged = mergeReports(reports, (event) => pace.dueMs(event), options.members);
    const loads = reports.map(({ load }) => load);
    // How late single messages may be has a limit of its own.
    const lastSentMs = merged.lastSentMs - options['max-lag-ms'];
    const achievedRate = achieved(pace, course.endMs, lastSentMs);
    const lateness = merged.lateness.percentiles();
    return {
      pinning: pinningOf(server),
      generator: { workers, microsPerFrame, loads, achievedRate },
      invalid: invalidBecause({ loads, lateness, achievedRate }, options),
      wrong: wrongBecause({ ...merged.faults, ...merged }),
      ...figures(merged),
      interrupted: context.interruption.aborted,
      tookMs: course.tookMs,
      server: serverFigures(course.samples, rssBefore, merged.deliveries, connections),
    };
  } finally {
    await Promise.all(generators.map((one) => one.stop()));
  }
}

/** Rejects when somebody wants no more while there is nothing to show yet. */
async function interrupted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw new Error('interrupted before anything was measured');
}

async function sizeOf(
  context: RunContext,
): Promise<{ microsPerFrame: number | null; workers: number }> {
  const { options, server, workerPath, view } = context;
  if (server.pinning.kind === 'free' && options.pin === 'auto') {
    view.say(`the server shares its cores: ${server.pinning.reason}`);
  }
  if (options.workers > 0) return { microsPerFrame: null, workers: options.workers };
  view.say('measuring what a generator process can take');
  const planned = scenarios[options.scenario].plannedDeliveries(options);
  const cores = generatorCores(server);
  const microsPerFrame = await measureFrameCost(workerPath, cores, options.bytes);
  return { microsPerFrame, workers: workersFor(planned, microsPerFrame, cores?.length) };
}

/** Null: all that there are. */
function generatorCores({ pinning }: MeasuredServer): readonly number[] | null {
  return pinning.kind === 'pinned' ? pinning.pinning.generators : null;
}

interface Course {
  /** The end of the schedule, in ms after the start; infinite if it went to its end. */
  readonly endMs: number;
  readonly tookMs: number;
  readonly samples: readonly Sample[];
}

/** Lets the schedule run until everything has come, nothing more will, or somebody interrupts. */
async function follow(
  { options, server, view, interruption }: RunContext,
  generators: readonly Generator[],
  failed: Promise<never>,
): Promise<Course> {
  const scenario = scenarios[options.scenario];
  const pace = scenario.pace(options);
  const lastDueMs = Math.max(pace.dueMs(Math.max(0, pace.count - 1)), scenario.lastsMs(options));
  const startMs = nowMs() + headStartMs;
  const elapsedMs = (): number => nowMs() - startMs;
  const samples: Sample[] = [];
  const sample = (): void => {
    const one = sampleOf(server);
    if (one !== null) samples.push({ atMs: elapsedMs(), ...one });
  };
  sample();
  for (const one of generators) one.tell({ kind: 'start', startMs });
  const sampling = setInterval(sample, sampleEveryMs);
  let endMs = Number.POSITIVE_INFINITY;
  let settleMs = lastDueMs + options['settle-seconds'] * 1000;
  let shownMs = 0;
  try {
    while (elapsedMs() < settleMs) {
      await Promise.race([new Promise((resolve) => setTimeout(resolve, lookEveryMs)), failed]);
      if (interruption.aborted && endMs === Number.POSITIVE_INFINITY) {
        // What falls due before they hear of it is still sent.
        endMs = elapsedMs() + headStartMs;
        settleMs = Math.min(settleMs, endMs + interruptedSettleSeconds * 1000);
        for (const one of generators) {
          one.isComplete = false;
          one.tell({ kind: 'stop', afterMs: endMs });
        }
      }
      const isOver = elapsedMs() > Math.min(lastDueMs, endMs);
      if (isOver && generators.every(({ isComplete }) => isComplete)) break;
      if (elapsedMs() - shownMs < showEveryMs) continue;
      shownMs = elapsedMs();
      const errors = generators.reduce((sum, one) => sum + one.errors, 0);
      const leftMs = (isOver ? settleMs : lastDueMs) - shownMs;
      view.show(isOver ? 'settling' : options.scenario, errors, leftMs / 1000);
    }
    return { endMs, tookMs: elapsedMs(), samples };
  } finally {
    clearInterval(sampling);
    sample();
  }
}

/** The rate at which a schedule was followed, by the rate that it has. */
function achieved(pace: Pace, endMs: number, lastSentMs: number): number {
  const lastDueMs = Math.min(endMs, pace.dueMs(Math.max(0, pace.count - 1)));
  return lastDueMs === 0 ? 1 : Math.min(1, lastDueMs / Math.max(lastDueMs, lastSentMs));
}

function pinningOf({ pinning }: MeasuredServer): BenchResult['pinning'] {
  if (pinning.kind === 'free') return null;
  return { server: pinning.pinning.server, generators: [...pinning.pinning.generators] };
}

function sampleOf({ pid }: MeasuredServer): ProcessSample | null {
  return pid === null ? null : sampleProcess(pid);
}

function figures(merged: MergedReport) {
  const { faults, complaints, delivery, convergence, lateness, perSecond } = merged;
  const { sent, expected, deliveries, bytes, wrongRooms, disagreeing, outcomes } = merged;
  return {
    sent,
    expected,
    deliveries,
    bytes,
    wrongRooms,
    disagreeing,
    outcomes,
    ...faults,
    complaints: Object.fromEntries(complaints),
    delivery: delivery.percentiles(),
    convergence: convergence.percentiles(),
    lateness: lateness.percentiles(),
    deliveryHistogram: delivery.encode(),
    convergenceHistogram: convergence.encode(),
    deliveriesPerSecond: [...perSecond],
  };
}

function serverFigures(
  samples: readonly Sample[],
  rssBytesBefore: number,
  deliveries: number,
  connections: number,
): BenchResult['server'] {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined) return null;
  const cpuSeconds = last.cpuSeconds - first.cpuSeconds;
  return {
    cpuSeconds,
    cpuMicrosPerDelivery: deliveries === 0 ? null : (cpuSeconds * 1e6) / deliveries,
    rssBytesBefore,
    rssBytesPeak: Math.max(...samples.map(({ rssBytes }) => rssBytes)),
    rssBytesPerConnection: (first.rssBytes - rssBytesBefore) / connections,
    samples: [...samples],
  };
}
