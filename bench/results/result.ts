/** The result of a run, as it is written to a file and read back for comparison. */

import { z } from 'zod';

const percentiles = z.object({
  count: z.number(),
  mean: z.number(),
  p50: z.number(),
  p90: z.number(),
  p99: z.number(),
  p999: z.number(),
  max: z.number(),
});

const rampSchema = z.object({
  steps: z.array(
    z.object({
      /** Messages a second in each room. */
      rate: z.number(),
      deliveriesPerSecond: z.number(),
      p50Ms: z.number(),
      p99Ms: z.number(),
      convergenceP99Ms: z.number(),
      /** Of one core; null if the server was not sampled. */
      serverCpuShare: z.number().nullable(),
      cpuMicrosPerDelivery: z.number().nullable(),
      /** Of the busiest generator. */
      generatorCpuShare: z.number(),
      /** Whether the generator was not the limit. */
      isValid: z.boolean(),
      /** Why it was too much; null if it was not. */
      broke: z.string().nullable(),
    }),
  ),
  /** Its place among the steps; null if even the first was too much. */
  lastGood: z.number().nullable(),
  ended: z.enum(['latency', 'loss', 'generator', 'steps', 'interrupted']),
});

export const resultSchema = z.object({
  kind: z.literal('callboard-bench'),
  /** Of Callboard, and the commit it was built from if that is known. */
  version: z.string(),
  commit: z.string().nullable(),
  startedAt: z.string(),
  node: z.string(),
  machine: z.object({
    system: z.string(),
    cpu: z.string(),
    cores: z.number(),
    memoryBytes: z.number(),
    /** Processes that wanted to run when the run began, over a minute. */
    loadAverage: z.number(),
  }),
  /** Every flag in effect, the seed among them. */
  settings: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Which cores were whose, by the system's numbers; null if everything ran anywhere. */
  pinning: z.object({ server: z.number(), generators: z.array(z.number()) }).nullish(),
  generator: z.object({
    workers: z.number(),
    /** CPU time for each frame, in µs; null if it was not measured. */
    microsPerFrame: z.number().nullable(),
    loads: z.array(z.object({ cpuShare: z.number(), loopLagP99Ms: z.number() })),
    /** The rate that was sent, as a share of the rate that was to be. */
    achievedRate: z.number(),
  }),
  /** Why the generator, and not the server, was what was measured; empty if it was not. */
  invalid: z.array(z.string()),
  /** The faults of the server, in sentences; empty if there are none. */
  wrong: z.array(z.string()),
  interrupted: z.boolean(),
  sent: z.number(),
  expected: z.number(),
  deliveries: z.number(),
  bytes: z.number(),
  lost: z.number(),
  doubled: z.number(),
  reordered: z.number(),
  foreign: z.number(),
  wrongRooms: z.number(),
  disagreeing: z.number(),
  complaints: z.record(z.string(), z.number()),
  /** The other counts of the scenario, by name; see outcomes.ts. */
  outcomes: z.record(z.string(), z.number()).optional(),
  /** In ms. */
  delivery: percentiles,
  convergence: percentiles,
  lateness: percentiles,
  /** Encoded (HdrHistogram V2, compressed, base64), in µs. */
  deliveryHistogram: z.string(),
  convergenceHistogram: z.string(),
  /** The time the measured part took, until nothing more came. */
  tookMs: z.number(),
  deliveriesPerSecond: z.array(z.number()),
  /** Of a ramp alone: all else is of its last good step. */
  ramp: rampSchema.optional(),
  server: z
    .object({
      cpuSeconds: z.number(),
      cpuMicrosPerDelivery: z.number().nullable(),
      rssBytesBefore: z.number(),
      rssBytesPeak: z.number(),
      /** Of the connections that were open when the measured part began. */
      rssBytesPerConnection: z.number().nullable(),
      samples: z.array(
        z.object({ atMs: z.number(), cpuSeconds: z.number(), rssBytes: z.number() }),
      ),
    })
    .nullable(),
});

export type BenchResult = z.output<typeof resultSchema>;

/** 0 right and valid, 3 wrong, 4 invalid, 130 interrupted. */
export function exitCodeOf({ wrong, invalid, interrupted }: BenchResult): number {
  if (wrong.length > 0) return 3;
  if (interrupted) return 130;
  return invalid.length > 0 ? 4 : 0;
}
