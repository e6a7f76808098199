import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise, type ICruiseResult, type IViolation } from 'dependency-cruiser';
import { afterAll, describe, expect, it } from 'vitest';

import config, { rows } from '../.dependency-cruiser.js';
import { cycleIn, importGraph } from './support/documents/import-map.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** One file of each kind that somebody might import. */
const modules = [
  'src/errors/catalogue.ts',
  'src/grant.ts',
  'src/package.ts',
  'src/protocol.ts',
  'src/index.ts',
  'src/cli/main.ts',
  'src/server/server.ts',
  'src/rooms/commands.ts',
  'src/rooms/events.ts',
  'src/rooms/engine.ts',
  'src/backplane/backplane.ts',
  'src/backplane/memory.ts',
  'src/transport/port.ts',
  'src/transport/traffic.ts',
  'src/log/logger.ts',
  'src/ops/health.ts',
  'src/limits/admission.ts',
  'src/auth/keys.ts',
  'src/auth/verifier.ts',
  'src/settings/check.ts',
  'src/client/client.ts',
  'src/client/react/index.ts',
  'src/web/demo/page.ts',
  'protocols/index.ts',
  'protocols/json/index.ts',
  'protocols/json/frames.ts',
  'protocols/json/frames/chat.ts',
  'protocols/red5/index.ts',
  'protocols/examples/echo/index.ts',
  'test/support/helper.ts',
  'bench/flags.ts',
  'bench/plan/schedule.ts',
  'bench/plots/scale.ts',
  'bench/documents/readme.ts',
  'bench/baselines/request.ts',
  'bench/measuring/clock.ts',
  'bench/ledgers/chat-ledger.ts',
  'bench/clients/socket.ts',
  'bench/recordings/format.ts',
  'bench/crews/job.ts',
  'bench/scenarios/chat/scenario.ts',
  'bench/scenarios/index.ts',
  'bench/results/result.ts',
  'bench/report/page.ts',
  'bench/run/runner.ts',
  'bench/cli/options.ts',
  'bench/comparison/works.ts',
  'bench/rolling-restart/returns.ts',
  'bench/main.ts',
  'bench/worker.ts',
];

const packages = [
  'zod',
  'pino',
  'pino-pretty',
  'prom-client',
  'uWebSockets.js',
  'ipaddr.js',
  'jose',
  'preact',
  'react',
  'ws',
  'hdr-histogram-js',
  'prettier',
  'express',
];
const everything = [...modules, ...packages, 'node:fs'];

interface Permission {
  /** The modules that may be imported in full. */
  readonly may: readonly string[];
  /** The modules that may be imported as types alone. */
  readonly mayTypes?: readonly string[];
}

