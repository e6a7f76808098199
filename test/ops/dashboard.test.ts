import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { metricDefinitions } from '../../src/ops/metrics/definitions.js';
import { parseQuery, type Query } from '../support/documents/promql.js';
import { scrape, type Scrape, scrapeUntil } from '../support/clients/scrape.js';
import { startServer } from '../support/servers/server.js';

const panelSchema = z.object({
  id: z.number(),
  type: z.string(),
  title: z.string().min(1),
  description: z.string().min(1).optional(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  fieldConfig: z.object({ defaults: z.object({ unit: z.string().optional() }) }).optional(),
  options: z.object({ yAxis: z.object({ unit: z.string() }).optional() }).optional(),
  datasource: z.object({ uid: z.string() }).optional(),
  targets: z.array(z.object({ expr: z.string(), legendFormat: z.string() })).default([]),
});
const dashboardSchema = z.object({
  templating: z.object({ list: z.array(z.object({ name: z.string(), query: z.unknown() })) }),
  panels: z.array(panelSchema),
});

const path = new URL('../../src/ops/grafana-dashboard.json', import.meta.url);
const dashboard = dashboardSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
const charts = dashboard.panels.filter(({ type }) => type !== 'row');

/** As Grafana would: its variables stand where PromQL has durations and texts. */
function filledIn(expr: string): string {
  return expr.replaceAll('$__rate_interval', '1m').replaceAll(/\$\w+/g, 'x');
}

const queries = charts.flatMap(({ title, targets }) =>
  targets.map(({ expr, legendFormat }) => ({
    title,
    expr,
    legendFormat,
    query: parseQuery(filledIn(expr)),
  })),
);

/** The labels that Prometheus adds to each series that it scrapes. */
const scrapeLabels = ['job', 'instance'];

/** The labels that a metric comes with in a scrape; undefined: there is no such metric. */
function labelsIn({ series }: Scrape, name: string): readonly string[] | undefined {
  const found = series.filter((one) => one.name === name);
  if (found.length === 0) return undefined;
  return [...new Set(found.flatMap(({ labels }) => Object.keys(labels)))];
}

function namesIn({ selectors }: Query): readonly string[] {
  return selectors.map(({ name }) => name);
}

describe('the Grafana dashboard', () => {
  it('asks for metrics that a server has, with labels that they have', async () => {
    const server = await startServer({ opsPort: 0, bridgeRooms: true });
    // There is nothing to tell of the garbage collector before it has run.
    const litter: object[][] = [];
    const counted = await scrapeUntil(server, (counts) => {
      litter.push(Array.from({ length: 50_000 }, () => ({})));
      return labelsIn(counts, 'nodejs_gc_duration_seconds_sum') !== undefined;
    });
    expect(queries.length).toBeGreaterThan(40);
    for (const { expr, query, legendFormat } of queries) {
      const known = query.selectors.flatMap(({ name, labels }) => {
        const own = labelsIn(counted, name);
        expect(own, `${name} in ${expr}`).toBeDefined();
        const all = [...(own ?? []), ...scrapeLabels];
        expect(all, expr).toEqual(expect.arrayContaining([...labels]));
        return all;
      });
      expect(known, expr).toEqual(expect.arrayContaining([...query.grouping]));
      const shown = Array.from(legendFormat.matchAll(/{{(\w+)}}/g), ([, label = '']) => label);
      const isGrouped = query.grouping.length > 0;
      expect(isGrouped ? query.grouping : known, expr).toEqual(expect.arrayContaining(shown));
    }
  });

  it('asks for values of labels that there are', async () => {
    const counted = await scrape(await startServer({ opsPort: 0 }));
    const pairs = queries.flatMap(({ expr }) => [...expr.matchAll(/(\w+)="(\w+)"/g)]);
    expect(pairs.length).toBeGreaterThan(0);
    for (const [, label = '', value = ''] of pairs) {
      const values = counted.series.map(({ labels }) => labels[label]);
      expect(values, `${label}="${value}"`).toContain(value);
    }
  });

  it('shows every metric of Callboard', () => {
    const shown = new Set(queries.flatMap(({ query }) => namesIn(query)));
    const missing = Object.values(metricDefinitions).filter(({ name, type }) => {
      return !shown.has(type === 'histogram' ? `${name}_bucket` : name);
    });
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it('looks at rates of what only rises, and at nothing else in that way', () => {
    for (const { expr, query } of queries) {
      const counters = namesIn(query).filter((name) => /_(total|bucket|sum|count)$/.test(name));
      const rates = expr.match(/\b(rate|increase)\(/g) ?? [];
      expect(rates.length, expr).toBe(counters.length);
    }
  });

  it('lets one choose data source, job and instance, and holds to that everywhere', () => {
    const names = dashboard.templating.list.map(({ name }) => name);
    expect(names).toEqual(['datasource', 'job', 'instance']);
    for (const { datasource } of charts) expect(datasource).toEqual({ uid: '${datasource}' });
    for (const { expr, query } of queries) {
      const held = expr.match(/job=~"\$job", instance=~"\$instance"/g) ?? [];
      expect(held.length, expr).toBe(query.selectors.length);
    }
  });

  it('says of each panel what it shows, in which unit', () => {
    for (const { title, description, fieldConfig, options } of charts) {
      expect(description, title).toBeDefined();
      expect(fieldConfig?.defaults.unit ?? options?.yAxis?.unit, title).toBeDefined();
    }
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });

  it('has no panels that lie on each other or beyond the edge', () => {
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => {
        return [x + (index % w), y + Math.floor(index / w)] as const;
      }),
    );
    expect(new Set(cells.map(String)).size).toBe(cells.length);
    expect(cells.filter(([column]) => column >= 24)).toEqual([]);
  });
});
