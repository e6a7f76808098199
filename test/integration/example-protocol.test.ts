import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Scrape } from '../support/clients/scrape.js';
import { TestSocket } from '../support/clients/websocket.js';
import { CliProcess } from '../support/servers/cli-process.js';
import { projectPath } from '../support/servers/program.js';

/** All that a build needs. */
const sources = [
  'src',
  'protocols',
  'bench',
  '.ci',
  'package.json',
  'tsconfig.json',
  'tsconfig.browser.json',
  'tsup.config.ts',
  'tsup.web.config.ts',
];

/** The registry with the protocol of the example: one import, and one line. */
function withExample(registry: string): string {
  return registry
    .replace(
      'import { jsonProtocol }',
      "import { echoProtocol } from './examples/echo/index.js';\nimport { jsonProtocol }",
    )
    .replace('  json: jsonProtocol,\n', '  json: jsonProtocol,\n  echo: echoProtocol,\n');
}

/** Lines of the second text that are not in the first. */
function addedLines(before: string, after: string): readonly string[] {
  const known = new Set(before.split('\n'));
  return after.split('\n').filter((line) => !known.has(line));
}

describe('a protocol that is added to the registry', () => {
  const copy = mkdtempSync(join(tmpdir(), 'callboard-protocol-'));
  const program = relative(projectPath('.'), join(copy, 'dist/cli.js'));
  const registry = join(copy, 'protocols/index.ts');

  beforeAll(() => {
    for (const path of sources) cpSync(projectPath(path), join(copy, path), { recursive: true });
    symlinkSync(projectPath('node_modules'), join(copy, 'node_modules'));
    const before = readFileSync(registry, 'utf8');
    writeFileSync(registry, withExample(before));
    expect(addedLines(before, readFileSync(registry, 'utf8'))).toEqual([
      "import { echoProtocol } from './examples/echo/index.js';",
      '  echo: echoProtocol,',
    ]);
    const build = spawnSync(process.execPath, [join(copy, '.ci/build.mjs')], { encoding: 'utf8' });
    expect(build.stderr).toBe('');
    expect(build.status).toBe(0);
  });

  afterAll(() => {
    rmSync(copy, { recursive: true });
  });

  it('is served beside the others, on a port of its own, and talked to', async () => {
    const cli = CliProcess.serve(['--echo-port=0'], { program });
    const listening = await cli.logged('listening');
    const port = Number(listening['echo']);
    const url = `ws://127.0.0.1:${String(port)}`;
    const enter = async (): Promise<TestSocket> => {
      const socket = new TestSocket(`${url}?room=green-room`);
      await socket.opened();
      return socket;
    };
    const [ann, ben] = [await enter(), await enter()];
    ann.send('Five minutes, please.');
    expect(await ann.texts.next()).toBe('"Five minutes, please."');
    expect(await ben.texts.next()).toBe('"Five minutes, please."');

    const longWinded = new TestSocket(`${url}?room=${'x'.repeat(2000)}`);
    expect(await longWinded.closed).toMatchObject({ code: 1008 });

    const ops = await fetch(`http://127.0.0.1:${String(listening['ops'])}/metrics`);
    const received = new Scrape(await ops.text()).sum('callboard_messages_received_total', {
      protocol: 'echo',
      type: 'text',
    });
    expect(received).toBe(1);

    cli.signal('SIGTERM');
    expect(await ann.closed).toMatchObject({ code: 1012 });
    expect(await cli.exited).toEqual({ code: 0, signal: null });
    expect(cli.stderr).toBe('');
  });

  it('has its port in the help, with its default', () => {
    const { stdout } = spawnSync(process.execPath, [join(copy, 'dist/cli.js'), '--help'], {
      encoding: 'utf8',
    });
    expect(stdout).toMatch(/--echo-port\n.*\n +Default: 8090\./);
  });
});