/** The table of import directions, by importer. What it does not name is refused. */
const table: Readonly<Record<string, Permission>> = {
  'src/errors/catalogue.ts': { may: [] },
  'src/grant.ts': { may: [] },
  'src/package.ts': { may: ['zod', 'node:fs'] },
  'src/protocol.ts': {
    may: ['src/errors/catalogue.ts'],
    mayTypes: ['src/grant.ts', 'src/rooms/commands.ts', 'src/rooms/events.ts'],
  },
  'src/rooms/importer.ts': {
    may: [
      'src/errors/catalogue.ts',
      'src/rooms/commands.ts',
      'src/rooms/events.ts',
      'src/rooms/engine.ts',
    ],
    mayTypes: ['src/backplane/backplane.ts'],
  },
  'src/backplane/importer.ts': {
    may: ['src/errors/catalogue.ts', 'src/backplane/backplane.ts', 'src/backplane/memory.ts'],
  },
  'src/limits/importer.ts': { may: ['src/errors/catalogue.ts', 'src/limits/admission.ts'] },
  'src/auth/importer.ts': {
    may: [
      'src/errors/catalogue.ts',
      'src/grant.ts',
      'src/auth/keys.ts',
      'src/auth/verifier.ts',
      'zod',
      'jose',
      'node:fs',
    ],
    mayTypes: ['src/protocol.ts'],
  },
  'src/log/importer.ts': { may: ['src/log/logger.ts', 'pino', 'pino-pretty', 'node:fs'] },
  'src/transport/importer.ts': {
    may: [
      'src/errors/catalogue.ts',
      'src/protocol.ts',
      'src/transport/port.ts',
      'src/transport/traffic.ts',
      'src/limits/admission.ts',
      'uWebSockets.js',
      'ipaddr.js',
      'node:fs',
    ],
  },
  'src/ops/importer.ts': {
    may: ['src/errors/catalogue.ts', 'src/ops/health.ts', 'prom-client', 'node:fs'],
    mayTypes: ['src/protocol.ts', 'src/transport/traffic.ts'],
  },
  'src/settings/importer.ts': {
    may: [
      'src/log/logger.ts',
      'src/auth/keys.ts',
      'src/settings/check.ts',
      'protocols/index.ts',
      'zod',
      'ipaddr.js',
      'node:fs',
    ],
  },
  'src/server/importer.ts': {
    may: [
      'src/errors/catalogue.ts',
      'src/grant.ts',
      'src/package.ts',
      'src/protocol.ts',
      'src/server/server.ts',
      'src/rooms/commands.ts',
      'src/rooms/events.ts',
      'src/rooms/engine.ts',
      'src/backplane/backplane.ts',
      'src/backplane/memory.ts',
      'src/transport/port.ts',
      'src/transport/traffic.ts',
      'src/log/logger.ts',
      'src/ops/health.ts',
      'src/limits/admission.ts',
      'src/auth/keys.ts',
      'src/auth/verifier.ts',
      'src/settings/check.ts',
      'protocols/index.ts',
      'zod',
      'node:fs',
    ],
  },
  'src/index.ts': {
    may: [
      'src/errors/catalogue.ts',
      'src/server/server.ts',
      'src/log/logger.ts',
      'src/settings/check.ts',
    ],
  },
  'src/cli/importer.ts': {
    may: [
      'src/errors/catalogue.ts',
      'src/grant.ts',
      'src/package.ts',
      'src/index.ts',
      'src/cli/main.ts',
      'src/log/logger.ts',
      'src/auth/keys.ts',
      'src/auth/verifier.ts',
      'src/settings/check.ts',
      'node:fs',
    ],
  },
  'src/client/importer.ts': {
    may: ['src/client/client.ts'],
    mayTypes: ['protocols/json/frames.ts', 'src/errors/catalogue.ts'],
  },
  'src/client/react/importer.ts': {
    may: ['src/client/client.ts', 'src/client/react/index.ts', 'react'],
  },
  'src/web/console/importer.ts': {
    may: ['src/client/client.ts', 'src/client/react/index.ts', 'src/web/demo/page.ts', 'preact'],
  },
  'protocols/index.ts': {
    may: ['protocols/json/index.ts', 'protocols/red5/index.ts', 'protocols/examples/echo/index.ts'],
    mayTypes: ['src/protocol.ts'],
  },
  'protocols/json/importer.ts': {
    may: [
      'src/errors/catalogue.ts',
      'src/grant.ts',
      'src/protocol.ts',
      'protocols/json/index.ts',
      'protocols/json/frames.ts',
      'protocols/json/frames/chat.ts',
      'zod',
    ],
  },
  'protocols/red5/importer.ts': {
    may: [
      'src/errors/catalogue.ts',
      'src/grant.ts',
      'src/protocol.ts',
      'protocols/red5/index.ts',
      'zod',
    ],
  },
  'protocols/examples/echo/importer.ts': {
    may: ['src/protocol.ts', 'protocols/examples/echo/index.ts'],
  },
  'protocols/json/frames.ts': { may: [], mayTypes: ['protocols/json/frames/chat.ts'] },
  'protocols/json/frames/importer.ts': { may: ['protocols/json/frames/chat.ts'] },
  'bench/flags.ts': { may: ['zod'] },
  'bench/plan/importer.ts': { may: ['bench/plan/schedule.ts'] },
  'bench/plots/importer.ts': { may: ['bench/plots/scale.ts'] },
  'bench/documents/importer.ts': { may: ['bench/documents/readme.ts', 'node:fs'] },
  'bench/baselines/importer.ts': {
    may: ['bench/baselines/request.ts', 'uWebSockets.js', 'ws', 'node:fs'],
  },
  'bench/measuring/importer.ts': {
    may: ['bench/measuring/clock.ts', 'hdr-histogram-js', 'node:fs'],
    mayTypes: ['bench/plan/schedule.ts'],
  },
  'bench/ledgers/importer.ts': {
    may: ['bench/ledgers/chat-ledger.ts', 'bench/plan/schedule.ts'],
    mayTypes: ['bench/measuring/clock.ts'],
  },
  'bench/clients/importer.ts': {
    may: [
      'bench/clients/socket.ts',
      'bench/ledgers/chat-ledger.ts',
      'bench/measuring/clock.ts',
      'bench/plan/schedule.ts',
      'node:fs',
    ],
  },
  'bench/recordings/importer.ts': {
    may: [
      'bench/recordings/format.ts',
      'bench/clients/socket.ts',
      'bench/measuring/clock.ts',
      'zod',
      'node:fs',
    ],
    mayTypes: ['bench/plan/schedule.ts'],
  },
  'bench/crews/importer.ts': {
    may: [
      'bench/crews/job.ts',
      'bench/clients/socket.ts',
      'bench/measuring/clock.ts',
      'bench/plan/schedule.ts',
    ],
    mayTypes: ['bench/flags.ts'],
  },
  'bench/scenarios/chat/importer.ts': {
    may: [
      'bench/scenarios/chat/scenario.ts',
      'bench/clients/socket.ts',
      'bench/crews/job.ts',
      'bench/ledgers/chat-ledger.ts',
      'bench/measuring/clock.ts',
      'bench/plan/schedule.ts',
      'bench/recordings/format.ts',
      'src/errors/catalogue.ts',
    ],
    mayTypes: ['bench/flags.ts'],
  },
  'bench/scenarios/index.ts': {
    may: ['bench/scenarios/chat/scenario.ts'],
    mayTypes: ['bench/crews/job.ts', 'bench/flags.ts'],
  },
  'bench/results/importer.ts': {
    may: ['bench/results/result.ts', 'src/errors/catalogue.ts', 'zod', 'node:fs'],
    mayTypes: ['bench/flags.ts', 'bench/measuring/clock.ts'],
  },
  'bench/report/importer.ts': {
    may: [
      'bench/report/page.ts',
      'bench/measuring/clock.ts',
      'bench/plots/scale.ts',
      'bench/results/result.ts',
    ],
  },
  'bench/run/importer.ts': {
    may: [
      'bench/run/runner.ts',
      'bench/ledgers/chat-ledger.ts',
      'bench/measuring/clock.ts',
      'bench/results/result.ts',
      'bench/scenarios/index.ts',
      'ws',
      'zod',
      'node:fs',
    ],
    mayTypes: ['bench/crews/job.ts', 'bench/plan/schedule.ts', 'bench/flags.ts'],
  },
  'bench/cli/importer.ts': {
    may: [
      'bench/cli/options.ts',
      'bench/recordings/format.ts',
      'bench/flags.ts',
      'bench/scenarios/index.ts',
      'zod',
      'node:fs',
    ],
  },
  'bench/main.ts': {
    may: [
      'bench/cli/options.ts',
      'bench/report/page.ts',
      'bench/results/result.ts',
      'bench/run/runner.ts',
      'zod',
      'node:fs',
    ],
    mayTypes: ['bench/flags.ts'],
  },
  'bench/worker.ts': {
    may: [
      'bench/clients/socket.ts',
      'bench/crews/job.ts',
      'bench/measuring/clock.ts',
      'bench/scenarios/index.ts',
    ],
  },
  'bench/comparison/importer.ts': {
    may: [
      'bench/comparison/works.ts',
      'bench/documents/readme.ts',
      'bench/plots/scale.ts',
      'bench/results/result.ts',
      'prettier',
      'zod',
      'node:fs',
    ],
    mayTypes: ['bench/flags.ts'],
  },
  'bench/rolling-restart/importer.ts': {
    may: ['bench/rolling-restart/returns.ts', 'bench/documents/readme.ts', 'ws', 'node:fs'],
  },
};

