import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { build } from 'tsup';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** In bytes, minified and compressed with gzip. */
const mostBytes = 7000;

let folder: string;
let script: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'callboard-client-'));
  await build({
    config: false,
    entry: { client: 'src/client/index.ts' },
    outDir: folder,
    tsconfig: 'tsconfig.browser.json',
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    silent: true,
  });
  script = readFileSync(join(folder, 'client.js'), 'utf8');
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('the client', () => {
  it(`is at most ${mostBytes} bytes, minified and compressed`, () => {
    expect(gzipSync(script, { level: 9 }).byteLength).toBeLessThanOrEqual(mostBytes);
  });

  it('is one file that imports nothing', () => {
    expect(readdirSync(folder)).toEqual(['client.js']);
    expect(script).not.toMatch(/\bimport\b|\brequire\b/);
  });
});
