import { beforeEach, describe, expect, it } from 'vitest';

import {
  type ClientEnvironment,
  Red5Client,
  type Red5ClientOptions,
  type Red5Events,
  type WebSocketConstructor,
} from '../../src/client/red5.js';

type Listener = (event: { readonly data: unknown; readonly code: number }) => void;

/** A socket whose other end is the test. */
class FakeSocket {
  readonly url: string;
  closedWith: number | undefined;
  readonly #listeners = new Map<string, Listener[]>();

  constructor(url: string) {
    this.url = url;
    sockets.push(this);
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    const known = this.#listeners.get(type) ?? [];
    // Whoever listens is given an event that has all that any of them reads.
    this.#listeners.set(type, [...known, listener as Listener]);
  }

  send(): void {
    throw new Error('Red5 clients say nothing');
  }

  close(code?: number): void {
    this.closedWith = code;
  }

  list(...streams: readonly unknown[]): void {
    this.text(JSON.stringify({ room: 'lobby', streams }));
  }

  text(data: string): void {
    this.emit('message', { data });
  }

  emit(type: string, event: { readonly data?: unknown; readonly code?: number } = {}): void {
    for (const listener of this.#listeners.get(type) ?? []) {
      listener({ data: undefined, code: 1006, ...event });
    }
  }
}

let sockets: FakeSocket[];
/** The waits of the client, oldest first, with the delays. */
let waits: { readonly ms: number; readonly run: () => void }[];

const environment: ClientEnvironment = {
  now: () => 1000,
  random: () => 0.5,
  nextId: () => 'id',
  after: (ms, run) => {
    const wait = { ms, run };
    waits.push(wait);
    return () => (waits = waits.filter((one) => one !== wait));
  },
  onWake: () => () => undefined,
};

beforeEach(() => {
  sockets = [];
  waits = [];
});

function connect(options: Partial<Red5ClientOptions> = {}, url = 'ws://host:8001'): Red5Client {
  // It takes listeners of every event, each of which reads only its own fields.
  const WebSocket: WebSocketConstructor = FakeSocket;
  return new Red5Client(url, {
    room: 'lobby',
    streamName: 'me',
    WebSocket,
    environment,
    ...options,
  });
}

function socket(): FakeSocket {
  return sockets.at(-1)!;
}

/** Everything that a client tells, as `event value`. */
function record(client: Red5Client): string[] {
  const told: string[] = [];
  const events: readonly (keyof Red5Events)[] = ['streams', 'added', 'removed', 'state'];
  for (const event of events) {
    client.on(event, (value: Red5Events[typeof event]) => {
      const text = typeof value === 'object' && 'status' in value ? value.status : String(value);
      told.push(`${event} ${text}`);
    });
  }
  return told;
}

describe('the address', () => {
  it('names room and stream, escaped', () => {
    connect({ room: 'a b', streamName: 'é+&=?' });
    expect(socket().url).toBe('ws://host:8001?room=a%20b&streamName=%C3%A9%2B%26%3D%3F');
  });

  it('keeps the path and the query that it was given', () => {
    connect({}, 'wss://host/proxy?app=live');
    expect(socket().url).toBe('wss://host/proxy?app=live&room=lobby&streamName=me');
  });

  it('has both names, or there is no client', () => {
    expect(() => connect({ room: '' })).toThrow(TypeError);
    expect(() => connect({ streamName: '' })).toThrow(TypeError);
    expect(sockets).toEqual([]);
  });
});

