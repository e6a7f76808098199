import { execFile, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';

import { linksOf } from './support/documents/markdown.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const builtCli = join(root, 'dist/cli.js');

const packageSchema = z.object({
  version: z.string(),
  bin: z.record(z.string(), z.string()),
  dependencies: z.record(z.string(), z.string()),
});
const manifest = packageSchema.parse(readJson('package.json'));

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}

/** A folder in which the package is installed the way npm would, from its tarball. */
let project: string;
let shipped: readonly string[];

beforeAll(async () => {
  if (!existsSync(builtCli)) throw new Error('dist/ is missing: run `npm run build` first');
  project = mkdtempSync(join(tmpdir(), 'callboard-package-'));
  // Without its scripts, which would build anew under the feet of other tests.
  const packing = await run(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', project],
    { cwd: root },
  );
  const [tarball] = z
    .array(z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) }))
    .parse(JSON.parse(packing.stdout));
  shipped = tarball!.files.map(({ path }) => path);

  await run('tar', ['-xzf', join(project, tarball!.filename), '-C', project]);
  writeFileSync(join(project, 'package.json'), '{ "private": true }');
  const modules = join(project, 'node_modules');
  mkdirSync(modules);
  symlinkSync(join(project, 'package'), join(modules, 'callboard'));
  // The package's own modules, and nothing of what is there for development alone.
  const own = join(project, 'package/node_modules');
  mkdirSync(own);
  for (const name of Object.keys(manifest.dependencies)) {
    symlinkSync(join(root, 'node_modules', name), join(own, name));
  }
});

afterAll(() => {
  rmSync(project, { recursive: true, force: true });
});

/** Runs a program that has installed the package. */
async function runProgram(source: string): Promise<string> {
  const path = join(project, 'program.mjs');
  writeFileSync(path, source);
  const { stdout } = await run(process.execPath, [path], { cwd: project });
  return stdout.trim();
}

describe('the packed tarball', () => {
  it('holds what it must', () => {
    expect(shipped).toEqual(
      expect.arrayContaining([
        'package.json',
        'README.md',
        'LICENSE',
        'protocols/README.md',
        'protocols/examples/echo/README.md',
        'protocols/json/README.md',
        'protocols/json/asyncapi.json',
        'protocols/red5/README.md',
        'src/ops/grafana-dashboard.json',
        'dist/cli.js',
        'dist/index.js',
        'dist/index.d.ts',
        'dist/protocol.js',
        'dist/protocol.d.ts',
      ]),
    );
  });

  it('holds the documents that its README leads to', () => {
    const links = linksOf('README.md').map(({ path }) => path);
    expect(shipped).toEqual(
      expect.arrayContaining(links.filter((path) => /(^|\/)[A-Z]+[.]md$/.test(path))),
    );
  });

  it('holds nothing else', () => {
    const expected =
      /^(package[.]json|README[.]md|CHANGELOG[.]md|SECURITY[.]md|LICENSE|[.]github\/CONTRIBUTING[.]md|(bench|protocols|src|test)\/(\w+\/){0,2}README[.]md|protocols\/json\/asyncapi[.]json|src\/ops\/grafana-dashboard[.]json|dist\/(\w+\/)?[\w-]+[.](js|js[.]map|d[.]ts)|dist\/web\/(manifest[.]json|[\w-]+[.](js|css|html|svg)([.](br|gz))?))$/;
    expect(shipped.filter((path) => !expected.test(path))).toEqual([]);
  });
});

