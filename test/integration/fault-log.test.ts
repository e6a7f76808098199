import { openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { CliProcess, isCliBuilt } from '../support/servers/cli-process.js';
import { findFreePort } from '../support/servers/free-port.js';
import { JsonParticipant } from '../support/clients/json-participant.js';
import { portFlag } from '../support/servers/ports.js';

interface Program {
  readonly url: string;
  readonly cli: CliProcess;
}

/** Starts the program on a port that its log need not tell. */
async function start(options: { readonly stdout?: number } = {}): Promise<Program> {
  const port = await findFreePort();
  const cli = CliProcess.serve([portFlag('jsonPort', port)], options);
  return { url: `ws://127.0.0.1:${port}`, cli };
}

/** Joins as soon as somebody listens. */
async function joinWhenPossible(url: string, userId: string): Promise<JsonParticipant> {
  for (;;) {
    try {
      return await JsonParticipant.join(url, 'r', userId);
    } catch {
      // The log, which would say when, is what this is about: the test's own time is the limit.
      await delay(50);
    }
  }
}

async function expectService({ url, cli }: Program): Promise<void> {
  const ann = await joinWhenPossible(url, 'ann');
  ann.act('chat-message', { content: 'who needs a log' });
  await ann.next('chat-message');
  cli.signal('SIGTERM');
  expect(await ann.next('error')).toMatchObject({ code: 'draining' });
  expect(await cli.exited).toEqual({ code: 0, signal: null });
  expect(cli.stderr).toBe('');
}

describe.runIf(isCliBuilt())('the program', () => {
  it('serves and drains when the disk under its log is full', async () => {
    await expectService(await start({ stdout: openSync('/dev/full', 'w') }));
  });

  it('serves and drains when the reader of its log has gone away', async () => {
    const program = await start();
    await program.cli.logged('starting');
    program.cli.child.stdout?.destroy();
    await expectService(program);
  });
});
