import type { BenchOptions } from '../flags.js';
import { rampText } from '../results/ramp-text.js';
import type { BenchResult } from '../results/result.js';
import { scenarios } from '../scenarios/index.js';
import { workersFor } from './capacity.js';
import { type Measurement, run, type RunContext } from './runner.js';

/** So many steps say that the first was much too easy. */
const mostSteps = 40;

type Ramp = NonNullable<BenchResult['ramp']>;
type RampStep = Ramp['steps'][number];

/**
 * Measures one step after the other, each with more load, until one is too
 * much. The server stays; each step has clients of its own, so that nothing
 * of the last one waits in anybody's queue.
 *
 * @returns what the last good step has shown, or the first if none was good, with all steps
 */
export async function climb(context: RunContext): Promise<Measurement> {
  const { options, view, interruption } = context;
  const steps: RampStep[] = [];
  let shown: Measurement | null = null;
  let ended: Ramp['ended'] = 'steps';
  for (let rate = options.rate; steps.length < mostSteps; rate *= options['step-factor']) {
    const current = stepOptions(options, rate, shown);
    const measurement = await measureStep(context, current);
    if (measurement === null || measurement.interrupted) {
      ended = 'interrupted';
      if (measurement !== null) shown ??= measurement;
      break;
    }
    const step = stepOf(current, measurement);
    steps.push(step);
    view.say(`step ${steps.length}: ${rate.toFixed(2)} messages/s a room, ${step.broke ?? 'good'}`);
    ended = endOf(step, measurement);
    if (isUnforgivable(measurement)) return { ...measurement, ramp: rampOf(steps, ended) };
    if (step.broke === null) shown = measurement;
    shown ??= measurement;
    if (ended !== 'steps') break;
  }
  if (shown === null) throw new Error('interrupted before anything was measured');
  const ramp = rampOf(steps, ended);
  return {
    ...shown,
    ramp,
    interrupted: interruption.aborted,
    // That a step was too much is what was to be found out.
    wrong: [],
    invalid: ended === 'generator' ? [rampText(ramp)] : [],
  };
}

/** Null if somebody wants no more before anything could be measured. */
async function measureStep(
  context: RunContext,
  options: BenchOptions,
): Promise<Measurement | null> {
  try {
    return await run({ ...context, options });
  } catch (error) {
    if (context.interruption.aborted) return null;
    throw error;
  }
}

function stepOptions(options: BenchOptions, rate: number, last: Measurement | null): BenchOptions {
  const seconds = Math.max(options['step-seconds'], options.burst / rate);
  const step = { ...options, rate, seconds };
  const cost = last?.generator.microsPerFrame ?? null;
  if (options.workers > 0 || cost === null) return step;
  const planned = scenarios[options.scenario].plannedDeliveries(step);
  return { ...step, workers: workersFor(planned, cost, last?.pinning?.generators.length) };
}

function stepOf(options: BenchOptions, measurement: Measurement): RampStep {
  const { delivery, convergence, deliveries, tookMs, server, generator, invalid } = measurement;
  const [first, last] = [server?.samples[0], server?.samples.at(-1)];
  const spanMs = first === undefined || last === undefined ? 0 : last.atMs - first.atMs;
  return {
    rate: options.rate,
    deliveriesPerSecond: (1000 * deliveries) / Math.max(tookMs, options.seconds * 1000),
    p50Ms: delivery.p50,
    p99Ms: delivery.p99,
    convergenceP99Ms: convergence.p99,
    serverCpuShare: server === null || spanMs === 0 ? null : (1000 * server.cpuSeconds) / spanMs,
    cpuMicrosPerDelivery: server?.cpuMicrosPerDelivery ?? null,
    generatorCpuShare: Math.max(0, ...generator.loads.map(({ cpuShare }) => cpuShare)),
    isValid: invalid.length === 0,
    broke: broken(measurement, options['max-p99-ms']),
  };
}

/** Why a step was too much, null if it was not. */
function broken({ wrong, invalid, delivery }: Measurement, maxP99Ms: number): string | null {
  const [mistake] = [...invalid, ...wrong];
  if (mistake !== undefined) return mistake;
  if (delivery.p99 <= maxP99Ms) return null;
  return `p99 of ${delivery.p99.toFixed(1)} ms is above ${maxP99Ms}`;
}

/** `steps`: it goes on. */
function endOf({ broke, isValid }: RampStep, { lost, wrong }: Measurement): Ramp['ended'] {
  if (broke === null) return 'steps';
  if (!isValid) return 'generator';
  return lost > 0 || wrong.length > 0 ? 'loss' : 'latency';
}

/** No load excuses a server that does these. */
function isUnforgivable({ doubled, reordered, foreign }: Measurement): boolean {
  return doubled + reordered + foreign > 0;
}

function rampOf(steps: readonly RampStep[], ended: Ramp['ended']): Ramp {
  const good = steps.filter(({ broke }) => broke === null);
  return { steps: [...steps], lastGood: good.length === 0 ? null : good.length - 1, ended };
}
