/**
 * Builds dist/ if it is missing or older than what it is made from; does
 * nothing otherwise. `npm start` and everything that looks at dist/ call this
 * first.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { changedAt, sourcesChangedAt } from './sources.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

const outputs = [
  'dist/index.js',
  'dist/index.d.ts',
  'dist/cli.js',
  'dist/callboard-client.js',
  'dist/web/manifest.json',
];

function isFresh() {
  const built = outputs.map((path) => join(root, path));
  if (!built.every((path) => existsSync(path))) return false;
  const oldestOutput = Math.min(...built.map(changedAt));
  return sourcesChangedAt() < oldestOutput;
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
