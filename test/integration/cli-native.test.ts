import { describe, expect, it } from 'vitest';

import { CliProcess, isCliBuilt } from '../support/servers/cli-process.js';

/** Module hooks under which the native module fails as it does on a system that is too old. */
const hooks = `
  export function resolve(specifier, context, next) {
    if (specifier === 'uWebSockets.js') throw new Error("version \`GLIBC_2.38' not found");
    return next(specifier, context);
  }`;
const preload = `
  import { register } from 'node:module';
  register(${JSON.stringify(moduleUrl(hooks))});`;

function moduleUrl(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

describe.runIf(isCliBuilt())(
  'the program on a system where the native module does not load',
  () => {
    it('says in one sentence which Node and glibc are needed, and ends with code 1', async () => {
      const env = { NODE_OPTIONS: `--import=${moduleUrl(preload)}` };
      const cli = CliProcess.serve([], { env });
      expect(await cli.exited).toEqual({ code: 1, signal: null });
      expect(cli.stderr).toContain(
        'callboard: The native module uWebSockets.js does not load on Node',
      );
      expect(cli.stderr).toContain('Node 22 or 24 with glibc 2.38 or newer');
      expect(cli.stderr).toContain("version `GLIBC_2.38' not found");
      expect(cli.stderr.trimEnd()).not.toContain('\n');
    });
  },
);
