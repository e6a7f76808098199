import { describe, expect, it } from 'vitest';

import { startServer } from '../support/servers/server.js';

const always = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
};

function headersOf(response: Response): Readonly<Record<string, string>> {
  return Object.fromEntries(response.headers);
}

describe('every answer over HTTP', () => {
  it.each([
    ['json', 'GET', '/'],
    ['json', 'HEAD', '/'],
    ['json', 'GET', '/room/lobby'],
    ['json', 'GET', '/config.json'],
    ['json', 'GET', '/callboard-client.js'],
    ['json', 'GET', '/asyncapi.json'],
    ['json', 'GET', '/nothing/here'],
    ['json', 'POST', '/'],
    ['json', 'OPTIONS', '/'],
    ['red5', 'GET', '/'],
    ['red5', 'HEAD', '/'],
    ['red5', 'GET', '/nothing/here'],
    ['red5', 'OPTIONS', '/'],
    ['ops', 'GET', '/healthz'],
    ['ops', 'GET', '/readyz'],
    ['ops', 'POST', '/healthz'],
    ['ops', 'GET', '/nothing/here'],
  ] as const)('is neither guessed at, framed nor told of: %s %s %s', async (port, method, path) => {
    const { addresses } = await startServer({ opsPort: 0 });
    const base = addresses[port]?.url.replace(/^ws/, 'http') ?? '';
    const response = await fetch(`${base}${path}`, { method });
    await response.arrayBuffer();
    expect(headersOf(response)).toMatchObject(always);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src '(self|none)'; .*frame-ancestors 'none'$/);
    expect(policy).not.toContain('unsafe');
  });
});
