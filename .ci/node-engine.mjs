/** Gets Node of another version: its npm package, in a copy that runs on this system. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { bindToGlibc, unpackGlibc } from './newer-glibc.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, '.cache/engines');

/** The oldest glibc that the native module for Node 22 and later loads with. */
const neededGlibc = 2.38;

/**
 * Tells its glibc, if any, after loading the native module. Without the
 * network part the report needs no look-ups.
 */
const probe = `
  await import('uWebSockets.js');
  process.report.excludeNetwork = true;
  console.log(process.version, process.report.getReport().header.glibcVersionRuntime ?? 'none');
`;

/**
 * @typedef {object} Engine
 * @property {string} version such as 22.1.0
 * @property {string} glibc the version of the glibc that it runs with, or 'none'
 * @property {string} folder where its `node` is, for PATH
 * @property {string} node its absolute path
 */

/**
 * @param {string} version such as 22.1.0
 * @returns {Engine}
 */
export function getEngine(version) {
  const folder = join(cache, `node-${version}`);
  const node = join(folder, 'node');
  const known = existsSync(node) ? tryProbe(node) : undefined;
  if (known !== undefined) return { version, folder, node, glibc: known };

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const original = fetchNode(version, folder);
  const draft = join(folder, 'draft');
  if (hasGlibcBefore(neededGlibc)) {
    bindToGlibc(unpackGlibc(join(cache, 'glibc')), original, draft);
  } else {
    renameSync(original, draft);
  }
  const glibc = runProbe(draft);
  renameSync(draft, node);
  rmSync(join(folder, 'package'), { recursive: true });
  return { version, folder, node, glibc };
}

/** @param {number} version */
function hasGlibcBefore(version) {
  const { header } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (
    process.report.getReport()
  );
  return header.glibcVersionRuntime !== undefined && Number(header.glibcVersionRuntime) < version;
}

/**
 * Downloads and unpacks the npm package that holds Node for this platform.
 *
 * @param {string} version
 * @param {string} folder
 * @returns {string} where the program is
 */
function fetchNode(version, folder) {
  const name = `node-${process.platform}-${process.arch}@${version}`;
  const packing = ['pack', name, '--silent', '--pack-destination', folder];
  const tarball = execFileSync('npm', packing, { encoding: 'utf8' }).trim();
  execFileSync('tar', ['-xzf', join(folder, tarball), '-C', folder, 'package/bin/node']);
  rmSync(join(folder, tarball));
  return join(folder, 'package/bin/node');
}

/** @param {string} node */
function tryProbe(node) {
  try {
    return runProbe(node);
  } catch {
    // The project was moved, and with it the libraries: made anew.
    return undefined;
  }
}

/**
 * @param {string} node
 * @returns {string} the version of the glibc that it runs with
 */
function runProbe(node) {
  const words = ['--input-type=module', '--eval', probe];
  const [, glibc = 'none'] = execFileSync(node, words, { cwd: root, encoding: 'utf8' })
    .trim()
    .split(' ');
  return glibc;
}
