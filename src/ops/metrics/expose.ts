import { Counter, Gauge, type Histogram, type Registry } from 'prom-client';

import type { MetricDefinition } from './definitions.js';
import type { Distribution } from './distribution.js';

/** The value of one series at the moment of asking. */
export interface Reading<Value> {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: Value;
}

/** Reads all series of a metric; asked at each scrape. */
export type Reader<Value> = () => readonly Reading<Value>[];

/** Shows numbers that are counted elsewhere. */
export function exposeNumbers(
  registry: Registry,
  { name, type, labels, help }: MetricDefinition,
  read: Reader<number>,
): void {
  const configuration = { name, help, labelNames: labels, registers: [registry] };
  if (type === 'counter') {
    new Counter({
      ...configuration,
      collect() {
        this.reset();
        for (const reading of read()) this.inc(reading.labels, reading.value);
      },
    });
    return;
  }
  new Gauge({
    ...configuration,
    collect() {
      this.reset();
      for (const reading of read()) this.set(reading.labels, reading.value);
    },
  });
}

/**
 * Shows distributions that are measured elsewhere. The library's own histogram
 * takes its measures one by one, each at twenty times what adding it up costs.
 */
export function exposeDistributions(
  registry: Registry,
  { name, type, help }: MetricDefinition,
  read: Reader<Distribution>,
): void {
  const head = { name, type, help, aggregator: 'sum' };
  const get = () =>
    Promise.resolve({ ...head, values: read().flatMap((reading) => seriesOf(name, reading)) });
  // All that a registry asks of a metric is its name and what it has; its types ask for more.
  registry.registerMetric({ ...head, get } as unknown as Histogram);
}

function seriesOf(name: string, { labels, value: distribution }: Reading<Distribution>) {
  const counts = distribution.cumulativeCounts;
  const total = counts.at(-1) ?? 0;
  const buckets = [...distribution.bounds, '+Inf'].map((le, index) => ({
    metricName: `${name}_bucket`,
    labels: { ...labels, le },
    value: counts[index] ?? total,
  }));
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: distribution.sum },
    { metricName: `${name}_count`, labels, value: total },
  ];
}
