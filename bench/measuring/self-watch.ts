import { monitorEventLoopDelay } from 'node:perf_hooks';

/** The load of a generator. If it was too busy, its figures are not the server's. */
export interface GeneratorLoad {
  /** Of one core, from 0 to 1. */
  readonly cpuShare: number;
  /** The worst delay of the event loop in 99 of 100 looks, in ms. */
  readonly loopLagP99Ms: number;
}

/** The distance of looks at the event loop; what they show includes it. */
const resolutionMs = 2;

/** Begins to watch this process. */
export function watchSelf(): () => GeneratorLoad {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  const cpu = process.cpuUsage();
  const begun = performance.now();
  return () => {
    delay.disable();
    const { user, system } = process.cpuUsage(cpu);
    const lag = delay.percentile(99) / 1e6 - resolutionMs;
    return {
      cpuShare: (user + system) / 1000 / (performance.now() - begun),
      loopLagP99Ms: Math.max(0, lag),
    };
  };
}
