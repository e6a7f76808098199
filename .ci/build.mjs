/**
 * Builds dist/ if it is missing or older than what it is made from; does
 * nothing otherwise. `npm start` and everything that looks at dist/ call this
 * first.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const sources = [
  'src',
  'protocols',
  'bench',
  'package.json',
  'tsup.config.ts',
  'tsup.web.config.ts',
  'tsconfig.json',
  'tsconfig.browser.json',
];
const outputs = [
  'dist/index.js',
  'dist/index.d.ts',
  'dist/cli.js',
  'dist/callboard-client.js',
  'dist/web/manifest.json',
];

/**
 * When a file, or anything in a folder, last changed. Folders count
 * themselves, so that a deleted file is noticed.
 *
 * @param {string} path
 * @returns {number} in ms since the epoch
 */
function changedAt(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => changedAt(join(path, name))));
}

function isFresh() {
  const built = outputs.map((path) => join(root, path));
  if (!built.every((path) => existsSync(path))) return false;
  const oldestOutput = Math.min(...built.map(changedAt));
  return sources.every((path) => changedAt(join(root, path)) < oldestOutput);
}

if (!isFresh()) {
  console.log('Building dist/ ...');
  const tsup = join(root, 'node_modules/tsup/dist/cli-default.js');
  const { status } = spawnSync(process.execPath, [tsup, '--silent'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  process.exitCode = status ?? 1;
}
