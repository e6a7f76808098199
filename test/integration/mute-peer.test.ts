import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { expect, it, onTestFinished } from 'vitest';

import { JsonParticipant, usersOf } from '../support/clients/json-participant.js';
import { Red5Member } from '../support/clients/red5-member.js';
import { startServer } from '../support/servers/server.js';

const program = fileURLToPath(new URL('../support/clients/mute-participant.mjs', import.meta.url));

it('removes a peer that has fallen silent, tells the others, and keeps those who are only quiet', async () => {
  const { json, red5 } = await startServer({ idleTimeoutSeconds: 8 });
  const ann = await JsonParticipant.join(json.url, 'lobby', 'ann');
  const camera = await Red5Member.join(red5.url, 'lobby', 'camera');
  const mute = await spawnParticipant(json.url, red5.url, 'lobby', 'mute');
  expect(usersOf(await ann.next('user-joined'))).toEqual(['ann', 'mute']);
  await camera.listed(['camera', 'mute']);

  mute.kill('SIGSTOP');
  const left = await ann.next('user-left');
  await camera.listed(['camera']);

  expect(left).toMatchObject({ userId: 'mute', participants: [{ userId: 'ann' }] });
  // The two have been as quiet, but they answered pings.
  expect(await ann.unread()).toEqual([]);
  expect(camera.received).toHaveLength(3);
});

/** Starts a process that joins a room on both ports, and waits until it has joined. */
async function spawnParticipant(...args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    const ended = once(child, 'exit');
    child.kill('SIGCONT');
    if (child.kill('SIGKILL')) await ended;
  });
  await once(child.stdout, 'data');
  return child;
}