const trees: string[] = [];

afterAll(() => {
  for (const tree of trees) rmSync(tree, { recursive: true });
});

/** Writes a tree of files and tells what the project's rules find wrong with it. */
async function violationsIn(files: Readonly<Record<string, string>>): Promise<IViolation[]> {
  const tree = mkdtempSync(join(tmpdir(), 'callboard-tree-'));
  trees.push(tree);
  const manifest = {
    dependencies: Object.fromEntries(packages.map((name) => [name, '1.0.0'])),
    devDependencies: { vitest: '1.0.0' },
  };
  write(tree, 'package.json', JSON.stringify(manifest));
  for (const name of packages) write(tree, `node_modules/${name}/index.js`, '');
  for (const [path, text] of Object.entries(files)) write(tree, path, text);
  return await violationsUnder(tree);
}

function write(tree: string, path: string, text: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), text);
}

async function violationsUnder(baseDir: string): Promise<IViolation[]> {
  const { forbidden, options } = config;
  const { output } = await cruise(['{src,protocols,test,bench}/**/*.{ts,tsx}'], {
    ...options,
    ...(forbidden === undefined ? {} : { ruleSet: { forbidden } }),
    validate: true,
    baseDir,
  });
  if (typeof output === 'string') throw new Error('expected a result, not a report');
  return (output satisfies ICruiseResult).summary.violations;
}

function importLine(from: string, to: string, keyword: 'import' | 'import type'): string {
  const relativePath = relative(dirname(from), to).replace(/[.]ts$/, '.js');
  const specifier = !modules.includes(to)
    ? to
    : relativePath.startsWith('.')
      ? relativePath
      : `./${relativePath}`;
  return `${keyword} { thing${String(everything.indexOf(to))} } from '${specifier}';`;
}

