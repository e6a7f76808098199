/** The sources of dist/, and the time of their last change. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
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

/**
 * When a file, or anything in a folder, last changed. Folders count
 * themselves, so that a deleted file is noticed; what has just gone is no change
 * by itself. Documents are read and not built.
 *
 * @param {string} path
 * @returns {number} in ms since the epoch
 */
export function changedAt(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  const names = readdirSync(path).filter((name) => !name.endsWith('.md'));
  return Math.max(stats.mtimeMs, ...names.map((name) => changedAt(join(path, name))));
}

/** @returns {number} when any of the sources last changed, in ms since the epoch */
export function sourcesChangedAt() {
  return Math.max(...sources.map((path) => changedAt(join(root, path))));
}
