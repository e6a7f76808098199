import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it, onTestFinished } from 'vitest';

import { projectPath } from '../support/servers/program.js';

it('`npm run protocol:docs` writes the AsyncAPI document that is there', () => {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-asyncapi-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const written = join(folder, 'asyncapi.json');
  const args = ['run', '--silent', 'protocol:docs', '--', written];
  const { status, stderr } = spawnSync('npm', args, { cwd: projectPath('.'), encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(readFileSync(written, 'utf8')).toBe(
    readFileSync(projectPath('protocols/json/asyncapi.json'), 'utf8'),
  );
});
