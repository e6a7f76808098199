import { once } from 'node:events';

import { afterEach, describe, expect, it } from 'vitest';
import type { WebSocket as WebSocketOfServer } from 'uWebSockets.js';
import { WebSocket } from 'ws';

import type { Connection, Farewell, Session } from '../../src/protocol.js';
import type { SlowConsumerTreatment } from '../../src/transport/backlog.js';
import type { Native } from '../../src/transport/native.js';
import type { Port } from '../../src/transport/port.js';
import type { PortOptions } from '../../src/transport/port-options.js';
import { createPort, native, openOnLoopback } from './test-port.js';

const maxQueuedBytes = 262_144;
/** More than the kernel takes for one connection. */
const plentyBytes = 24 * 1024 * 1024;

/** Everyone hears of one topic; what is missed is made good by one word. */
class Newsstand {
  readonly overwhelmed: string[] = [];
  readonly closed: string[] = [];
  readonly #farewell: Farewell | null;

  constructor(treatment: SlowConsumerTreatment) {
    this.#farewell =
      treatment === 'close'
        ? { frame: 'farewell', type: 'farewell', closeCode: 4002, reason: 'slow' }
        : null;
  }

  open(connection: Connection): Session {
    connection.subscribe('news');
    return {
      receive: () => undefined,
      closed: () => this.closed.push(connection.id),
      notify: () => undefined,
      end: () => connection.close(1012),
      overwhelmed: () => {
        this.overwhelmed.push(connection.id);
        return this.#farewell;
      },
      relieved: () => connection.send('newest', 'newest'),
    };
  }

  refuse(): void {
    throw new Error('everyone is let in');
  }

  render(): void {
    throw new Error('no engine here');
  }
}

/** Reads, stops and goes on when it is told to. */
class Reader {
  readonly texts: string[] = [];
  closeCode: number | null = null;
  readonly socket: WebSocket;

  private constructor(url: string) {
    this.socket = new WebSocket(url, { perMessageDeflate: false });
    this.socket.on('message', (data: Buffer) => this.texts.push(data.toString()));
    this.socket.on('close', (code) => (this.closeCode = code));
    this.socket.on('error', () => undefined);
  }

  static async open(url: string): Promise<Reader> {
    const reader = new Reader(url);
    await once(reader.socket, 'open');
    return reader;
  }

  /** Resolves when a text has come that begins like this. */
  async until(start: string): Promise<void> {
    while (this.texts.at(-1)?.startsWith(start) !== true) await once(this.socket, 'message');
  }
}

type NativeSocket = Pick<WebSocketOfServer<unknown>, 'getBufferedAmount'>;

interface Stage {
  readonly port: Port;
  readonly stand: Newsstand;
  readonly url: string;
  readonly counted: string[];
  readonly sockets: ReadonlySet<NativeSocket>;
}

let toClose: Port | null = null;
afterEach(() => {
  toClose?.close();
  toClose = null;
});

function openStage(
  slowConsumers: SlowConsumerTreatment,
  options: Partial<PortOptions> & { readonly isDryRun?: boolean } = {},
): Stage {
  const { isDryRun = false, ...others } = options;
  const counted: string[] = [];
  const stand = new Newsstand(slowConsumers);
  const sockets = new Set<NativeSocket>();
  const port = createPort(
    {
      maxQueuedBytes,
      slowConsumers,
      refuses: (limit) => {
        counted.push(limit);
        return !isDryRun;
      },
      ...others,
    },
    watchSockets(sockets),
  );
  toClose = port;
  return { port, stand, counted, sockets, url: openOnLoopback(port, stand) };
}

/** The native module, with a view of the sockets that are open. */
function watchSockets(sockets: Set<NativeSocket>): Native {
  const App: Native['App'] = () => {
    const app = native.App();
    const serve = app.ws.bind(app);
    app.ws = (pattern, behavior) =>
      serve(pattern, {
        ...behavior,
        open: (socket) => {
          sockets.add(socket);
          return behavior.open?.(socket);
        },
        close: (socket, code, message) => {
          sockets.delete(socket);
          behavior.close?.(socket, code, message);
        },
      });
    return app;
  };
  return { ...native, App };
}