describe('a list', () => {
  it('is told by its differences, one’s own name left out', () => {
    const client = connect();
    const told = record(client);
    socket().emit('open');
    socket().list('ann', 'me');
    socket().list('ann', 'me', 'ben');
    socket().list('me', 'ben');
    expect(told).toEqual([
      'state joined',
      'added ann',
      'streams ann',
      'added ben',
      'streams ann,ben',
      'removed ann',
      'streams ben',
    ]);
    expect(client.streams).toEqual(['ben']);
    expect(client.all).toEqual(['me', 'ben']);
  });

  it('without a change is not told, and the array stays the same', () => {
    const client = connect();
    socket().list('me', 'ann');
    const { streams } = client;
    const told = record(client);
    socket().list('me', 'ann');
    socket().list('ann', 'me');
    expect(told).toEqual([]);
    expect(client.streams).toBe(streams);
  });

  it('names nobody twice, and nobody without a name', () => {
    const client = connect();
    socket().list('ann', 'me', 'ann', null, 7);
    expect(client.streams).toEqual(['ann']);
  });

  it('may hold any name', () => {
    const client = connect();
    const told = record(client);
    socket().list('me', '__proto__', 'constructor');
    expect(told).toContain('added __proto__');
    expect(client.streams).toEqual(['__proto__', 'constructor']);
  });

  it('that is none is ignored', () => {
    const client = connect();
    socket().list('me', 'ann');
    for (const text of ['', 'null', '7', '{}', '{"streams":7}', '[', '{"room":"lobby"}']) {
      socket().text(text);
    }
    expect(client.streams).toEqual(['ann']);
  });
});

describe('a connection that is lost', () => {
  it('is followed by another, and the list stays until there is a newer one', () => {
    const client = connect();
    socket().list('me', 'ann', 'ben');
    const told = record(client);
    socket().emit('close', { code: 1012 });
    expect(client.state).toEqual({
      status: 'reconnecting',
      attempt: 1,
      nextTryAt: 1250,
      reason: expect.any(String) as string,
    });
    expect(client.streams).toEqual(['ann', 'ben']);
    waits.at(-1)?.run();
    expect(sockets).toHaveLength(2);
    socket().emit('open');
    socket().list('ben', 'me');
    expect(told).toEqual([
      'state reconnecting',
      'state reconnecting',
      'state joined',
      'removed ann',
      'streams ben',
    ]);
  });

  it('is tried again as the caller’s policy says', () => {
    const client = connect({ reconnect: ({ attempt }) => (attempt > 1 ? null : 77) });
    socket().emit('close');
    expect(waits.map(({ ms }) => ms)).toEqual([77]);
    waits[0]?.run();
    socket().emit('close');
    expect(client.state).toEqual({ status: 'closed', reason: 'gave-up', message: null });
  });

  it('is not tried again where the server has refused it, and says why', () => {
    const client = connect();
    socket().emit('open');
    socket().text('The streamName is longer than 1024 bytes.');
    socket().emit('close', { code: 1008 });
    expect(client.state).toEqual({
      status: 'closed',
      reason: 'refused',
      message: 'The streamName is longer than 1024 bytes.',
    });
    expect(waits).toEqual([]);
  });

  it('is tried again where the refusal is for now only', () => {
    const client = connect();
    socket().emit('open');
    socket().text('There are too many connections.');
    socket().emit('close', { code: 4008 });
    expect(client.state.status).toBe('reconnecting');
  });

  it('is not tried again after a close code that says so', () => {
    const client = connect();
    socket().list('me');
    socket().emit('close', { code: 4500 });
    expect(client.state.status).toBe('closed');
  });
});

describe('a client that is closed', () => {
  it('says goodbye and tells nothing more', async () => {
    const client = connect();
    socket().list('me', 'ann');
    const told = record(client);
    const closed = client.close();
    socket().emit('close', { code: 1000 });
    await closed;
    await client.close();
    socket().list('me');
    expect(socket().closedWith).toBe(1000);
    expect(client.state).toEqual({ status: 'closed', reason: 'left', message: null });
    expect(told).toEqual(['state closed']);
    expect(waits).toEqual([]);
  });

  it('by one listener tells the others nothing more', () => {
    const client = connect();
    client.on('added', () => void client.close());
    const told = record(client);
    socket().list('me', 'ann', 'ben');
    expect(told).toEqual(['state joined', 'state closed', 'added ann']);
  });
});

it('stops telling a listener that has gone', () => {
  const client = connect();
  const added: string[] = [];
  const stop = client.on('added', (name) => added.push(name));
  socket().list('me', 'ann');
  stop();
  socket().list('me', 'ann', 'ben');
  expect(added).toEqual(['ann']);
});
