import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * The commit of a checkout, and whether something was changed since.
 *
 * @param project where its `package.json` is
 * @returns null where that is no checkout, such as an installed package
 */
export function commitOf(project: URL): string | null {
  try {
    const cwd = fileURLToPath(project);
    const git = (...args: string[]): string =>
      execFileSync('git', args, {
        cwd,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim();
    const tracked = git('ls-files', '--error-unmatch', 'package.json');
    const changed = git('status', '--porcelain', '--untracked-files=no');
    return tracked === ''
      ? null
      : `${git('rev-parse', 'HEAD')}${changed === '' ? '' : ' with changes'}`;
  } catch {
    return null;
  }
}
