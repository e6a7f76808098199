import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';

import { findFreePort } from '../support/servers/free-port.js';
import { JsonParticipant } from '../support/clients/json-participant.js';
import { isInstalled } from '../support/servers/program.js';
import { parseQuery } from '../support/documents/promql.js';
import { adapt, readmeBlock } from '../../bench/documents/readme.js';
import { scrape } from '../support/clients/scrape.js';
import { startServer, type TestServer } from '../support/servers/server.js';

const configuration = readmeBlock('src/ops/README.md', 'Metrics', 'yaml');
const alerts = readmeBlock('src/ops/README.md', 'Alerts', 'yaml');
const patienceMs = 45_000;

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-prometheus-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Asks Prometheus; the answer is judged by the schema. */
type Ask = <T>(path: string, schema: z.ZodType<T>) => Promise<T>;

/** Starts Prometheus, as the README sets it up, and waits until it has seen the server. */
async function watch({ addresses }: TestServer): Promise<Ask> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'callboard-alerts.yml'), alerts);
  // Rules have a pace of their own, of a minute.
  const pace = '500ms\n  evaluation_interval: 500ms';
  const faster = { '15s': pace, '127.0.0.1:9464': new URL(addresses.ops?.url ?? '').host };
  writeFileSync(join(folder, 'prometheus.yml'), adapt(configuration, faster));
  const address = `127.0.0.1:${String(await findFreePort())}`;
  const args = [`--config.file=${folder}/prometheus.yml`, `--storage.tsdb.path=${folder}/data`];
  const prometheus = spawn('prometheus', [...args, `--web.listen-address=${address}`], {
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => prometheus.once('exit', resolve));
  onTestFinished(async () => {
    prometheus.kill();
    await ended;
  });
  const ask: Ask = async (path, schema) => {
    const response = await fetch(`http://${address}/api/v1/${path}`);
    const answer = z.object({ status: z.literal('success'), data: schema });
    return answer.parse(await response.json()).data;
  };
  // Rates need two scrapes.
  const query = encodeURIComponent('sum_over_time(up{job="callboard"}[1m]) >= 2');
  const something = vectorSchema.refine(({ result }) => result.length > 0);
  await vi.waitFor(() => ask(`query?query=${query}`, something), { timeout: patienceMs });
  return ask;
}

const vectorSchema = z.object({
  result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })),
});

const dashboardSchema = z.object({
  panels: z.array(z.object({ targets: z.array(z.object({ expr: z.string() })).default([]) })),
});

function dashboardQueries(): readonly string[] {
  const path = new URL('../../src/ops/grafana-dashboard.json', import.meta.url);
  const { panels } = dashboardSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const queries = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  return queries.map((query) =>
    query.replaceAll('$__rate_interval', '1m').replaceAll(/\$(job|instance)/g, '.+'),
  );
}

const rulesSchema = z.object({
  groups: z.array(z.object({ rules: z.array(z.object({ name: z.string(), health: z.string() })) })),
});

describe('the alerts of the README', () => {
  const expressions = Array.from(alerts.matchAll(/expr: (.*)/g), ([, expr = '']) => expr);

  it('ask for metrics that there are, with labels that they have', async () => {
    const { series } = await scrape(await startServer({ opsPort: 0 }));
    expect(expressions.length).toBeGreaterThan(5);
    for (const { selectors } of expressions.map(parseQuery)) {
      for (const { name, labels } of selectors.filter(({ name }) => name !== 'up')) {
        const found = series.filter((one) => one.name === name);
        expect(found.length, name).toBeGreaterThan(0);
        const known = [...found.flatMap((one) => Object.keys(one.labels)), 'job', 'instance'];
        expect(known, name).toEqual(expect.arrayContaining([...labels]));
      }
    }
  });
});

describe.runIf(isInstalled('prometheus', 'prometheus'))(
  'Prometheus, as the README sets it up',
  () => {
    it('finds nothing wrong with the names and texts of the metrics', async () => {
      const server = await startServer();
      const file = join(temporaryFolder(), 'metrics');
      writeFileSync(file, await server.callboard.metrics());
      const run = promisify(execFile);
      const { stdout, stderr } = await run('sh', ['-c', 'promtool check metrics < "$0"', file]);
      expect(stdout + stderr).toBe('');
    });

    it('sees the server, can show the dashboard and evaluates the alerts', async () => {
      const server = await startServer({ opsPort: 0 });
      const ann = await JsonParticipant.join(server.json.url, 'r', 'ann');
      ann.act('chat-message', { content: 'hello' });
      await ann.unread();
      const ask = await watch(server);
      const joins = await ask(
        'query?query=callboard_joins_total%7Bprotocol="json"%7D',
        vectorSchema,
      );
      expect(joins.result).toMatchObject([{ value: [expect.any(Number), '1'] }]);
      for (const query of dashboardQueries()) {
        const answer = z.object({ result: z.array(z.unknown()) });
        const { result } = await ask(`query?query=${encodeURIComponent(query)}`, answer);
        // What is 0 is left out where there are many.
        if (!query.endsWith('> 0')) expect(result.length, query).toBeGreaterThan(0);
      }
      const { groups } = await vi.waitFor(
        async () => {
          const rules = await ask('rules', rulesSchema);
          expect(rules.groups[0]?.rules.map(({ health }) => health)).not.toContain('unknown');
          return rules;
        },
        { timeout: patienceMs },
      );
      const rules = groups.flatMap((group) => group.rules);
      expect(rules.length).toBe(alerts.match(/alert:/g)?.length);
      expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
    });
  },
);
