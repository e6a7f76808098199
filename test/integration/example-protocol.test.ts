import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

import { TestSocket } from '../support/clients/websocket.js';
import { CliProcess } from '../support/servers/cli-process.js';
import { projectPath } from '../support/servers/program.js';

const run = promisify(execFile);

/** A type check and a build, on a machine that has other things to do. */
const patienceMs = 180_000;

const registryLine = '  red5: red5Protocol,\n';
const registryImport = "import { red5Protocol } from './red5/index.js';\n";

/** A copy of the sources in which the echo is registered: one import and one entry, no more. */
function copyWithEcho(): string {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-example-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  for (const path of ['src', 'protocols', 'package.json', 'tsconfig.json']) {
    cpSync(projectPath(path), join(folder, path), { recursive: true });
  }
  symlinkSync(projectPath('node_modules'), join(folder, 'node_modules'));

  const registry = join(folder, 'protocols/index.ts');
  const before = readFileSync(registry, 'utf8');
  const after = before
    .replace(registryLine, `${registryLine}  echo: echoProtocol,\n`)
    .replace(
      registryImport,
      `${registryImport}import { echoProtocol } from './examples/echo/index.js';\n`,
    );
  expect(after.split('\n')).toHaveLength(before.split('\n').length + 2);
  writeFileSync(registry, after);
  return folder;
}

/** Type-checks the server's sources and builds its program. */
async function build(folder: string): Promise<void> {
  const serverOnly = {
    extends: './tsconfig.json',
    include: ['src', 'protocols'],
    exclude: ['src/client', 'src/web'],
  };
  writeFileSync(join(folder, 'tsconfig.server.json'), JSON.stringify(serverOnly));
  const tsc = projectPath('node_modules/typescript/bin/tsc');
  const tsup = projectPath('node_modules/tsup/dist/cli-default.js');
  await run(process.execPath, [tsc, '-p', 'tsconfig.server.json'], { cwd: folder });
  const target = ['--format', 'esm', '--platform', 'node', '--target', 'node20'];
  const external = ['--external', 'uWebSockets.js', '--external', 'ws'];
  await run(
    process.execPath,
    [tsup, '--no-config', '--silent', '--entry.cli', 'src/cli/main.ts', ...target, ...external],
    { cwd: folder },
  );
}

it(
  'is served once it has its import and its line in the registry',
  async () => {
    const folder = copyWithEcho();
    await build(folder);
    const program = relative(projectPath('.'), join(folder, 'dist/cli.js'));
    const server = CliProcess.serve(['--echo-port=0', '--demo=false'], { program });
    const { echo: port } = await server.logged('listening');
    expect(port).toEqual(expect.any(Number));
    const { ops } = await server.listening();

    const url = `ws://127.0.0.1:${String(port)}/?room=kitchen`;
    const one = new TestSocket(url);
    await one.opened();
    one.send('anybody here?');
    expect(await one.texts.next()).toBe('"anybody here?"');
    const other = new TestSocket(url);
    await other.opened();
    other.send('hello');
    expect(await other.texts.next()).toBe('"hello"');
    expect(await one.texts.next()).toBe('"hello"');

    const metrics = await fetch(`http://127.0.0.1:${String(ops)}/metrics`);
    expect(await metrics.text()).toContain('{protocol="echo"} 2');
    await server.stop();
    expect(server.complaints).toEqual([]);
  },
  patienceMs,
);
