import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where Debian puts servers; the paths of ordinary users lack it. */
const systemFolders = ['/usr/sbin', '/sbin'];

/**
 * Whether a program is there to be tested with; if not, a line says what to install.
 *
 * @param command what it is called
 * @param debianPackage what it comes in
 * @throws Error under continuous integration, where a test that did not run is a failure
 */
export function isInstalled(command: string, debianPackage: string): boolean {
  if (findProgram(command) !== null) return true;
  const reason = `${command} is missing: run "apt-get install ${debianPackage}"`;
  if (process.env['CI'] === 'true') throw new Error(reason);
  process.stderr.write(`The tests with ${command} are skipped: ${reason}.\n`);
  return false;
}

/** The path of a program, or null if there is none of that name. */
export function findProgram(command: string): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...systemFolders];
  return folders.map((folder) => join(folder, command)).find(isExecutable) ?? null;
}

/**
 * A path of this project, from its root. The root is looked for: what is bundled
 * stands in another folder than its sources.
 */
export function projectPath(path: string): string {
  let root = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(root, 'package.json'))) root = dirname(root);
  return join(root, path);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
