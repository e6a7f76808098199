/** The plots of one run, or of two side by side. */

import { Times } from '../measuring/histogram.js';
import { type Line, linePlot } from '../plots/line-plot.js';
import type { Markup } from '../plots/markup.js';
import { exactScale, fittingScale, linearScale, percentileScale } from '../plots/scale.js';
import type { BenchResult } from '../results/result.js';

/** A run and what it is called where there are two. */
export interface NamedRun {
  readonly name: string;
  readonly result: BenchResult;
}

interface NamedTimes {
  readonly name: string;
  /** Encoded. */
  readonly histogram: string;
}

const emptyText = 'nothing was timed';
const notSampled = 'the server’s process was not sampled';
const markedPercentiles = [50, 90, 99, 99.9];
/** Points of a percentile curve for each nine. */
const pointsPerNine = 25;
/** Over less than this, CPU time says little. */
const leastSpanMs = 250;

/** @param runs one, or two that each get a line in every plot */
export function figuresOf(runs: readonly NamedRun[]): readonly Markup[] {
  const [run, ...others] = runs;
  if (run === undefined) return [];
  const pick = (which: 'deliveryHistogram' | 'convergenceHistogram'): NamedTimes[] =>
    runs.map(({ name, result }) => ({ name, histogram: result[which] }));
  const convergence = pick('convergenceHistogram');
  const percentiles =
    others.length > 0
      ? [
          percentilePlot('Delivery', pick('deliveryHistogram')),
          percentilePlot('Convergence', convergence),
        ]
      : [percentilePlot('Delivery and convergence', timesOf(run.result))];
  return [
    ...percentiles,
    convergedPlot(convergence),
    deliveriesPlot(runs),
    cpuPlot(runs),
    memoryPlot(runs),
  ];
}

function timesOf(result: BenchResult): NamedTimes[] {
  return [
    { name: 'delivery to one', histogram: result.deliveryHistogram },
    { name: 'convergence to all', histogram: result.convergenceHistogram },
  ];
}

/** As HdrHistogram shows them: how long it took in so many of a hundred cases. */
function percentilePlot(title: string, times: readonly NamedTimes[]): Markup {
  const decoded = times.map(({ name, histogram }) => ({ name, times: Times.decode(histogram) }));
  const lines = decoded.map((one) => percentileLine(one.name, one.times));
  const count = Math.max(...decoded.map((one) => one.times.percentiles().count));
  const scale = fittingScale(lines.flatMap(({ points }) => points.map(([, ms]) => ms)));
  return linePlot({
    title: `${title}: percentiles of time`,
    x: { label: 'percentile', scale: percentileScale(count) },
    y: { label: scale.isLog ? 'ms, each line ten times the last' : 'ms', scale },
    lines,
    emptyText,
  });
}

function percentileLine(name: string, times: Times): Line {
  const { count } = times.percentiles();
  if (count === 0) return { name, points: [] };
  const steps = Math.ceil(Math.log10(count) * pointsPerNine);
  const percentiles = Array.from(
    { length: steps },
    (_, step) => 100 - 100 / 10 ** (step / pointsPerNine),
  );
  const ends = [...percentiles, 100 - 100 / count];
  return {
    name,
    points: ends.map((percentile) => [percentile, times.at(percentile)]),
    marks: markedPercentiles
      .filter((percentile) => 100 - 100 / count >= percentile)
      .map((percentile) => {
        const ms = times.at(percentile);
        return { x: percentile, y: ms, text: `${name}: p${percentile} ${ms.toFixed(2)} ms` };
      }),
  };
}

/** A plot of the share that had been seen by everybody after so long. */
function convergedPlot(runs: readonly NamedTimes[]): Markup {
  const lines = runs.map(({ name, histogram }): Line => {
    const times = Times.decode(histogram);
    if (times.percentiles().count === 0) return { name, points: [] };
    const shares = Array.from({ length: 101 }, (_, percent) => percent);
    return {
      name,
      points: [[0, 0], ...shares.map((percent) => [times.at(percent), percent] as const)],
    };
  });
  const scale = fittingScale(lines.flatMap(({ points }) => points.slice(1).map(([ms]) => ms)));
  return linePlot({
    title: 'Convergence: seen by everybody after …',
    x: { label: scale.isLog ? 'ms (logarithmic)' : 'ms', scale },
    y: { label: '% of all changes', scale: linearScale([100]) },
    lines,
    emptyText,
  });
}

function deliveriesPlot(runs: readonly NamedRun[]): Markup {
  const lines = runs.map(({ name, result }): Line => {
    const { deliveriesPerSecond, tookMs } = result;
    const counts = deliveriesPerSecond.map((count, second) => [second, count] as const);
    const last = counts.at(-1);
    // The last second of a run is seldom a whole one.
    const end = Math.max(last?.[0] ?? 0, Math.min(counts.length, tookMs / 1000));
    return { name, points: last === undefined ? [] : [...counts, [end, last[1]]] };
  });
  return linePlot({
    title: 'Deliveries over time',
    x: secondsAxis(runs),
    y: {
      label: 'deliveries in each second',
      scale: linearScale(lines.flatMap(({ points }) => points.map(([, count]) => count))),
    },
    lines,
    isStepped: true,
    emptyText: 'nothing was delivered',
  });
}

function cpuPlot(runs: readonly NamedRun[]): Markup {
  const lines = runs.map(({ name, result }): Line => {
    const samples = apart(result.server?.samples ?? []);
    const shares = samples.slice(1).map(({ atMs, cpuSeconds }, index) => {
      const before = samples[index] ?? { atMs, cpuSeconds };
      const seconds = Math.max(1e-3, (atMs - before.atMs) / 1000);
      return [before.atMs / 1000, (100 * (cpuSeconds - before.cpuSeconds)) / seconds] as const;
    });
    const [end, last] = [samples.at(-1), shares.at(-1)];
    const points =
      end === undefined || last === undefined
        ? []
        : [...shares, [end.atMs / 1000, last[1]] as const];
    return { name, points };
  });
  return linePlot({
    title: 'Server: CPU',
    x: secondsAxis(runs),
    y: {
      label: '% of one core',
      scale: linearScale(lines.flatMap(({ points }) => points.map(([, share]) => share))),
    },
    lines,
    isStepped: true,
    emptyText: notSampled,
  });
}

/** Without the last but one where it is close to the last: CPU time is counted in ticks of 10 ms. */
function apart<T extends { readonly atMs: number }>(samples: readonly T[]): readonly T[] {
  const [before, last] = samples.slice(-2);
  if (before === undefined || last === undefined || samples.length < 3) return samples;
  return last.atMs - before.atMs < leastSpanMs ? [...samples.slice(0, -2), last] : samples;
}

function memoryPlot(runs: readonly NamedRun[]): Markup {
  const lines = runs.map(({ name, result }): Line => {
    const samples = result.server?.samples ?? [];
    return { name, points: samples.map(({ atMs, rssBytes }) => [atMs / 1000, rssBytes / 1e6]) };
  });
  return linePlot({
    title: 'Server: memory',
    x: secondsAxis(runs),
    y: {
      label: 'MB in RAM',
      scale: linearScale(lines.flatMap(({ points }) => points.map(([, megabytes]) => megabytes))),
    },
    lines,
    emptyText: notSampled,
  });
}

function secondsAxis(runs: readonly NamedRun[]) {
  const end = Math.max(...runs.map(({ result }) => result.tookMs / 1000));
  return { label: 'seconds since the start', scale: exactScale(end) };
}