/** A frame that says which one it is. */
function issue(number: number, bytes: number): string {
  return `${String(number)} `.padEnd(bytes, 'x');
}

function numbersOf(texts: readonly string[]): readonly number[] {
  return texts.map((text) => Number.parseInt(text, 10));
}

function countTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * Publishes until everything the kernel can hold is far exceeded.
 *
 * @returns the most that waited for one connection at any time, and how many frames there were
 */
async function flood(
  { port, sockets }: Stage,
  frameBytes: number,
  framesPerTurn: number,
): Promise<{ readonly most: number; readonly frames: number }> {
  const frames = Math.ceil(plentyBytes / frameBytes);
  let most = 0;
  const watch = (): void => {
    for (const socket of sockets) most = Math.max(most, socket.getBufferedAmount());
  };
  for (let number = 1; number <= frames; number += 1) {
    port.publish('news', issue(number, frameBytes), 'news');
    watch();
    if (number % framesPerTurn !== 0) continue;
    await turn();
    watch();
  }
  await turn();
  return { most, frames };
}

describe.each([
  { frameBytes: 200, framesPerTurn: 50, name: 'short frames' },
  { frameBytes: 10_000, framesPerTurn: 1000, name: 'bursts' },
  { frameBytes: 10_000, framesPerTurn: 1_000_000, name: 'one endless burst' },
  { frameBytes: 60_000, framesPerTurn: 1, name: 'long frames' },
  { frameBytes: 1_000_000, framesPerTurn: 3, name: 'frames longer than may wait' },
])('a reader that stops, among $name', ({ frameBytes, framesPerTurn }) => {
  it('has no more waiting for it than it may, one message aside', async () => {
    const stage = openStage('close');
    const { url } = stage;
    const sleeper = await Reader.open(url);
    sleeper.socket.pause();
    const { most } = await flood(stage, frameBytes, framesPerTurn);

    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(maxQueuedBytes + frameBytes);
  });

  it('gets all that was published until it was too much, in order, and a farewell', async () => {
    const stage = openStage('close');
    const { port, stand, counted, url } = stage;
    const sleeper = await Reader.open(url);
    sleeper.socket.pause();
    const { frames } = await flood(stage, frameBytes, framesPerTurn);

    // It is over for everyone else, whenever its client takes note.
    expect(stand.closed).toEqual(['1']);
    expect(counted).toEqual(['maxQueuedBytes']);
    sleeper.socket.resume();
    await once(sleeper.socket, 'close');
    expect(sleeper.closeCode).toBe(4002);
    expect(sleeper.texts.pop()).toBe('farewell');
    expect(numbersOf(sleeper.texts)).toEqual(countTo(sleeper.texts.length));
    expect(sleeper.texts.length).toBeLessThan(frames);
    expect(port.links.size).toBe(0);
  });
});

describe('a reader that keeps up', () => {
  it('is never taken for slow, whatever comes at once', async () => {
    const { port, stand, url } = openStage('close', { maxQueuedBytes: 1024 });
    const reader = await Reader.open(url);
    // Less than the kernel takes at once, and much more than may wait.
    for (let number = 1; number <= 100; number += 1)
      port.publish('news', issue(number, 600), 'news');
    await reader.until('100 ');
    expect(numbersOf(reader.texts)).toEqual(countTo(100));
    expect(stand.overwhelmed).toEqual([]);
  });

  it('is not kept waiting by one that does not', async () => {
    const { port, stand, url } = openStage('close');
    const sleeper = await Reader.open(url);
    sleeper.socket.pause();
    const reader = await Reader.open(url);
    const frames = Math.ceil(plentyBytes / 60_000);
    for (let number = 1; number <= frames; number += 1) {
      port.publish('news', issue(number, 60_000), 'news');
      await reader.until(`${String(number)} `);
    }
    expect(numbersOf(reader.texts)).toEqual(countTo(frames));
    expect(stand.closed).toEqual(['1']);
  });
});

