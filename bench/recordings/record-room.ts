import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';

import { nowMs, readMs } from '../measuring/clock.js';
import { openSocket } from '../clients/socket.js';
import { printable } from '../../src/log/printable.js';
import type { RecordingHeader } from '../plan/recording.js';
import { JsonWatcher, Red5Watcher } from './watchers.js';

export interface RecordingOptions {
  readonly protocol: RecordingHeader['protocol'];
  readonly url: string;
  readonly room: string;
  /** Of the room, where it has one. It is not written down. */
  readonly password?: string | undefined;
  /** Where the server asks for one; it must not be for one user alone. It is not written down. */
  readonly token?: string | undefined;
  /** A file that is not there yet. */
  readonly file: string;
  /** The time to listen; infinite: until it is told to end. */
  readonly seconds: number;
  /** Of Callboard. */
  readonly version: string;
  /** Aborted when it is to end. */
  readonly end: AbortSignal;
  /** Called when it has heard who is in the room. */
  readonly onBegin: () => void;
}

export interface RecordingSummary {
  readonly lines: number;
  readonly seconds: number;
}

/** The name under which the others see who listens. */
const shownName = 'Recording this room';
/** The time a server may take to say who is in the room. */
const arrivalMs = 10_000;

/**
 * Listens in a room and writes down what happens there. It is an ordinary
 * participant: the others see it come, under a name that says what it does.
 *
 * @throws Error if the file is there already, the server does not let it in (no
 *   file is left then), or the connection ends
 */
export async function recordRoom(options: RecordingOptions): Promise<RecordingSummary> {
  const { protocol, room, file, version } = options;
  const output = createWriteStream(file, { flags: 'wx' });
  await once(output, 'open');
  const header: RecordingHeader = {
    kind: 'callboard-traffic',
    format: 1,
    protocol,
    room,
    version,
    node: process.version,
    startedAt: new Date().toISOString(),
  };
  output.write(`${JSON.stringify(header)}\n`);
  // On Red5 the name is all that others see of it.
  const own = `recording-this-room-${randomBytes(4).toString('hex')}`;
  const watcher = protocol === 'json' ? new JsonWatcher(own) : new Red5Watcher(own);
  try {
    return await listen(options, output, own, watcher);
  } catch (error) {
    // Whoever tries again with the right password is not to find the file taken.
    if (!watcher.isIn) await rm(file, { force: true });
    throw error;
  } finally {
    output.end();
    if (!output.closed) await once(output, 'close');
  }
}

async function listen(
  options: RecordingOptions,
  output: WriteStream,
  own: string,
  watcher: JsonWatcher | Red5Watcher,
): Promise<RecordingSummary> {
  const { protocol, room, seconds, end, onBegin } = options;
  let finish: () => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const over = new Promise<void>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  // It may be over before anybody waits.
  over.catch(() => undefined);
  const timers: NodeJS.Timeout[] = [];
  let lines = 0;
  let begunMs = Number.NaN;

  const hear = (data: Buffer): void => {
    const heardMs = readMs();
    try {
      const isNew = !watcher.isIn;
      const observations = watcher.hear(JSON.parse(data.toString()));
      if (isNew && watcher.isIn) {
        begunMs = heardMs;
        if (Number.isFinite(seconds)) timers.push(setTimeout(finish, seconds * 1000));
        onBegin();
      }
      const atMs = Math.round((heardMs - begunMs) * 1000) / 1000;
      for (const one of observations) output.write(`${JSON.stringify({ atMs, ...one })}\n`);
      lines += observations.length;
    } catch (error) {
      // On Red5 a sentence is what comes before the connection is closed.
      const verb = watcher.isIn ? 'says' : 'refuses';
      const sentence = `the server ${verb}: ${printable(String(data))}`;
      fail(error instanceof SyntaxError ? new Error(sentence) : error);
    }
  };
  const socket = await openSocket(addressOf(options, own), 0, hear);
  socket.on('error', fail);
  socket.on('close', (code) => fail(new Error(`the server has closed with ${code}`)));
  output.on('error', fail);
  end.addEventListener('abort', finish);
  const arrival = setTimeout(() => {
    if (!watcher.isIn) fail(new Error('the server does not say who is in the room'));
  }, arrivalMs);
  timers.push(arrival);
  const membership = { roomId: room, userId: own };
  if (protocol === 'json') {
    const { password, token } = options;
    const wishes = { userName: shownName, presence: 'delta', password, token };
    socket.send(JSON.stringify({ type: 'join-room', ...membership, ...wishes }));
  }
  try {
    if (!end.aborted) await over;
    return { lines, seconds: watcher.isIn ? (nowMs() - begunMs) / 1000 : 0 };
  } finally {
    for (const timer of timers) clearTimeout(timer);
    if (protocol === 'json') socket.send(JSON.stringify({ type: 'leave-room', ...membership }));
    socket.close(1000);
  }
}

/** A Red5 connection says in its address what a JSON one says in its first frame. */
function addressOf(options: RecordingOptions, streamName: string): string {
  const { protocol, url, room, password, token } = options;
  const address = new URL(url);
  if (protocol === 'json') return address.href;
  const given = Object.entries({ room, streamName, password, token }).flatMap(([name, value]) =>
    // This is no form encoding: `+` would stay a plus.
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  // The last one of a name counts.
  address.search = [address.search.slice(1), ...given].filter((part) => part !== '').join('&');
  return address.href;
}
