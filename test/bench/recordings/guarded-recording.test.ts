import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { recordRoom } from '../../../bench/recordings/record-room.js';
import { JsonParticipant } from '../../support/clients/json-participant.js';
import { isLoadTesterBuilt, runLoadTester } from '../../support/servers/load-tester.js';
import { startServer } from '../../support/servers/server.js';
import { signToken, testSecret } from '../../support/doubles/signed-tokens.js';
import { TestSocket } from '../../support/clients/websocket.js';

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return join(folder, 'traffic.jsonl');
}

interface Secrets {
  readonly password?: string;
  readonly token?: string;
}

/** Records until it has begun, no longer. @returns what the file says then */
async function record(
  protocol: 'json' | 'red5',
  url: string,
  room: string,
  secrets: Secrets,
): Promise<string> {
  const file = newFile();
  const controller = new AbortController();
  try {
    await recordRoom({
      protocol,
      url,
      room,
      file,
      seconds: Number.POSITIVE_INFINITY,
      version: '1.0.0',
      ...secrets,
      end: controller.signal,
      onBegin: () => controller.abort(),
    });
  } catch (error) {
    expect(existsSync(file)).toBe(false);
    throw error;
  }
  return readFileSync(file, 'utf8');
}

/** Somebody who has opened the lobby with a password. */
async function openLobby(url: string, password: string): Promise<JsonParticipant> {
  const ada = await JsonParticipant.connect(url);
  await ada.join('lobby', 'ada', { password });
  return ada;
}

/** With every character that an address could take for something else. */
const password = 'a+b &c=d%20?é#';

describe('a recording of a room with a password', () => {
  it('begins with the password, which is not in it', async () => {
    const { json } = await startServer();
    const ada = await openLobby(json.url, password);
    const text = await record('json', json.url, 'lobby', { password });
    expect(text).toContain('"ada"');
    expect(text).not.toContain('a+b');
    expect((await ada.next('user-joined'))['userName']).toBe('Recording this room');
  });

  it('says that it is not let in with another one, or none, and leaves no file', async () => {
    const { json } = await startServer();
    await openLobby(json.url, password);
    const refusal = 'the server refuses: Incorrect password (incorrect-password)';
    for (const secrets of [{}, { password: 'another' }]) {
      await expect(record('json', json.url, 'lobby', secrets)).rejects.toThrow(refusal);
    }
  });

  it('begins with the password on the Red5 port where rooms are on both', async () => {
    const { json, red5 } = await startServer({ bridgeRooms: true });
    const ada = await openLobby(json.url, password);
    ada.act('start-streaming');
    const text = await record('red5', red5.url, 'lobby', { password });
    expect(text).toContain('"ada"');
    expect(text).not.toContain('a+b');
    await expect(record('red5', red5.url, 'lobby', {})).rejects.toThrow(
      'the server refuses: Incorrect password',
    );
  });
});

describe('a recording where the server asks for tokens', () => {
  it('begins with a token, which is not in it', async () => {
    const { json } = await startServer({ authJwtSecret: testSecret });
    const token = await signToken({ room: 'lobby' });
    const ada = await JsonParticipant.connect(json.url);
    await ada.join('lobby', 'ada', { token });
    const text = await record('json', json.url, 'lobby', { token });
    expect(text).toContain('"ada"');
    expect(text).not.toContain(token);
    await ada.next('user-joined');
  });

  it('is seen by nobody with a token that hides', async () => {
    const { json } = await startServer({ authJwtSecret: testSecret });
    const ada = await JsonParticipant.connect(json.url);
    await ada.join('lobby', 'ada', { token: await signToken({}) });
    const token = await signToken({ permissions: ['join', 'hidden'] });
    expect(await record('json', json.url, 'lobby', { token })).toContain('"ada"');
    expect(await ada.unread()).toEqual([]);
  });

  it('says why it is not let in, and leaves no file', async () => {
    const { json } = await startServer({ authJwtSecret: testSecret });
    const [expired, elsewhere, another] = await Promise.all([
      signToken({ exp: 1 }),
      signToken({ room: 'attic' }),
      signToken({ sub: 'ben' }),
    ]);
    for (const [token, code] of [
      [undefined, 'unauthorized'],
      ['none at all', 'unauthorized'],
      [expired, 'token-expired'],
      [elsewhere, 'forbidden'],
      [another, 'identity-mismatch'],
    ] as const) {
      const secrets = token === undefined ? {} : { token };
      await expect(record('json', json.url, 'lobby', secrets)).rejects.toThrow(
        new RegExp(`^the server refuses: .+[.] [(]${code}[)]$`),
      );
    }
  });

  it('begins with a token on the Red5 port, too', async () => {
    const { red5 } = await startServer({ authJwtSecret: testSecret });
    const token = await signToken({ room: 'a stage' });
    const ada = new TestSocket(`${red5.url}/t/${token}?room=a%20stage&streamName=ada`);
    await ada.texts.next();
    const text = await record('red5', red5.url, 'a stage', { token });
    expect(text).toContain('"ada"');
    expect(text).not.toContain(token);
    await expect(record('red5', red5.url, 'a stage', {})).rejects.toThrow(
      'the server refuses: This takes a valid token.',
    );
  });
});

describe.skipIf(!isLoadTesterBuilt())('record, from the command line', () => {
  const short = ['--room=lobby', '--seconds=0.1'];

  it('takes secrets from flags or the environment, and flags beat it', async () => {
    const { json } = await startServer({ authJwtSecret: testSecret });
    const token = await signToken({});
    const ada = await JsonParticipant.connect(json.url);
    await ada.join('lobby', 'ada', { token, password });
    const flags = [`--password=${password}`, `--token=${token}`];
    const environment = { BENCH_PASSWORD: password, BENCH_TOKEN: token };
    const wrong = { BENCH_PASSWORD: 'wrong', BENCH_TOKEN: 'wrong' };
    for (const [given, around] of [
      [flags, wrong],
      [[], environment],
    ] as const) {
      const args = ['record', `--json-url=${json.url}`, `--file=${newFile()}`, ...short, ...given];
      const { code, stdout, stderr } = await runLoadTester(args, null, around);
      expect({ code, stderr }).toEqual({ code: 0, stderr: 'recording lobby; Ctrl-C ends it\n' });
      expect(stdout).toMatch(/^1 lines in /);
    }
  });

  it('says in one line that it is not let in, and exits with 1', async () => {
    const { json } = await startServer();
    await openLobby(json.url, password);
    const args = ['record', `--json-url=${json.url}`, `--file=${newFile()}`, ...short];
    const { code, stdout, stderr } = await runLoadTester(args, null, { BENCH_PASSWORD: '' });
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: 'bench: the server refuses: Incorrect password (incorrect-password)\n',
    });
  });

  it('shows how in its help, and exits with 2 for an empty password', async () => {
    const help = await runLoadTester(['record', '--help']);
    expect(help.code).toBe(0);
    for (const name of ['--password', '--token', 'BENCH_PASSWORD', 'BENCH_TOKEN']) {
      expect(help.stdout).toContain(name);
    }
    const url = '--json-url=ws://127.0.0.1:1';
    const refused = await runLoadTester(['record', url, '--file=x', ...short, '--password=']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('bench: --password: ');
  });
});
