import { readFileSync } from 'node:fs';

import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

import { browser, core, notFast, slow } from '../.ci/test-lists.mjs';
import manifest from '../package.json' with { type: 'json' };
import { documents, readDocument } from './support/documents/markdown.js';
import { projectPath } from './support/servers/program.js';

const scripts: Readonly<Record<string, string>> = manifest.scripts;
const read = (path: string): string => readFileSync(projectPath(path), 'utf8');
const filesOf = (patterns: readonly string[]): readonly string[] =>
  globSync([...patterns], { cwd: projectPath('.'), dot: true });

const workflowPaths = filesOf(['.github/workflows/*.yml']);
const formPaths = filesOf(['.github/ISSUE_TEMPLATE/*.yml']);

/** The scripts that a text tells somebody to run. */
function scriptsIn(text: string): readonly string[] {
  const named = Array.from(text.matchAll(/\bnpm run (?:-s )?([\w:-]+)/g), ([, name = '']) => name);
  const short = Array.from(text.matchAll(/\bnpm (test|start)\b/g), ([, name = '']) => name);
  return [...named, ...short];
}

const workflow = z.object({
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.object({
      'runs-on': z.string(),
      container: z.string().optional(),
      'timeout-minutes': z.number(),
      permissions: z.record(z.string(), z.string()).optional(),
      strategy: z.object({ matrix: z.object({ node: z.array(z.number()) }) }).optional(),
      steps: z.array(
        z.object({
          uses: z.string().optional(),
          run: z.string().optional(),
          with: z.record(z.string(), z.unknown()).optional(),
        }),
      ),
    }),
  ),
});

const form = z.object({
  name: z.string(),
  description: z.string(),
  body: z.array(z.object({ type: z.enum(['textarea', 'input']), id: z.string() })),
});

describe('the scripts of package.json', () => {
  it('are there, whichever a document, a workflow or another script names', () => {
    const texts = [
      ...documents.map((path) => readDocument(path)),
      ...workflowPaths.map(read),
      read('.ci/run'),
      ...Object.values(scripts),
    ];
    const named = new Set(texts.flatMap(scriptsIn));
    expect(named.size).toBeGreaterThan(10);
    expect([...named].filter((name) => !(name in scripts))).toEqual([]);
  });

  it('are named somewhere, unless npm itself calls them', () => {
    const texts = [...documents.map((path) => readDocument(path)), ...Object.values(scripts)];
    const named = new Set(texts.flatMap(scriptsIn));
    const isHook = (name: string): boolean => /^(?:pre|post)/.test(name);
    const unknown = Object.keys(scripts).filter((name) => !named.has(name) && !isHook(name));
    expect(unknown).toEqual([]);
  });
});

describe('the lists of tests', () => {
  it('have each test file once', () => {
    const all = filesOf(['test/**/*.test.ts']);
    const listed = [core, slow, browser].flatMap(filesOf);
    expect(new Set(listed).size).toBe(listed.length);
    expect(listed.filter((path) => !all.includes(path))).toEqual([]);
    expect([...notFast].toSorted()).toEqual([...core, ...slow, ...browser].toSorted());
  });

  it('name nothing that is not there', () => {
    for (const pattern of notFast) expect(filesOf([pattern]), pattern).not.toEqual([]);
  });
});

describe('the workflows', () => {
  const supported = manifest.engines.node.match(/\d+(?=\.\d+\.\d+)/g)?.map(Number) ?? [];

  it.each(workflowPaths)('%s may do no more than it must, and ends in time', (path) => {
    const { permissions, jobs } = workflow.parse(parse(read(path)));
    expect(permissions).toEqual({ contents: 'read' });
    for (const job of Object.values(jobs)) {
      const more = Object.entries(job.permissions ?? {}).filter(([, right]) => right === 'write');
      expect(more).toEqual(path.endsWith('release.yml') ? [['id-token', 'write']] : []);
      expect(job['timeout-minutes']).toBeLessThanOrEqual(90);
      const actions = job.steps.flatMap(({ uses }) => uses ?? []);
      expect(actions.filter((action) => !/^actions\/[\w-]+@v\d+$/.test(action))).toEqual([]);
    }
  });

  it('try every Node that is supported, and no other', () => {
    const jobs = workflowPaths.flatMap((path) =>
      Object.values(workflow.parse(parse(read(path))).jobs),
    );
    const versions = jobs.flatMap(({ container, strategy, steps }) => [
      ...(container === undefined ? [] : [Number(/^node:(\d+)-/.exec(container)?.[1])]),
      ...(strategy?.matrix.node ?? []),
      ...steps.flatMap((step) => step.with?.['node-version'] ?? []),
    ]);
    const tried = new Set(versions.filter((version) => typeof version === 'number'));
    expect([...tried].toSorted()).toEqual(supported);
  });

  it('publish with provenance what was tried in the same run', () => {
    const jobs = Object.values(workflow.parse(parse(read('.github/workflows/release.yml'))).jobs);
    const commands = jobs.flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    const published = commands.findIndex((command) => command.startsWith('npm publish'));
    expect(commands[published]).toContain('--provenance');
    const tried = commands.findIndex((command) => command.endsWith('.ci/run'));
    expect(tried).toBeGreaterThanOrEqual(0);
    expect(tried).toBeLessThan(published);
  });
});

it('the settings beside the workflows and forms can be read', () => {
  const version = z.object({ version: z.literal(2), updates: z.array(z.object({})).min(2) });
  expect(version.safeParse(parse(read('.github/dependabot.yml'))).success).toBe(true);
  const links = z.object({ contact_links: z.array(z.object({ url: z.url() })).min(1) });
  const config = parse(read('.github/ISSUE_TEMPLATE/config.yml')) as unknown;
  expect(links.safeParse(config).success).toBe(true);
});

describe('the forms for issues', () => {
  it.each(formPaths.filter((path) => !path.endsWith('config.yml')))(
    '%s can be filled in',
    (path) => {
      const { body } = form.parse(parse(read(path)));
      const ids = body.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).not.toEqual([]);
    },
  );
});
