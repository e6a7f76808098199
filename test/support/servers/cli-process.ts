import { existsSync } from 'node:fs';

import { onTestFinished } from 'vitest';

import { projectPath } from './program.js';
import { type ProcessOptions, ServerProcess } from './server-process.js';

/**
 * Whether there is a built program to run; if not, a line says how to get it.
 *
 * @throws Error under continuous integration, where a test that did not run is a failure
 */
export function isCliBuilt(): boolean {
  if (existsSync(projectPath('dist/cli.js'))) return true;
  const reason = 'dist/cli.js is missing: npm run build first';
  if (process.env['CI'] === 'true') throw new Error(reason);
  process.stderr.write(`The tests of the program are skipped: ${reason}.\n`);
  return false;
}

/** The built program as a process of its own, killed when the test is over. */
export class CliProcess extends ServerProcess {
  constructor(args: readonly string[], options?: ProcessOptions) {
    super(args, options);
    onTestFinished(async () => {
      this.signal('SIGKILL');
      await this.exited;
    });
  }
}
