import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

import { describe, expect, it, onTestFinished } from 'vitest';

import { isCliBuilt } from '../support/servers/cli-process.js';
import { findFreePort } from '../support/servers/free-port.js';
import { JsonParticipant } from '../support/clients/json-participant.js';
import { projectPath } from '../support/servers/server-child.js';

interface Program {
  readonly url: string;
  readonly child: ReturnType<typeof spawn>;
  /** What it said on standard error. */
  readonly complaints: () => string;
}

/** Starts the program with a standard output of our choice, which need not say the port. */
async function start(stdout: number | 'pipe'): Promise<Program> {
  const port = await findFreePort();
  const flags = ['--host=127.0.0.1', `--json-port=${port}`, '--red5-port=0', '--ops-port=0'];
  const child = spawn(process.execPath, [projectPath('dist/cli.js'), ...flags], {
    stdio: ['ignore', stdout, 'pipe'],
  });
  let complaints = '';
  child.stderr?.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return { url: `ws://127.0.0.1:${port}`, child, complaints: () => complaints };
}

/** Joins as soon as somebody listens. */
async function joinWhenPossible(url: string, userId: string): Promise<JsonParticipant> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    try {
      return await JsonParticipant.join(url, 'r', userId);
    } catch {
      // The log, which would say when, is what this is about.
      await delay(100);
    }
  }
  throw new Error('nobody listens');
}

async function expectService({ url, child, complaints }: Program): Promise<void> {
  const ann = await joinWhenPossible(url, 'ann');
  ann.act('chat-message', { content: 'who needs a log' });
  await ann.next('chat-message');
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await ann.next('error')).toMatchObject({ code: 'draining' });
  expect(await ended).toEqual([0, null]);
  expect(complaints()).toBe('');
}

describe.runIf(isCliBuilt())('the program', () => {
  it('serves and drains when the disk under its log is full', async () => {
    await expectService(await start(openSync('/dev/full', 'w')));
  });

  it('serves and drains when the reader of its log has gone away', async () => {
    const program = await start('pipe');
    const { stdout } = program.child;
    if (stdout === null) throw new Error('invariant: it is a pipe');
    await once(createInterface(stdout), 'line');
    stdout.destroy();
    await expectService(program);
  });
});
