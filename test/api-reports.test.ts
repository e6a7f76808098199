import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

let fresh: string;

beforeAll(async () => {
  fresh = await mkdtemp(join(tmpdir(), 'callboard-api-'));
  await promisify(execFile)(process.execPath, ['.ci/api-reports.mjs', fresh], { cwd: root });
});

afterAll(async () => {
  await rm(fresh, { recursive: true, force: true });
});

describe('the API report', () => {
  it.each([
    'src/index.api.md',
    'src/protocol.api.md',
    'src/client/index.api.md',
    'src/client/red5.api.md',
    'src/client/react/index.api.md',
    'src/client/webrtc/index.api.md',
  ])('in %s tells what users build upon today', async (report) => {
    const committed = await readFile(join(root, report), 'utf8');
    const outOfDate = `${report} is out of date: look at what has changed, then npm run api:report`;
    expect(committed, outOfDate).toBe(await readFile(join(fresh, report), 'utf8'));
  });

  it('is there for every entry of the package that has types', async () => {
    const written = await readdir(fresh, { recursive: true });
    const committed = await readdir(join(root, 'src'), { recursive: true });
    expect(
      committed
        .filter((path) => path.endsWith('.api.md'))
        .map((path) => `src/${path}`)
        .sort(),
    ).toEqual(written.filter((path) => path.endsWith('.api.md')).sort());
  });
});