describe('with limits that are only counted', () => {
  it('a reader that stops is counted once, and cut off by the native module in the end', async () => {
    const stage = openStage('close', { isDryRun: true });
    const { stand, counted, url } = stage;
    const sleeper = await Reader.open(url);
    sleeper.socket.pause();
    const { most } = await flood(stage, 10_000, 5);

    expect(counted).toEqual(['maxQueuedBytes']);
    expect(most).toBeLessThanOrEqual(maxQueuedBytes + 10_000);
    expect(stand.overwhelmed).toEqual([]);
    expect(stand.closed).toEqual(['1']);
  });
});

describe('a reader that stops, where readers catch up', () => {
  it.each([200, 10_000, 60_000, 1_000_000])(
    'has one frame of %i bytes waiting, and gets the newest word when it goes on',
    async (frameBytes) => {
      const stage = openStage('catch-up');
      const { port, stand, counted, url } = stage;
      const sleeper = await Reader.open(url);
      sleeper.socket.pause();
      const { most } = await flood(stage, frameBytes, 1);
      expect(most).toBeGreaterThan(0);
      // With the frame's own header.
      expect(most).toBeLessThanOrEqual(frameBytes + 10);
      expect([stand.overwhelmed, stand.closed, counted]).toEqual([['1'], [], []]);

      sleeper.socket.resume();
      await sleeper.until('newest');
      port.publish('news', 'and on', 'news');
      await sleeper.until('and on');
      const numbers = numbersOf(sleeper.texts.slice(0, -2));
      expect(numbers).toEqual(countTo(numbers.length));
      expect(sleeper.texts.filter((text) => text === 'newest')).toHaveLength(1);
    },
  );

  it('misses nothing unnoticed when more comes in one turn than may wait', async () => {
    const { port, url } = openStage('catch-up', { maxQueuedBytes: 65_536 });
    const sleeper = await Reader.open(url);
    sleeper.socket.pause();
    let number = 0;
    // The native module gathers as much and drops what is too much of it.
    for (let isFull = false; !isFull; isFull = [...port.links].some((link) => !link.isFlushed)) {
      for (let count = 0; count < 31; count += 1)
        port.publish('news', issue((number += 1), 16_000), 'news');
      await turn();
      await turn();
    }
    sleeper.socket.resume();
    const isSettled = (): boolean => {
      const last = sleeper.texts.at(-1) ?? '';
      return last === 'newest' || last.startsWith(`${String(number)} `);
    };
    while (!isSettled()) await once(sleeper.socket, 'message');
    const numbers = numbersOf(sleeper.texts.filter((text) => text !== 'newest'));
    expect(numbers).toEqual(countTo(numbers.length));
  });

  it('may join and leave topics meanwhile', async () => {
    const connections: Connection[] = [];
    const stage = openStage('catch-up');
    const { port, stand, url } = stage;
    const open = stand.open.bind(stand);
    stand.open = (connection) => {
      connections.push(connection);
      return open(connection);
    };
    const sleeper = await Reader.open(url);
    sleeper.socket.pause();
    await flood(stage, 60_000, 1);
    connections[0]?.subscribe('other news');
    connections[0]?.unsubscribe('news');
    port.publish('other news', 'missed', 'news');
    sleeper.socket.resume();
    await sleeper.until('newest');
    port.publish('news', 'not for it', 'news');
    port.publish('other news', 'and on', 'news');
    await sleeper.until('and on');
    expect(sleeper.texts.slice(-2)).toEqual(['newest', 'and on']);
    expect(sleeper.texts).not.toContain('missed');
  });
});
