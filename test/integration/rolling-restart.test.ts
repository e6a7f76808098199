import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it, onTestFinished } from 'vitest';

const program = fileURLToPath(new URL('../../dist/bench/rolling-restart.js', import.meta.url));

/**
 * Whether there is everything that it takes.
 *
 * @throws Error where a test run without it would be worth nothing
 */
function canRun(): boolean {
  const reasons = [
    ...(existsSync(program) ? [] : ['dist/bench is missing: npm run build first']),
    ...(spawnSync('nginx', ['-v']).error === undefined
      ? []
      : ['nginx is missing: apt-get install nginx']),
  ];
  if (reasons.length === 0) return true;
  if (process.env['CI'] === 'true') throw new Error(reasons.join('; '));
  process.stderr.write(`The rolling restart is skipped: ${reasons.join('; ')}.\n`);
  return false;
}

describe.runIf(canRun())('a rolling restart behind nginx', () => {
  it('loses nothing that was acknowledged, and brings clients back one by one', async () => {
    const args = ['--clients=300', '--drain-timeout-ms=4000', '--largest-share=0.15'];
    const child = spawn(process.execPath, [program, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill());
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];

    const result: unknown = JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
    expect(result).toMatchObject({ clients: 300, lost: 0, undismissed: 0 });
    expect(code).toBe(0);
  });
});
