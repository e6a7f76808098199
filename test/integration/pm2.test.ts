import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { settingsFromObject } from '../../src/settings/check.js';
import { isCliBuilt } from '../support/servers/cli-process.js';
import { findFreePort } from '../support/servers/free-port.js';
import { backlogFlags, joinWithBacklog } from '../support/clients/backlog.js';
import { JsonParticipant } from '../support/clients/json-participant.js';
import { Pm2 } from '../support/servers/pm2.js';
import { adapt, readmeBlock } from '../../bench/documents/readme.js';
import { Red5Member } from '../support/clients/red5-member.js';
import { joinAs } from '../support/clients/room-client.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const ecosystem = readmeBlock('src/cli/README.md', 'PM2', 'js');
const [start = '', reload = '', stop = ''] = readmeBlock('src/cli/README.md', 'PM2', 'sh').split(
  '\n',
);

interface Application {
  readonly pm2: Pm2;
  readonly json: string;
  readonly red5: string;
}

/** Callboard under PM2 as the README says, on free ports. */
async function startApplication(
  args: readonly string[] = [],
  changes: Readonly<Record<string, string>> = {},
): Promise<Application> {
  const [jsonPort, red5Port] = [await findFreePort(), await findFreePort()];
  const settings = [
    '--host',
    '127.0.0.1',
    '--json-port',
    String(jsonPort),
    '--red5-port',
    String(red5Port),
    '--ops-port',
    'off',
    ...args,
  ];
  const pm2 = new Pm2(
    adapt(ecosystem, {
      '/opt/callboard': root,
      "'--host', '127.0.0.1'": JSON.stringify(settings).slice(1, -1),
      ...changes,
    }),
  );
  await pm2.run(start);
  const at = (port: number): string => `ws://127.0.0.1:${port}`;
  return { pm2, json: at(jsonPort), red5: at(red5Port) };
}

interface Line {
  readonly msg: string;
  readonly pid: number;
  readonly time: string;
  readonly signal?: string;
}

/** The log of the program, in order. */
function linesOf({ output }: Pm2): readonly Line[] {
  // The form of the program's own log.
  return output
    .split('\n')
    .filter((line) => line.startsWith('{"') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Line);
}

async function listening(pm2: Pm2, times: number): Promise<void> {
  const count = (): number => linesOf(pm2).filter(({ msg }) => msg === 'listening').length;
  await pm2.until(() => count() === times, `the program to listen (${times})`);
}

/** As above; it is listening. */
async function startListening(
  args: readonly string[] = [],
  changes: Readonly<Record<string, string>> = {},
): Promise<Application> {
  const application = await startApplication(args, changes);
  await listening(application.pm2, 1);
  return application;
}

async function expectDrain(participant: JsonParticipant): Promise<void> {
  const error = await participant.next('error');
  expect(error).toMatchObject({ code: 'draining' });
  expect(await participant.connection.closed).toMatchObject({ code: 1012 });
}

describe.runIf(isCliBuilt())('under PM2', () => {
  it('it starts, restarts with a drain when it is reloaded, and stops with a drain', async () => {
    const { pm2, json, red5 } = await startListening();
    const ada = await joinAs(json, 'ada');
    const ben = await JsonParticipant.join(json, 'elsewhere', 'ben');
    const cam = await Red5Member.join(red5, 'r', 'cam');

    await pm2.run(reload);
    await expectDrain(ben);
    expect(await cam.connection.closed).toMatchObject({ code: 1012 });
    await listening(pm2, 2);
    // A client of the SDK is back without anybody's doing.
    await ada.untilStatus('joined');
    await ada.client.sendMessage('back');
    await ada.client.leave();

    const cleo = await JsonParticipant.join(json, 'r', 'cleo');
    await pm2.run(stop);
    await expectDrain(cleo);
    const life = ['starting', 'listening', 'draining', 'stopped'];
    const lines = linesOf(pm2);
    expect(lines.map(({ msg }) => msg)).toEqual([...life, ...life]);
    expect(lines[0]!.pid).not.toBe(lines[4]!.pid);
    const ends = pm2.log.match(/exited with code .*/g);
    expect(ends).toEqual(Array(2).fill('exited with code [0] via signal [SIGINT]'));
  });

  it('a drain takes the time that it needs', async () => {
    const { drainTimeoutMs } = settingsFromObject({});
    expect(Number(/kill_timeout: (\d+)/.exec(ecosystem)?.[1])).toBeGreaterThan(drainTimeoutMs);
    // PM2 by itself waits for 1.6 s.
    const drainMs = 2500;
    const { pm2, json } = await startListening([`--drain-timeout-ms=${drainMs}`, ...backlogFlags]);
    await joinWithBacklog(Number(new URL(json).port));
    await pm2.run(stop);
    const [draining, stopped] = linesOf(pm2).slice(-2);
    expect([draining?.msg, stopped?.msg]).toEqual(['draining', 'stopped']);
    const tookMs = Date.parse(stopped!.time) - Date.parse(draining!.time);
    expect(tookMs).toBeGreaterThanOrEqual(drainMs);
    expect(pm2.log).toContain('exited with code [0] via signal [SIGINT]');
  });

  it('it is not restarted when its settings are wrong', async () => {
    const { pm2 } = await startApplication(['--max-name-bytes', 'many']);
    await pm2.until(() => pm2.log.includes('exited with code [2]'), 'it to end');
    // PM2 restarts at once, so before it takes another command.
    await pm2.run(stop);
    expect(pm2.log.match(/starting in -fork mode-/g)).toHaveLength(1);
  });

  it.each(['fork', 'cluster'])(
    'of two instances in %s mode one gets no port and ends with 1, the other one goes on',
    async (mode) => {
      const { pm2, json } = await startListening([], {
        "exec_mode: 'fork'": `exec_mode: '${mode}'`,
        'instances: 1': 'instances: 2, autorestart: false',
      });
      await pm2.until(() => pm2.log.includes('exited with code [1]'), 'one to end');
      const ada = await JsonParticipant.connect(json);
      expect(await ada.join('r', 'ada')).toMatchObject({ roomId: 'r' });
      expect(linesOf(pm2).filter(({ msg }) => msg === 'listening')).toHaveLength(1);
    },
  );
});
