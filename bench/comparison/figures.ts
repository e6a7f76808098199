import type { BenchResult } from '../results/result.js';

/** The figures that are compared, each taken from a run; null where the run does not show it. */
export const figures = {
  'CPU per delivery': ({ server }: BenchResult) => server?.cpuMicrosPerDelivery ?? null,
  CPU: ({ server }: BenchResult) => server?.cpuSeconds ?? null,
  bytes: ({ bytes }: BenchResult) => bytes,
  /** In ms, where everything is due at the start: until the last has seen the last change. */
  'time until all agree': ({ convergence }: BenchResult) =>
    convergence.count === 0 ? null : convergence.max,
  'p99 of delivery': ({ delivery }: BenchResult) => delivery.p99,
  'memory per connection': ({ server }: BenchResult) => server?.rssBytesPerConnection ?? null,
} as const satisfies Record<string, (result: BenchResult) => number | null>;

export type Figure = keyof typeof figures;

export const figureNames = Object.keys(figures) as readonly Figure[];