describe('the installed package', () => {
  it('starts a server in a program of plain Node', async () => {
    const output = await runProgram(`
      import { createCallboard } from 'callboard';
      const callboard = createCallboard({
        host: '127.0.0.1', jsonPort: 0, red5Port: 0, opsPort: 'off',
      });
      const { json } = await callboard.start();
      const response = await fetch('http://127.0.0.1:' + json.port + '/');
      console.log(response.status);
      await callboard.stop();
    `);
    expect(output).toBe('200');
  });

  it('has at run time what a protocol of somebody else needs', async () => {
    const output = await runProgram(`
      import { errors } from 'callboard/protocol';
      console.log(errors['rate-limited'].closeCode);
    `);
    expect(output).toBe('4003');
  });

  it('shows its version', async () => {
    const output = await runProgram(`
      import manifest from 'callboard/package.json' with { type: 'json' };
      console.log(manifest.version);
    `);
    expect(output).toBe(manifest.version);
  });

  it('shows the AsyncAPI document of its version', async () => {
    const output = await runProgram(`
      import document from 'callboard/asyncapi.json' with { type: 'json' };
      console.log(document.asyncapi, document.info.version);
    `);
    expect(output).toBe(`3.0.0 ${manifest.version}`);
  });

  it('shows nothing of its inside', async () => {
    await expect(runProgram(`import 'callboard/dist/index.js';`)).rejects.toThrow(
      'ERR_PACKAGE_PATH_NOT_EXPORTED',
    );
  });

  it('has a command that tells its version', async () => {
    const command = join(project, 'package', manifest.bin['callboard']!);
    // Started by itself, as a shell would: the first line names the interpreter.
    const { stdout } = await run(command, ['--version'], { cwd: project });
    expect(stdout.trim()).toBe(manifest.version);
  });

  it('load-tests a server', async () => {
    const command = join(project, 'package', manifest.bin['callboard']!);
    const size = ['--rooms=1', '--members=2', '--rate=5', '--seconds=1', '--workers=1'];
    const lenient = ['--max-lag-ms=60000', '--max-cpu-percent=1000'];
    const { stdout } = await run(command, ['bench', 'chat', ...size, ...lenient]);
    expect(stdout).toContain('sent / delivered  5 / 10 of 10');
  });
});

describe('npm start', () => {
  it('hands a signal on to the server, which drains', async () => {
    const settings = ['--host=127.0.0.1', '--json-port=0', '--red5-port=0', '--ops-port=off'];
    const npm = spawn('npm', ['start', '--', ...settings], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
      // A group of its own, so that nothing outlives a test that failed.
      detached: true,
    });
    onTestFinished(() => {
      if (isRunning) process.kill(-npm.pid!, 'SIGKILL');
    });
    let isRunning = true;
    const messages: unknown[] = [];
    // The lines end when the server has ended too: it holds the same pipe.
    for await (const line of createInterface(npm.stdout)) {
      if (!line.startsWith('{')) continue;
      const { msg } = z.object({ msg: z.string() }).parse(JSON.parse(line));
      messages.push(msg);
      if (msg === 'listening') npm.kill('SIGTERM');
    }
    isRunning = false;
    expect(messages).toEqual(['starting', 'listening', 'draining', 'stopped']);
  });
});

describe('the lock file', () => {
  const lock = z
    .object({
      packages: z.record(
        z.string(),
        z.object({
          version: z.string().optional(),
          integrity: z.string().optional(),
          // Only of a package that is installed under another's name.
          name: z.string().optional(),
          hasInstallScript: z.boolean().optional(),
        }),
      ),
    })
    .parse(readJson('package-lock.json'));

  it('names no registry host', () => {
    const lines = readFileSync(join(root, 'package-lock.json'), 'utf8').split('\n');
    expect(lines.filter((line) => line.includes('"resolved":'))).toEqual([]);
  });

  const installed = Object.entries(lock.packages).filter(([path]) => path !== '');

  it('holds a checksum of every package that nobody can forge', () => {
    expect(installed.length).toBeGreaterThan(0);
    const weak = installed.filter(([, { integrity }]) => !(integrity ?? '').startsWith('sha512-'));
    expect(weak).toEqual([]);
  });

  it('has no package under another’s name but the native module', () => {
    const renamed = installed.filter(([, { name }]) => name !== undefined).map(([path]) => path);
    expect(renamed).toEqual(['node_modules/uWebSockets.js']);
  });

  it('lets no package run a script at its installation that was not looked at', () => {
    const scripted = installed
      .filter(([, { hasInstallScript }]) => hasInstallScript === true)
      .map(([path]) => path);
    // The first counts installations unless package.json says no, the second checks its own binary.
    expect(scripted).toEqual(['node_modules/@scarf/scarf', 'node_modules/esbuild']);
  });

  it('agrees with package.json on the one version of the native module', () => {
    const wanted = manifest.dependencies['uWebSockets.js'];
    const locked = lock.packages['node_modules/uWebSockets.js']?.version;
    expect(wanted).toBe(`npm:uwebsockets@${String(locked)}`);
  });
});
