/** The record of a comparison, as it is kept beside the README that shows it. */

import { z } from 'zod';

import type { BenchResult } from '../results/result.js';
import { type Figure, figureNames, figures } from './figures.js';

const runSchema = z.object({
  /** By name; null where the run did not show it. */
  figures: z.record(z.string(), z.number().nullable()),
  invalid: z.array(z.string()),
});

/** One work, by contender, a run a round. */
const workSchema = z.object({
  measuredAt: z.string(),
  commit: z.string().nullable(),
  node: z.string(),
  machine: z.object({ system: z.string(), cpu: z.string(), cores: z.number() }),
  runs: z.record(z.string(), z.array(runSchema)),
});

export const recordSchema = z.record(z.string(), workSchema);

export type ComparisonRecord = z.output<typeof recordSchema>;
export type WorkRecord = z.output<typeof workSchema>;
export type RunRecord = z.output<typeof runSchema>;

/** Picks what is kept of a run. */
export function runRecord(result: BenchResult): RunRecord {
  return {
    figures: Object.fromEntries(figureNames.map((name) => [name, figures[name](result)])),
    invalid: result.invalid,
  };
}

/** A figure of a contender, round by round. */
export function seriesOf(
  work: WorkRecord,
  contender: string,
  figure: Figure,
): readonly (number | null)[] {
  return (work.runs[contender] ?? []).map((run) => run.figures[figure] ?? null);
}
