import { describe, expect, it } from 'vitest';

import { isCliBuilt } from '../support/servers/cli-process.js';
import { readDocument } from '../support/documents/markdown.js';
import { startServer } from '../support/servers/server.js';

/** The rows of the document about a port. */
const rows = Array.from(
  readDocument('src/transport/README.md').matchAll(
    /^\| (?<port>JSON|Red5) +\| (?<paths>[^|]+)\|/gm,
  ),
  ({ groups: { port = '', paths = '' } = {} }) => ({
    port,
    paths: Array.from(paths.matchAll(/`(?<path>[^`]+)`/g), ({ groups }) => groups?.['path'] ?? ''),
  }),
);

// The pages are built with the program.
describe.runIf(isCliBuilt())('over HTTP', () => {
  it('everything is where the document says', async () => {
    const { json, red5 } = await startServer();
    expect(rows.length).toBeGreaterThan(3);
    for (const { port, paths } of rows) {
      const { url } = port === 'JSON' ? json : red5;
      for (const path of paths) {
        const response = await fetch(new URL(path.replace('*', 'r'), url.replace('ws', 'http')));
        expect([port, path, response.status]).toEqual([port, path, 200]);
      }
    }
  });
});
