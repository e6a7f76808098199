import { describe, expect, it } from 'vitest';

import { CliProcess, isCliBuilt } from '../support/servers/cli-process.js';
import { backlogFlags, joinWithBacklog } from '../support/clients/backlog.js';
import { JsonParticipant } from '../support/clients/json-participant.js';
import type { RawConnection } from '../support/clients/raw-connection.js';
import { Red5Member } from '../support/clients/red5-member.js';

/** A drain that lasts: only a second signal ends it before the test gives up. */
const endless = ['--drain-timeout-ms=3600000'];

/** Starts the program with someone in a room who does not read what waits for him. */
async function serveWithBacklog(
  args: readonly string[],
): Promise<{ cli: CliProcess; sleeper: RawConnection }> {
  const cli = CliProcess.serve([...backlogFlags, ...args]);
  const { json } = await cli.listening();
  return { cli, sleeper: await joinWithBacklog(json) };
}

describe.runIf(isCliBuilt())('a signal', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'drains: %s tells JSON clients when to come back, closes Red5 clients, then ends with 0',
    async (signal) => {
      const cli = CliProcess.serve();
      const { json, red5 } = await cli.listening();
      const alice = await JsonParticipant.join(`ws://127.0.0.1:${json}`, 'r', 'alice');
      const lobby = await JsonParticipant.connect(`ws://127.0.0.1:${json}`);
      const bob = await Red5Member.join(`ws://127.0.0.1:${red5}`, 'r', 'bob');
      cli.signal(signal);
      for (const participant of [alice, lobby]) {
        const error = await participant.next('error');
        expect(error).toMatchObject({ code: 'draining' });
        expect(error['retryAfterMs']).toBeGreaterThan(0);
        expect(await participant.connection.closed).toMatchObject({ code: 1012 });
      }
      expect(await bob.connection.closed).toMatchObject({ code: 1012 });
      // Neither a message nor a list without those who were closed before.
      expect(bob.received).toEqual([{ room: 'r', streams: ['bob'] }]);
      expect(await cli.exited).toEqual({ code: 0, signal: null });
      expect(await cli.logged('draining')).toMatchObject({ signal, connections: 3 });
      expect(cli.stderr).toBe('');
    },
  );

  it('leaves the operations port open during the drain, where it says so', async () => {
    const { cli } = await serveWithBacklog(endless);
    const { json, ops } = await cli.listening();
    cli.signal('SIGTERM');
    await cli.logged('draining');
    const ready = await fetch(`http://127.0.0.1:${ops}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([503, 'draining']);
    expect((await fetch(`http://127.0.0.1:${ops}/healthz`)).status).toBe(200);
    await expect(JsonParticipant.connect(`ws://127.0.0.1:${json}`)).rejects.toThrow('ECONNREFUSED');
  });

  it('does not wait longer than the drain may take for someone who does not read', async () => {
    const { cli, sleeper } = await serveWithBacklog(['--drain-timeout-ms=200']);
    cli.signal('SIGTERM');
    expect(await cli.exited).toEqual({ code: 0, signal: null });
    sleeper.socket.resume();
    await sleeper.closed;
  });

  it.each([
    ['SIGTERM', 'SIGTERM', 143],
    ['SIGTERM', 'SIGINT', 130],
    ['SIGINT', 'SIGTERM', 143],
  ] as const)(
    'ends the drain at once when it is the second: %s, %s',
    async (first, second, code) => {
      const { cli } = await serveWithBacklog(endless);
      cli.signal(first);
      await cli.logged('draining');
      cli.signal(second);
      expect(await cli.exited).toEqual({ code, signal: null });
      expect(cli.log.all.at(-1)).toMatchObject({ msg: 'ended at once', signal: second });
    },
  );

  it('ends the drain when somebody presses Ctrl-C again', async () => {
    const { cli } = await serveWithBacklog(endless);
    const { ops } = await cli.listening();
    const ended = cli.exited.then(() => true);
    const answered = (): Promise<boolean> =>
      fetch(`http://127.0.0.1:${ops}/healthz`).then(
        () => false,
        () => ended,
      );
    // An interrupt right after the first one counts as its echo, so it is pressed until it helps.
    do cli.signal('SIGINT');
    while (!(await Promise.race([ended, answered()])));
    expect(await cli.exited).toEqual({ code: 130, signal: null });
  });

  it('may come twice at once, as Ctrl-C does under npm, and still drains', async () => {
    const cli = CliProcess.serve();
    const { json } = await cli.listening();
    const alice = await JsonParticipant.join(`ws://127.0.0.1:${json}`, 'r', 'alice');
    cli.signal('SIGINT');
    cli.signal('SIGINT');
    expect(await alice.next('error')).toMatchObject({ code: 'draining' });
    expect(await cli.exited).toEqual({ code: 0, signal: null });
  });

  it('during the start is obeyed once the ports are open', async () => {
    const cli = CliProcess.serve();
    await cli.logged('starting');
    cli.signal('SIGTERM');
    expect(await cli.exited).toEqual({ code: 0, signal: null });
    expect(cli.log.all.map(({ msg }) => msg)).toEqual([
      'starting',
      'listening',
      'draining',
      'stopped',
    ]);
  });
});
