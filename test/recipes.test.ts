import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readDocument } from './support/documents/markdown.js';
import { projectPath } from './support/servers/program.js';

const handbook = readDocument('.github/CONTRIBUTING.md');

/** All that a build, a report and the tests of tables need. */
const copied = readdirSync(projectPath('.')).filter(
  (name) => !['.git', '.cache', 'coverage', 'dist', 'node_modules'].includes(name),
);

interface Recipe {
  /** The number of files in its heading. */
  readonly promised: number;
  /** The files that its steps name, in order. */
  readonly files: readonly string[];
}

/** The steps of a recipe that are commands. */
interface Steps {
  /** The test that writes a table with `-u`. */
  readonly table: string;
  /** The tests that must fail until the others have been taken. */
  readonly noticed: readonly string[];
  readonly writers: readonly string[];
}

/** A recipe by its heading; what comes after its numbered steps is not part of it. */
function recipeOf(title: string): Recipe {
  const [, rest = ''] = handbook.split(`\n### ${title}: `);
  const [text = ''] = rest.split('\n### ');
  const steps = text.split('\n').filter((line) => /^\d+\. /.test(line));
  const files = steps
    // What is needed only under a condition is said after the first sentence.
    .map((step) => step.replace(/ If it may, .*$/, ''))
    .flatMap((step) => [...step.matchAll(/`((?:src|protocols|test|bench)\/[^`\s]+)`/g)])
    .map(([, path = '']) => path);
  return { promised: Number.parseInt(text, 10), files };
}

/** The files of a tree with their contents. */
function contentsOf(root: string): ReadonlyMap<string, string> {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (path) => !/^(?:node_modules|dist|[.]cache)(?:\/|$)/.test(path),
  );
  const files = paths.filter((path) => statSync(join(root, path)).isFile());
  return new Map(files.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

describe('a recipe of the handbook', () => {
  let copy = '';

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'callboard-recipe-'));
    for (const name of copied) {
      cpSync(projectPath(name), join(copy, name), { recursive: true });
    }
    symlinkSync(projectPath('node_modules'), join(copy, 'node_modules'));
  });

  afterAll(() => {
    rmSync(copy, { recursive: true });
  });

  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8', env: cleanEnvironment() });

  const insert = (path: string, before: string, text: string): void => {
    const source = readFileSync(join(copy, path), 'utf8');
    expect(source).toContain(before);
    writeFileSync(join(copy, path), source.replace(before, `${text}${before}`));
  };

  const testFile = (path: string, ...flags: readonly string[]) =>
    run('node_modules/vitest/vitest.mjs', 'run', path, ...flags);

  /**
   * Follows a recipe: changes the sources by hand, then lets the rest be written.
   * Before each of these steps the tests must miss it.
   *
   * @returns the files that are others now
   */
  const follow = (change: () => void, { table, noticed, writers }: Steps): readonly string[] => {
    const before = contentsOf(copy);
    change();
    expect(testFile(table).status).not.toBe(0);
    expect(testFile(table, '-u').status).toBe(0);
    expect(run('.ci/build.mjs')).toMatchObject({ status: 0, stderr: '' });
    for (const test of noticed) expect(testFile(test).status, test).not.toBe(0);
    for (const writer of writers) expect(run(writer)).toMatchObject({ status: 0, stderr: '' });
    const after = contentsOf(copy);
    return [...after.keys()].filter((path) => after.get(path) !== before.get(path)).toSorted();
  };

  it('for a setting touches the files that it names', () => {
    const { promised, files } = recipeOf('A setting');
    const touched = follow(
      () => {
        const table = 'src/settings/tables/rooms.ts';
        const field =
          '  /** The most words a day. Default: 7. */\n  readonly wordsPerDay: number;\n';
        insert(table, '}\n\nexport const roomSettings', field);
        const row = "  wordsPerDay: wholeNumber(0, 100, 7, 'The most words a day.'),\n";
        insert(table, '  duplicateUser: oneOf(', row);
      },
      {
        table: 'test/settings/readme.test.ts',
        noticed: ['test/api-reports.test.ts'],
        writers: ['.ci/api-reports.mjs'],
      },
    );
    expect(touched).toEqual(files.toSorted());
    expect(touched).toHaveLength(promised);
  });

  it('for an error code touches the files that it names', () => {
    const { promised, files } = recipeOf('An error code');
    const touched = follow(
      () => {
        const entry = "message: 'No words are left.', closeCode: null, retryable: false";
        insert('src/errors/catalogue.ts', "  'not-joined': {", `  'out-of-words': { ${entry} },\n`);
      },
      {
        table: 'test/protocols/readme.test.ts',
        noticed: ['test/protocols/json/asyncapi.test.ts', 'test/api-reports.test.ts'],
        writers: ['.ci/protocol-docs.mjs', '.ci/api-reports.mjs'],
      },
    );
    expect(touched).toEqual(files.toSorted());
    expect(touched).toHaveLength(promised);
  });

  it.each([
    'A JSON message with its event',
    'A metric',
    'A protocol',
    'A scenario of the load tester',
  ])('names as many files as it promises: %s', (title) => {
    const { promised, files } = recipeOf(title);
    const own = files.filter(
      (path) => !['src/client/types.ts', 'src/client/client.ts'].includes(path),
    );
    expect(own).toHaveLength(promised);
  });
});

/** The environment without what a test runner tells the programs that it starts. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(?:VITEST|TEST|CI$|NODE_ENV|CALLBOARD)/.test(name),
    ),
  );
}
