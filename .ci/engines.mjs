/**
 * `npm run test:engines`: the tests that go through real sockets, on Node 22
 * and 24 too, but for some that take long. The native module holds one engine
 * for Node 20 and another, two years newer, for these. Arguments are test files
 * or folders to run instead.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { getEngine } from './node-engine.mjs';
import { engines, notEngines } from './test-lists.mjs';

const versions = ['22.23.3', '24.21.0'];
const root = fileURLToPath(new URL('..', import.meta.url));
const chosen = process.argv.slice(2);
const tests = chosen.length > 0 ? chosen : engines;

/**
 * @param {import('./node-engine.mjs').Engine} engine
 * @returns {{ passed: boolean, summary: string }}
 */
function runTests({ version, glibc, folder, node }) {
  const report = join(folder, 'report.json');
  rmSync(report, { force: true });
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const excludes = chosen.length > 0 ? [] : notEngines.map((pattern) => `--exclude=${pattern}`);
  const { status } = spawnSync(node, [vitest, 'run', ...reporters, ...excludes, ...tests], {
    cwd: root,
    // Whatever the tests start by name is this Node as well.
    env: { ...process.env, PATH: [folder, process.env['PATH']].join(delimiter) },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  /** @type {unknown} */
  const result = JSON.parse(readFileSync(report, 'utf8'));
  // The form of vitest's JSON report, which is that of Jest's.
  const counts = /** @type {{ numPassedTests: number, numFailedTests: number }} */ (result);
  return {
    passed: status === 0 && counts.numPassedTests > 0,
    summary:
      `Node ${version}, glibc ${glibc}: ` +
      `${counts.numPassedTests} tests passed, ${counts.numFailedTests} failed`,
  };
}

try {
  const results = versions.map((version) => {
    const engine = getEngine(version);
    console.log(`\nNode ${version}, glibc ${engine.glibc}`);
    return runTests(engine);
  });
  console.log(results.map(({ summary }) => summary).join('\n'));
  if (!results.every(({ passed }) => passed)) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
