import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { noFaults } from '../../../bench/measuring/faults.js';
import { readRecording } from '../../../bench/recordings/format.js';
import { recordRoom } from '../../../bench/recordings/record-room.js';
import { readReplay } from '../../../bench/cli/replay.js';
import { RoomLedger } from '../../../bench/ledgers/room-ledger.js';
import { Red5Watcher } from '../../../bench/recordings/watchers.js';
import { startFaultyServer } from '../../support/servers/faulty-room-server.js';
import { JsonParticipant } from '../../support/clients/json-participant.js';
import { isLoadTesterBuilt, measure, runLoadTester } from '../../support/servers/load-tester.js';
import { Red5Member } from '../../support/clients/red5-member.js';
import { startServer } from '../../support/servers/server.js';

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return join(folder, 'traffic.jsonl');
}

const header = {
  kind: 'callboard-traffic',
  format: 1,
  protocol: 'json',
  room: 'lobby',
  version: '1.0.0',
  node: 'v20.0.0',
  startedAt: '2026-01-01T00:00:00.000Z',
};

function lines(...entries: readonly object[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}

function write(...entries: readonly object[]): string {
  const file = newFile();
  writeFileSync(file, lines(header, ...entries));
  return file;
}

/** Two who stay, and one who comes and goes five times; everybody speaks, and some stream. */
function busyRoom(): object[] {
  const visits = Array.from({ length: 5 }, (_, visit) => {
    const atMs = visit * 100;
    return [
      { atMs, event: 'join', who: 'cyd', name: 'Cyd' },
      { atMs: atMs + 10, event: 'chat', who: 'ada', content: 'hello '.repeat(40) },
      { atMs: atMs + 20, event: 'start-stream', who: 'cyd' },
      { atMs: atMs + 20, event: 'chat', who: 'cyd', content: '🎭' },
      { atMs: atMs + 30, event: 'stop-stream', who: 'cyd' },
      { atMs: atMs + 30, event: 'chat', who: 'ben', content: 'hi' },
      { atMs: atMs + 40, event: 'leave', who: 'cyd' },
    ];
  });
  return [
    { atMs: 0, event: 'present', who: 'ada', name: 'Ada', isStreaming: true },
    { atMs: 0, event: 'present', who: 'ben', name: 'Ben <b>' },
    ...visits.flat(),
  ];
}

interface Recording {
  readonly file: string;
  /** Waits until it has heard of so many events. */
  readonly hasHeard: (count: number) => Promise<void>;
  readonly end: () => Promise<readonly unknown[]>;
}

async function record(protocol: 'json' | 'red5', url: string, room: string): Promise<Recording> {
  const file = newFile();
  const controller = new AbortController();
  const begun = new EventTarget();
  const isBegun = once(begun, 'begun');
  const recorded = recordRoom({
    protocol,
    url,
    room,
    file,
    seconds: Number.POSITIVE_INFINITY,
    version: '1.0.0',
    end: controller.signal,
    onBegin: () => begun.dispatchEvent(new Event('begun')),
  });
  await Promise.race([isBegun, recorded]);
  const eventLines = (): string[] => readFileSync(file, 'utf8').trim().split('\n').slice(1);
  return {
    file,
    hasHeard: (count) => expect.poll(() => eventLines().length).toBeGreaterThanOrEqual(count),
    end: async () => {
      controller.abort();
      await recorded;
      return eventLines().map((line) => {
        const value: unknown = JSON.parse(line);
        return { ...(value as object), atMs: undefined };
      });
    },
  };
}

describe('a recording', () => {
  it('holds who was in a JSON room and what happened there, and nothing of itself', async () => {
    const { json } = await startServer();
    const ada = await JsonParticipant.join(json.url, 'lobby', 'ada');
    ada.act('start-streaming');
    await ada.next('user-streaming-started');
    const { file, hasHeard, end } = await record('json', json.url, 'lobby');
    expect(await ada.next('user-joined')).toMatchObject({ userName: 'Recording this room' });
    const ben = await JsonParticipant.join(json.url, 'lobby', 'ben');
    ben.act('chat-message', { content: 'héllo' });
    ben.act('start-streaming');
    ben.act('stop-streaming');
    await ben.unread();
    // The same again, without having left.
    const again = await JsonParticipant.join(json.url, 'lobby', 'ben');
    again.act('leave-room');
    await again.unread();
    await ada.unread();
    await hasHeard(8);
    expect(await end()).toEqual([
      { event: 'present', who: 'ada', name: 'ada', isStreaming: true },
      { event: 'join', who: 'ben', name: 'ben' },
      { event: 'chat', who: 'ben', content: 'héllo' },
      { event: 'start-stream', who: 'ben' },
      { event: 'stop-stream', who: 'ben' },
      { event: 'leave', who: 'ben' },
      { event: 'join', who: 'ben', name: 'ben' },
      { event: 'leave', who: 'ben' },
    ]);
    const traffic = readRecording(readFileSync(file, 'utf8'), file);
    expect(traffic.header).toMatchObject({ protocol: 'json', room: 'lobby', version: '1.0.0' });
  });

  it('holds the connections of a Red5 room that come and go', async () => {
    const { red5 } = await startServer();
    const ada = await Red5Member.join(red5.url, 'stage', 'ada');
    const { hasHeard, end } = await record('red5', red5.url, 'stage');
    const ben = await Red5Member.join(red5.url, 'stage', 'ben');
    const own = ben.received.at(-1)!.streams[1]!;
    expect(own).toMatch(/^recording-this-room-/);
    await hasHeard(2);
    await ada.connection.close();
    await ben.listed([own, 'ben']);
    await hasHeard(3);
    expect(await end()).toEqual([
      { event: 'present', who: 'ada' },
      { event: 'join', who: 'ben' },
      { event: 'leave', who: 'ada' },
    ]);
  });

  it('takes of coalesced lists what differs', () => {
    const watcher = new Red5Watcher('me');
    const hear = (...streams: string[]) => watcher.hear({ room: 'a', streams });
    expect(hear('a', 'me')).toEqual([{ event: 'present', who: 'a' }]);
    expect(hear('me', 'b', 'c')).toEqual([
      { event: 'leave', who: 'a' },
      { event: 'join', who: 'b' },
      { event: 'join', who: 'c' },
    ]);
  });

  it('does not begin where the server lets nobody in, and writes over no file', async () => {
    const { json } = await startServer({ maxNameBytes: 4 });
    await expect(record('json', json.url, 'a long name')).rejects.toThrow('the server refuses');
    const taken = write();
    const options = { protocol: 'json', url: json.url, room: 'r', file: taken } as const;
    const rest = { seconds: 1, version: '1', end: AbortSignal.abort(), onBegin: () => {} };
    await expect(recordRoom({ ...options, ...rest })).rejects.toThrow('EEXIST');
  });
});

describe('a file of recorded traffic', () => {
  const ada = { atMs: 1, event: 'join', who: 'ada' };
  for (const [line, reason, text] of [
    [1, 'there is nothing in it', ''],
    [1, 'this is not JSON', 'hello\n'],
    [1, 'kind', lines({ kind: 'other' })],
    [3, 'this is not JSON', `${lines(header, ada)}{"atMs":2,"eve`],
    [2, 'event', lines(header, { atMs: 1, event: 'dance', who: 'ada' })],
    [2, 'content', lines(header, { atMs: 1, event: 'chat', who: 'ada' })],
    [3, '0 ms is before', lines(header, ada, { atMs: 0, event: 'leave', who: 'ada' })],
    [2, 'ada is not there', lines(header, { atMs: 1, event: 'leave', who: 'ada' })],
    [3, 'ada is there already', lines(header, ada, ada)],
    [3, 'not streaming already', lines(header, ada, { ...ada, event: 'stop-stream' })],
    [3, 'before all else', lines(header, ada, { ...ada, event: 'present' })],
    [3, 'Red5', lines({ ...header, protocol: 'red5' }, ada, { ...ada, event: 'start-stream' })],
  ] as const) {
    it(`is refused, with its line, for: ${reason} (${String(line)})`, () => {
      expect(() => readRecording(text, 'x.jsonl')).toThrow(
        new RegExp(`^x[.]jsonl:${String(line)}: .*${reason}`),
      );
    });
  }

  it('decides how many people there are and how long it takes', () => {
    const file = write(...busyRoom());
    const read = readReplay([file], { speed: '2' });
    expect(read).toMatchObject({
      options: { scenario: 'replay', rooms: 1, members: 3, seconds: 0.22, traffic: file },
    });
    const other = readReplay([file], { members: '4' });
    expect(other).toMatchObject({ mistakes: ['--members: the recording says 3'] });
    const url = readReplay([file], { 'red5-url': 'ws://127.0.0.1:1' });
    expect(url.kind).toBe('refuse');
    expect(readReplay([], {}).kind).toBe('refuse');
    expect(readReplay([`${file}.not`], {}).kind).toBe('refuse');
  });
});

describe('the ledger of a room whose members come and go', () => {
  function room() {
    const faults = noFaults();
    const ledger = new RoomLedger(faults, () => undefined);
    ledger.entered(0, new Map([[0, false]]), 0);
    ledger.entered(
      1,
      new Map([
        [0, false],
        [1, false],
      ]),
      0,
    );
    const say = (event: number, person = 0) => ledger.sent({ event, kind: 'chat', person });
    return { faults, ledger, say };
  }

  it('misses what somebody has not seen who was in when it was sent', () => {
    const { ledger, say } = room();
    say(0);
    ledger.sawChat(0, 0, 0);
    expect(ledger.missing).toBe(1);
    ledger.left(1);
    expect(ledger.missing).toBe(1);
  });

  it('forgives whoever leaves what nobody had seen by then, and nothing else', () => {
    const { ledger, say } = room();
    say(0);
    say(1);
    ledger.sawChat(0, 0, 0);
    ledger.leaving(1);
    ledger.left(1);
    ledger.sawChat(0, 1, 0);
    expect(ledger.missing).toBe(1);
  });

  it('asks nothing of whoever comes later, and takes what comes to them anyway', () => {
    const { faults, ledger, say } = room();
    say(0);
    ledger.entered(2, new Map([[2, false]]), 0);
    ledger.sawChat(2, 0, 0);
    for (const person of [0, 1]) ledger.sawChat(person, 0, 0);
    expect([ledger.missing, faults]).toEqual([0, noFaults()]);
  });

  it('counts what is doubled, foreign or out of order', () => {
    const { faults, ledger, say } = room();
    say(0);
    say(1);
    ledger.sawChat(0, 1, 0);
    ledger.sawChat(0, 0, 0);
    ledger.sawChat(0, 0, 0);
    ledger.sawChat(0, 7, 0);
    ledger.sawPresence(0, 'join', 0, 0);
    ledger.sawPresence(0, 'stop-stream', 0, 0);
    expect(faults).toEqual({ lost: 0, doubled: 3, foreign: 1, reordered: 1 });
  });

  it('finds who saw another order than the rest', () => {
    const { ledger, say } = room();
    say(0, 0);
    say(1, 1);
    for (const [person, event] of [
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 0],
    ] as const) {
      ledger.sawChat(person, event, 0);
    }
    expect(ledger.disagreeing).toBe(1);
  });
});