/** The imports that each importer of the table gets through with when it imports everything. */
async function permitted(keyword: 'import' | 'import type'): Promise<Map<string, string[]>> {
  const files: Record<string, string> = Object.fromEntries(modules.map((path) => [path, '']));
  const importers = Object.keys(table);
  for (const from of importers) {
    const wanted = everything.filter((to) => to !== from);
    files[from] = wanted.map((to) => importLine(from, to, keyword)).join('\n');
  }
  const violations = await violationsIn(files);
  const refused = violations.filter(({ rule }) => rule.name.includes('imports of'));
  return new Map(
    importers.map((from) => {
      const targets = refused.filter((violation) => violation.from === from).map(({ to }) => to);
      const isRefused = (to: string) =>
        targets.some((target) =>
          modules.includes(to)
            ? target === to
            : target.startsWith(`node_modules/${to}/`) || target === to.replace('node:', ''),
        );
      return [from, everything.filter((to) => to !== from && !isRefused(to))];
    }),
  );
}

describe('import directions', async () => {
  const values = await permitted('import');
  const types = await permitted('import type');

  for (const [from, { may, mayTypes = [] }] of Object.entries(table)) {
    it(`lets ${from} import exactly what its row names`, () => {
      expect(values.get(from)).toEqual(everything.filter((to) => may.includes(to)));
    });

    it(`lets ${from} import types of exactly what its row names`, () => {
      const allowed = everything.filter((to) => may.includes(to) || mayTypes.includes(to));
      expect(types.get(from)).toEqual(allowed);
    });
  }
});

describe('rules of the tree', () => {
  async function rulesBrokenBy(files: Readonly<Record<string, string>>): Promise<string[]> {
    return (await violationsIn(files)).map(({ rule }) => rule.name);
  }

  it('refuse a cycle, even one of types alone', async () => {
    const broken = await rulesBrokenBy({
      'src/rooms/a.ts': `import type { B } from './b.js'; export interface A { b: B }`,
      'src/rooms/b.ts': `import type { A } from './a.js'; export interface B { a: A }`,
    });
    expect(new Set(broken)).toEqual(new Set(['no-cycles']));
  });

  it('refuse a file that nobody imports and that imports nothing', async () => {
    expect(await rulesBrokenBy({ 'src/rooms/alone.ts': 'export const a = 1;' })).toEqual([
      'no-orphans',
    ]);
  });

  it('refuse a folder that the table does not know', async () => {
    const broken = await rulesBrokenBy({
      'src/errors/catalogue.ts': 'export const a = 1;',
      'src/unheard-of/a.ts': `import { a } from '../errors/catalogue.js'; a;`,
      'protocols/shared.ts': `import { a } from '../src/errors/catalogue.js'; a;`,
      'bench/loose.ts': `import { a } from '../src/errors/catalogue.js'; a;`,
    });
    expect(broken).toEqual([
      'every-file-has-a-row',
      'every-file-has-a-row',
      'every-file-has-a-row',
    ]);
  });

  it('refuse an import of what only tests have', async () => {
    const broken = await rulesBrokenBy({
      'test/support/helper.ts': `import '../../tsup.config.js';`,
      'tsup.config.ts': '',
      'bench/plan/a.ts': `import '../../test/support/helper.js';`,
    });
    expect(broken).toContain('tests-are-for-tests');
  });

  it('let folders import each other one way alone', () => {
    expect(cycleIn(importGraph(rows))).toBeNull();
  });

  it('stand after those that they let import', () => {
    const graph = importGraph(rows);
    const order = [...graph.keys()];
    const late = order.flatMap((folder, index) =>
      [...(graph.get(folder) ?? [])]
        .filter((imported) => order.indexOf(imported) > index)
        .map((imported) => `${folder} imports ${imported}`),
    );
    expect(late).toEqual([]);
  });

  it('would show folders that may import each other', () => {
    const cycle = cycleIn(
      importGraph([
        { of: 'src/a/', may: ['src/{b,c}/'] },
        { of: 'src/b/', mayTypes: ['src/c/seam.ts'] },
        { of: 'src/c/', may: ['src/*/things.ts'] },
      ]),
    );
    expect(cycle).toEqual(['src/a/', 'src/b/', 'src/c/', 'src/a/']);
  });

  it('refuse an import that leads nowhere', async () => {
    const broken = await rulesBrokenBy({ 'src/rooms/a.ts': `import './gone.js';` });
    expect(broken).toContain('resolvable');
  });

  it('refuse packages that are there for development alone', async () => {
    const broken = await rulesBrokenBy({
      'node_modules/vitest/index.js': '',
      'src/server/server.ts': `import 'vitest';`,
    });
    expect(broken).toContain('no-development-packages');
  });

  it('are kept by the project itself', async () => {
    const violations = await violationsUnder(root);
    expect(violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  });
});
