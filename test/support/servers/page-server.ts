import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from 'tsup';
import { afterAll, beforeAll } from 'vitest';

/** A page of the tests' own, with one script. */
export interface ServedPage {
  /** Known once the tests run. */
  readonly url: string;
}

/**
 * Serves an empty page with a script, for as long as the tests of this file
 * run. The script is bundled from its sources, as a user's bundler would.
 *
 * @param source the script, from the root of the project
 */
export function servePage(source: string): ServedPage {
  const page = { url: '' };
  let close = (): void => undefined;
  beforeAll(async () => {
    const script = await bundle(source);
    const server = createServer(({ url }, response) => {
      const isScript = url === '/page.js';
      response.setHeader('content-type', `text/${isScript ? 'javascript' : 'html'}; charset=utf-8`);
      response.end(isScript ? script : html);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('it listens on a port');
    page.url = `http://127.0.0.1:${address.port}/`;
    close = () => {
      server.closeAllConnections();
      server.close();
    };
  });
  afterAll(() => {
    close();
  });
  return page;
}

const html = `<!doctype html>
<html lang="en">
<head><title>A page of the tests</title><link rel="icon" href="data:,"></head>
<body><div id="root"></div><script type="module" src="/page.js"></script></body>
</html>`;

async function bundle(source: string): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'callboard-page-'));
  try {
    await build({
      config: false,
      entry: { page: source },
      outDir,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      tsconfig: 'tsconfig.browser-test.json',
      noExternal: [/./],
      // Libraries watch their users more closely then.
      env: { NODE_ENV: 'development' },
      outExtension: () => ({ js: '.js' }),
      splitting: false,
      silent: true,
    });
    return await readFile(join(outDir, 'page.js'), 'utf8');
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}