describe.skipIf(!isLoadTesterBuilt())('a replay', () => {
  for (const [server, presence, speed] of [
    ['callboard', 'delta', '20'],
    ['original', 'full', '3'],
  ] as const) {
    it(`is right at ×${speed} with ${presence} presence on ${server}`, async () => {
      const file = write(...busyRoom());
      const { code, result } = await measure('replay', [
        file,
        `--server=${server}`,
        `--presence=${presence}`,
        `--speed=${speed}`,
        '--rooms=3',
      ]);
      expect(result.wrong).toEqual([]);
      // On a busy machine a room of half a second is seldom left and joined in time.
      expect([0, 4]).toContain(code);
      expect(result).toMatchObject({ sent: 3 * 35, lost: 0, wrongRooms: 0 });
      // Two hear of each of the other's seven doings, and the third of some.
      expect(result.deliveries).toBeGreaterThanOrEqual(3 * 5 * 7 * 2);
      expect(result.settings).toMatchObject({ speed: Number(speed), members: 3, rooms: 3 });
    });
  }

  it('is right for the connections of a Red5 room', async () => {
    const doings = busyRoom().filter((one) => /"(present|join|leave)"/.test(JSON.stringify(one)));
    const file = newFile();
    writeFileSync(file, lines({ ...header, protocol: 'red5' }, ...doings));
    const report = `${file}.html`;
    const { result } = await measure('replay', [file, '--speed=2', `--report=${report}`]);
    expect(result.wrong).toEqual([]);
    expect(result.sent).toBe(10);
    expect(readFileSync(report, 'utf8')).toContain('RIGHT');
  });

  it('fails for a message that somebody has not got', async () => {
    let count = 0;
    const url = await startFaultyServer((frame, pass) => {
      count += 1;
      if (count !== 3) pass(frame);
    });
    const people = ['ada', 'ben', 'cyd'].map((who) => ({ atMs: 0, event: 'present', who }));
    const chat = Array.from({ length: 6 }, (_, turn) => {
      return { atMs: turn * 20, event: 'chat', who: 'ben', content: 'x' };
    });
    const file = write(...people, ...chat);
    const flags = [`--json-url=${url}`, '--settle-seconds=0.5'];
    const { code, result } = await measure('replay', [file, ...flags]);
    expect(code).toBe(3);
    expect(result).toMatchObject({ lost: 1, expected: 18, deliveries: 17, disagreeing: 0 });
  });

  it('does not begin with a file that is none', async () => {
    const { code, stderr } = await runLoadTester(['replay', write({ atMs: 1 })]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/traffic[.]jsonl:2: /);
  });

  it('records from the command line until it is interrupted', async () => {
    const { json } = await startServer();
    const ada = await JsonParticipant.join(json.url, 'lobby', 'ada');
    const file = newFile();
    const recording = runLoadTester(
      ['record', `--json-url=${json.url}`, '--room=lobby', `--file=${file}`],
      'recording lobby',
    );
    await ada.next('user-joined');
    const { code, stdout } = await recording;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^1 lines in /);
  });
});
