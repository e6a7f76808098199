import { setTimeout as delay } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { CliProcess, isCliBuilt } from '../support/servers/cli-process.js';
import { findFreePort } from '../support/servers/free-port.js';
import { JsonParticipant } from '../support/clients/json-participant.js';
import { cpuSecondsOf, descriptorsOf, limitDescriptors } from '../support/servers/process-facts.js';
import { RawConnection } from '../support/clients/raw-connection.js';
import { Red5Member } from '../support/clients/red5-member.js';

/** The number of files and sockets that the process may still open; some of them are kept for itself. */
const spare = 40;

describe.runIf(isCliBuilt())('a process without file descriptors for more connections', () => {
  it('refuses newcomers, serves those who are there, rests, and takes newcomers again', async () => {
    // A port that the system has chosen cannot be listened on again while it has connections.
    const [json, red5] = [await findFreePort(), await findFreePort()];
    const cli = CliProcess.serve([`--json-port=${json}`, `--red5-port=${red5}`]);
    const { ops } = await cli.listening();
    const ann = await JsonParticipant.join(`ws://127.0.0.1:${json}`, 'r', 'ann');
    const bob = await JsonParticipant.join(`ws://127.0.0.1:${json}`, 'r', 'bob');
    await ann.next('user-joined');
    const camera = await Red5Member.join(`ws://127.0.0.1:${red5}`, 'r', 'camera');

    limitDescriptors(cli.pid, descriptorsOf(cli.pid) + spare);
    const crowd = Array.from({ length: 2 * spare }, () => new RawConnection(json));
    await cli.logged('no file descriptors are left: new connections are refused');

    const before = cpuSecondsOf(cli.pid);
    // Only time shows whether somebody rests.
    await delay(2_000);
    expect(cpuSecondsOf(cli.pid) - before).toBeLessThan(0.5);
    ann.act('chat-message', { content: 'still here' });
    for (const one of [ann, bob]) {
      expect(await one.next('chat-message')).toMatchObject({ content: 'still here' });
    }
    await expect(JsonParticipant.connect(`ws://127.0.0.1:${json}`)).rejects.toThrow('ECONNREFUSED');
    expect((await fetch(`http://127.0.0.1:${ops}/healthz`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${ops}/readyz`)).status).toBe(503);

    for (const one of crowd) one.destroy();
    await cli.logged('connections are taken again');
    await JsonParticipant.join(`ws://127.0.0.1:${json}`, 'r', 'carol');
    await bob.next('user-joined');
    await Red5Member.join(`ws://127.0.0.1:${red5}`, 'r', 'screen');
    await camera.listed(['camera', 'screen']);
    expect((await fetch(`http://127.0.0.1:${ops}/readyz`)).status).toBe(200);
  });
});
