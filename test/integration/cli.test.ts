import { once } from 'node:events';
import { createServer } from 'node:net';

import { describe, expect, it, onTestFinished } from 'vitest';

import manifest from '../../package.json' with { type: 'json' };
import { describeSetting, settingNames } from '../../src/settings/settings.js';
import { CliProcess, isCliBuilt } from '../support/servers/cli-process.js';
import { JsonParticipant } from '../support/clients/json-participant.js';
import { Red5Member } from '../support/clients/red5-member.js';

/** Takes a port and gives it back when the test is over. */
async function takenPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('invariant: it is a port');
  return address.port;
}

describe.runIf(isCliBuilt())('the program', () => {
  it('serves both protocols and the operations port', async () => {
    const cli = CliProcess.serve();
    const { json, red5, ops } = await cli.listening();
    const alice = await JsonParticipant.connect(`ws://127.0.0.1:${json}/any/path`);
    expect(await alice.join('r', 'alice')).toMatchObject({ roomId: 'r', userId: 'alice' });
    const bob = await Red5Member.join(`ws://127.0.0.1:${red5}`, 'r', 'bob');
    await bob.listed(['bob']);
    const ready = await fetch(`http://127.0.0.1:${ops}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([200, 'ready']);
  });

  it('serves only what is asked for', async () => {
    const cli = CliProcess.serve(['--protocols=red5', '--ops-port=off']);
    const { json, red5, ops } = await cli.listening();
    expect([json, ops]).toEqual([0, 0]);
    await Red5Member.join(`ws://127.0.0.1:${red5}`, 'r', 'bob');
  });

  it('takes settings from the environment', async () => {
    const env = { CALLBOARD_PROTOCOLS: 'json', CALLBOARD_OPS_PORT: 'off', PORT: '0' };
    const cli = new CliProcess(['--host=127.0.0.1'], { env });
    expect(await cli.listening()).toMatchObject({ red5: 0, ops: 0 });
  });

  it('says what it runs with, in one line for each step of its life', async () => {
    const cli = CliProcess.serve(['--ops-port=off']);
    await cli.listening();
    cli.signal('SIGTERM');
    await cli.exited;
    expect(cli.log.all.map(({ msg }) => msg)).toEqual([
      'starting',
      'listening',
      'draining',
      'stopped',
    ]);
    const [starting, listening, draining] = cli.log.all;
    expect(starting).toMatchObject({ version: manifest.version, node: process.version });
    expect(listening).toMatchObject({ tls: false });
    expect(draining).toMatchObject({ signal: 'SIGTERM', connections: 0 });
    expect(cli.stderr).toBe('');
  });

  it('says nothing when told to be silent', async () => {
    const cli = CliProcess.serve([
      '--log-level=silent',
      '--ops-port=0',
      `--json-port=${await takenPort()}`,
    ]);
    expect(await cli.exited).toEqual({ code: 1, signal: null });
    expect(cli.stdout).toBe('');
  });

  it('refuses wrong settings with exit code 2 and all mistakes, and starts nothing', async () => {
    const env = { CALLBOARD_LOG_LEVEL: 'loud', SSL: 'maybe' };
    const cli = new CliProcess(['--json-port=eighty', '--tls-cert-file=/none.crt', '--nope'], {
      env,
    });
    expect(await cli.exited).toEqual({ code: 2, signal: null });
    expect(cli.stdout).toBe('');
    for (const name of ['jsonPort', 'tlsKeyFile', '/none.crt', 'logLevel', 'SSL', '--nope']) {
      expect(cli.stderr).toContain(name);
    }
    expect(cli.stderr).toMatch(/^(callboard: .+\n)+$/);
  });

  it.each([
    ['jsonPort', '--json-port'],
    ['red5Port', '--red5-port'],
    ['opsPort', '--ops-port'],
  ])('ends with one sentence that names the port when %s is in use', async (setting, flag) => {
    const port = await takenPort();
    const cli = CliProcess.serve([`${flag}=${port}`]);
    expect(await cli.exited).toEqual({ code: 1, signal: null });
    expect(cli.stderr).toMatch(/^callboard: .+\.\n$/);
    expect(cli.stderr).toMatch(new RegExp(`\\b${port} \\(${setting}\\).*in use`));
    expect(cli.log.all.map(({ msg }) => msg)).toEqual(['starting']);
  });

  it('refuses to share the port of another one', async () => {
    const first = CliProcess.serve();
    const { red5 } = await first.listening();
    const second = CliProcess.serve([`--red5-port=${red5}`]);
    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(second.stderr).toContain(`${red5} (red5Port)`);
  });

  it('prints help, version and configuration without starting', async () => {
    const help = new CliProcess(['--help']);
    expect(await help.exited).toEqual({ code: 0, signal: null });
    for (const name of settingNames) expect(help.stdout).toContain(describeSetting(name).flag);

    const printedVersion = new CliProcess(['--version']);
    expect(await printedVersion.exited).toEqual({ code: 0, signal: null });
    expect(printedVersion.stdout).toBe(`${manifest.version}\n`);

    const config = new CliProcess(['--print-config', '--json-port=9'], { env: { PORT: '8' } });
    expect(await config.exited).toEqual({ code: 0, signal: null });
    expect(JSON.parse(config.stdout)).toMatchObject({ jsonPort: 9, red5Port: 8001, host: '' });
  });
});
