import { setTimeout as delay } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { CliProcess, isCliBuilt } from '../support/servers/cli-process.js';
import { JsonParticipant, usersOf } from '../support/clients/json-participant.js';
import { RawConnection } from '../support/clients/raw-connection.js';
import { Red5Member } from '../support/clients/red5-member.js';

/** Longer than the idle timeout: a suspended laptop, a paused virtual machine. */
const stoppedMs = 10_000;

describe.runIf(isCliBuilt())('a process that was stopped and goes on', () => {
  it('keeps those who are there, and removes those who went meanwhile', async () => {
    const cli = CliProcess.serve(['--idle-timeout-seconds=8']);
    const { json, red5 } = await cli.listening();
    const ann = await JsonParticipant.join(`ws://127.0.0.1:${json}`, 'r', 'ann');
    const camera = await Red5Member.join(`ws://127.0.0.1:${red5}`, 'r', 'camera');
    const lost = await JsonParticipant.join(`ws://127.0.0.1:${json}`, 'r', 'lost');
    const lostCamera = await Red5Member.join(`ws://127.0.0.1:${red5}`, 'r', 'lost');
    // Answers no ping, and so is dead for all that anybody can tell.
    await RawConnection.joined(json, 'r', 'mute');
    for (const userId of ['lost', 'mute']) {
      expect(await ann.next('user-joined')).toMatchObject({ userId });
    }
    await camera.listed(['camera', 'lost']);

    cli.signal('SIGSTOP');
    lost.connection.drop();
    lostCamera.connection.drop();
    ann.act('chat-message', { content: 'said meanwhile' });
    await delay(stoppedMs);
    cli.signal('SIGCONT');

    const heard: unknown[] = [];
    while (heard.length < 3) heard.push(await nextKind(ann));
    expect(heard.toSorted()).toEqual(['left lost', 'left mute', 'said meanwhile']);
    await camera.listed(['camera']);
    const bob = await JsonParticipant.connect(`ws://127.0.0.1:${json}`);
    expect(usersOf(await bob.join('r', 'bob'))).toEqual(['ann', 'bob']);
    expect(await ann.next('user-joined')).toMatchObject({ userId: 'bob' });
  });
});

async function nextKind(one: JsonParticipant): Promise<string> {
  const frame: unknown = JSON.parse(await one.connection.texts.next());
  const { type, userId, content } = frame as Record<string, string>;
  return type === 'user-left' ? `left ${userId ?? ''}` : (content ?? type ?? '');
}
