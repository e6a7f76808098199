import { get } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { loadNative } from '../../../src/transport/native.js';
import { type Listener, listen } from '../../../src/transport/listen.js';
import { offerFile } from '../../../src/transport/http/static-files.js';

const script = Buffer.from('console.log("the same line again and again");\n'.repeat(400));
const page = Buffer.from('<!doctype html><title>a page</title>');

const native = await loadNative();
const app = native.App();
let listener: Listener;

beforeAll(() => {
  offerFile(app, {
    paths: ['/', '/room/*'],
    contentType: 'text/html; charset=utf-8',
    body: page,
  });
  offerFile(app, {
    paths: ['/assets/script-1a2b.js'],
    contentType: 'text/javascript; charset=utf-8',
    body: script,
    compressed: { br: brotliCompressSync(script), gzip: gzipSync(script) },
    isImmutable: true,
  });
  listener = listen(native, app, { host: '127.0.0.1', port: 0, setting: 'jsonPort' });
});

afterAll(() => {
  listener.close();
  app.close();
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As it came over the wire. */
  readonly bytes: Buffer;
}

/** Asks without any header of its own making, which `fetch` cannot. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: listener.port, path, headers, method, agent: false };
    get(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const { statusCode, headers: received } = response;
        resolve({ status: statusCode, headers: received, bytes: Buffer.concat(chunks) });
      });
    }).on('error', reject);
  });
}

const scriptPath = '/assets/script-1a2b.js';

describe('a file from memory', () => {
  it('comes as it is, with its type and length', async () => {
    const answer = await ask(scriptPath);
    expect(answer.status).toBe(200);
    expect(answer.bytes).toEqual(script);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-length': String(script.byteLength),
      'x-content-type-options': 'nosniff',
      vary: 'Accept-Encoding',
    });
    expect(answer.headers).not.toHaveProperty('content-encoding');
  });

  it.each([
    ['gzip, deflate, br', 'br'],
    ['br;q=0.1, gzip', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['*', 'br'],
  ])('comes compressed to who sends Accept-Encoding: %s', async (accepted, coding) => {
    const answer = await ask(scriptPath, { 'Accept-Encoding': accepted });
    expect(answer.headers['content-encoding']).toBe(coding);
    const compressed = coding === 'br' ? brotliCompressSync(script) : gzipSync(script);
    expect(answer.bytes).toEqual(compressed);
    expect(answer.bytes.byteLength).toBeLessThan(script.byteLength / 10);
  });

  it.each(['identity', 'deflate', 'br;q=0', '', 'br;q=nonsense'])(
    'comes as it is to who sends Accept-Encoding: %s',
    async (accepted) => {
      const answer = await ask(scriptPath, { 'Accept-Encoding': accepted });
      expect(answer.headers).not.toHaveProperty('content-encoding');
      expect(answer.bytes).toEqual(script);
    },
  );

  it('is told about without being sent', async () => {
    const full = await ask(scriptPath, { 'Accept-Encoding': 'br' });
    const { status, headers, bytes } = await ask(scriptPath, { 'Accept-Encoding': 'br' }, 'HEAD');
    expect({ status, size: bytes.byteLength }).toEqual({ status: 200, size: 0 });
    for (const name of ['etag', 'content-type', 'content-length', 'content-encoding']) {
      expect(headers[name]).toBe(full.headers[name]);
    }
  });

  it('is not sent again to who has it', async () => {
    const { headers } = await ask(scriptPath, { 'Accept-Encoding': 'br' });
    const known = {
      'Accept-Encoding': 'br',
      'If-None-Match': `"other", ${String(headers['etag'])}`,
    };
    for (const method of ['GET', 'HEAD']) {
      const again = await ask(scriptPath, known, method);
      expect({ status: again.status, size: again.bytes.byteLength }).toEqual({
        status: 304,
        size: 0,
      });
      expect(again.headers['etag']).toBe(headers['etag']);
    }
  });

  it('has another tag in each form, so that none is taken for another', async () => {
    const tags = await Promise.all(
      ['br', 'gzip', 'identity'].map(
        async (coding) => (await ask(scriptPath, { 'Accept-Encoding': coding })).headers['etag'],
      ),
    );
    expect(new Set(tags).size).toBe(3);
    const [brotli] = tags;
    const other = { 'Accept-Encoding': 'gzip', 'If-None-Match': String(brotli) };
    expect((await ask(scriptPath, other)).status).toBe(200);
  });

  it('is kept for ever if its name changes with its content, and asked about if not', async () => {
    const immutable = await ask(scriptPath);
    expect(immutable.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await ask('/')).headers['cache-control']).toBe('no-cache');
  });
});

describe('a page', () => {
  it.each(['/', '/room/', '/room/green-room', '/room/a/b?c=d', '/room/%E2%98%83'])(
    'is at %s',
    async (path) => {
      const answer = await ask(path);
      expect({ status: answer.status, bytes: answer.bytes }).toEqual({ status: 200, bytes: page });
    },
  );

  it('may use what comes from here, sockets and its own pictures, and no code between the tags', async () => {
    const { headers } = await ask('/');
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'self'",
        "connect-src 'self' ws: wss:",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ]),
    );
    expect(policy.join()).not.toContain('unsafe');
  });

  it('tells nobody where its reader comes from, and is in nobody’s frame', async () => {
    const { headers } = await ask('/');
    expect(headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
    });
  });
});
