import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { describe, expect, it, onTestFinished } from 'vitest';

import { settingsFromObject } from '../../src/settings/check.js';
import { CliProcess, isCliBuilt } from '../support/servers/cli-process.js';
import { isInstalled } from '../support/servers/program.js';
import { adapt, readmeBlock } from '../../bench/documents/readme.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const unit = readmeBlock('src/cli/README.md', 'systemd', 'ini');

/** The value of one key of the unit; each of these stands there once. */
function valueOf(key: string): string {
  const value = new RegExp(`^${key}=(?<value>.*)$`, 'm').exec(unit)?.groups?.['value'];
  if (value === undefined) throw new Error(`the unit has no ${key}`);
  return value;
}

/** The unit as a file, for the Node that runs here. */
function writeUnit(): string {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-unit-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const path = join(folder, 'callboard.service');
  writeFileSync(path, adapt(unit, { '/usr/bin/node': process.execPath, '/opt/callboard/': root }));
  return path;
}

describe('the systemd unit', () => {
  describe.runIf(isInstalled('systemd-analyze', 'systemd'))('by systemd itself', () => {
    it('has nothing wrong', async () => {
      // What it does not know it only warns of.
      expect(await run('systemd-analyze', ['verify', '--man=no', writeUnit()])).toEqual({
        stdout: '',
        stderr: '',
      });
    });

    it('exposes little', async () => {
      // In tenths of its points, of which ten are the worst.
      const args = ['security', '--offline=true', '--no-pager', '--threshold=25', writeUnit()];
      expect((await run('systemd-analyze', args)).stdout).toContain('Overall exposure level');
    });
  });

  it('gives a drain the time that it needs', () => {
    const { drainTimeoutMs } = settingsFromObject({});
    const stopSeconds = Number(/^(\d+)s$/.exec(valueOf('TimeoutStopSec'))?.[1]);
    expect(stopSeconds * 1000).toBeGreaterThan(drainTimeoutMs);
  });

  describe.runIf(isCliBuilt())('has a command that', () => {
    const [, program, ...args] = valueOf('ExecStart').split(' ');

    it('starts the program, which stops in order', async () => {
      expect(program).toBe('/opt/callboard/dist/cli.js');
      const cli = CliProcess.serve(args);
      await cli.listening();
      cli.signal('SIGTERM');
      expect(await cli.exited).toEqual({ code: 0, signal: null });
    });

    it('is not repeated when its settings are wrong', async () => {
      const cli = CliProcess.serve([...args, '--max-name-bytes=many']);
      const { code } = await cli.exited;
      expect(valueOf('RestartPreventExitStatus')).toBe(String(code));
    });
  });
});
