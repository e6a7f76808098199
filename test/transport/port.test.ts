import { once } from 'node:events';

import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';

import { errors as errorCatalogue } from '../../src/errors/catalogue.js';
import type {
  Connection,
  ConnectionRequest,
  Disconnection,
  Notice,
  Session,
} from '../../src/protocol.js';
import type { Port } from '../../src/transport/port.js';
import type { PortOptions } from '../../src/transport/port-options.js';
import { createPort, openOnLoopback } from './test-port.js';

/** Does what it is told by the first word of a message, and keeps what it sees. */
class PuppetProtocol {
  readonly requests: ConnectionRequest[] = [];
  readonly closes: Disconnection[] = [];
  openHook: (connection: Connection) => void = () => undefined;

  open(connection: Connection, request: ConnectionRequest): Session {
    this.requests.push(request);
    this.openHook(connection);
    return {
      receive: (message) => {
        const [word = '', ...rest] = Buffer.from(message).toString().split(' ');
        this.#act(connection, word, rest.join(' '));
      },
      closed: (disconnection) => {
        this.closes.push(disconnection);
      },
      notify: ({ code }) => {
        connection.send(`mind ${code}`, 'notice');
      },
      end: (notice) => {
        this.refuse(connection, notice);
      },
      overwhelmed: () => null,
      relieved: () => undefined,
    };
  }

  refuse(connection: Connection, { code, retryAfterMs }: Notice): void {
    connection.send(`come back in ${String(retryAfterMs)}`, 'notice');
    connection.close(errorCatalogue[code].closeCode ?? 1008, code);
  }

  render(): void {
    throw new Error('no engine here');
  }

  #act(connection: Connection, word: string, rest: string): void {
    if (word === 'echo') connection.send(rest, 'echo');
    else if (word === 'close') connection.close(Number(rest), 'as told');
    else if (word === 'hush') connection.close();
    else if (word === 'subscribe') connection.subscribe(rest);
    else if (word === 'unsubscribe') connection.unsubscribe(rest);
    else throw new Error(`puppet was told to ${word}`);
  }
}

interface Stage {
  readonly port: Port;
  readonly puppet: PuppetProtocol;
  readonly errors: unknown[];
  readonly url: string;
}

const toClose: Port[] = [];

function openPort(options: Partial<PortOptions> = {}): Port {
  const port = createPort(options);
  toClose.push(port);
  return port;
}

function openStage(options: Partial<PortOptions> = {}): Stage {
  const puppet = new PuppetProtocol();
  const errors: unknown[] = [];
  const port = openPort({ ...options, onError: (error) => errors.push(error) });
  return { port, puppet, errors, url: openOnLoopback(port, puppet) };
}

async function connect(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url);
  await once(socket, 'open');
  return socket;
}

async function nextText(socket: WebSocket): Promise<string> {
  const [data] = (await once(socket, 'message')) as [Buffer];
  return data.toString();
}

async function ask(socket: WebSocket, text: string): Promise<string> {
  socket.send(text);
  return nextText(socket);
}

async function closeOf(socket: WebSocket): Promise<[number, string]> {
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
  return [code, reason.toString()];
}

afterEach(() => {
  for (const port of toClose.splice(0)) port.close();
});

describe('a port', () => {
  it('hands over path and raw query', async () => {
    const { puppet, url } = openStage();
    await connect(`${url}/a/b?room=%41+b&x=?`);
    await connect(url);
    expect(puppet.requests).toEqual([
      { path: '/a/b', query: 'room=%41+b&x=?', address: '127.0.0.1' },
      { path: '/', query: null, address: '127.0.0.1' },
    ]);
  });

  it('publishes to the subscribers of a topic, in order with what is sent', async () => {
    const { port, url } = openStage();
    const [a, b] = [await connect(url), await connect(url)];
    a.send('subscribe news');
    await ask(a, 'echo ready');
    await ask(b, 'echo ready');
    port.publish('news', 'one', 'news');
    expect(await nextText(a)).toBe('one');
    const large = 'é'.repeat(20_000);
    port.publish('news', large, 'news');
    expect(await nextText(a)).toBe(large);
    a.send('unsubscribe news');
    await ask(a, 'echo ready');
    port.publish('news', 'two', 'news');
    expect(await ask(a, 'echo not two')).toBe('not two');
    expect(await ask(b, 'echo nothing came')).toBe('nothing came');
  });

  it('gives each subscriber all from its subscription on, large and small, in order', async () => {
    const { port, url } = openStage({ maxQueuedBytes: 8 * 1024 ** 2 });
    const frames = ['L', 'L', 's', 'L', 's', 's', 'L', 'L', 's'].map(
      (kind, index) => `${String(index)} ${'é'.repeat(kind === 'L' ? 20_000 : 2)}`,
    );
    const readers: { from: number; heard: string[] }[] = [];
    for (const [from, frame] of frames.entries()) {
      const socket = await connect(url);
      socket.send('subscribe news');
      await ask(socket, 'echo ready');
      const heard: string[] = [];
      socket.on('message', (data: Buffer) => heard.push(data.toString()));
      readers.push({ from, heard });
      port.publish('news', frame, 'news');
    }
    // And all of it again, within one turn.
    for (const frame of frames) port.publish('news', frame, 'news');
    for (const { from, heard } of readers) {
      const expected = [...frames.slice(from), ...frames];
      await expect.poll(() => heard.length).toBe(expected.length);
      expect(heard).toEqual(expected);
    }
  });

  it('closes with code and reason, and says that this was no goodbye', async () => {
    const { puppet, url } = openStage();
    const socket = await connect(url);
    const closing = closeOf(socket);
    socket.send('close 4100');
    expect(await closing).toEqual([4100, 'as told']);
    expect(puppet.closes).toEqual([{ reason: 'lost' }]);
  });

  it('closes without a code', async () => {
    const { url } = openStage();
    const socket = await connect(url);
    const closing = closeOf(socket);
    socket.send('hush');
    expect(await closing).toEqual([1005, '']);
  });

  it('refuses to send a close code that clients take for a protocol error', async () => {
    const { errors, url } = openStage();
    const socket = await connect(url);
    socket.send('close 1006');
    expect(await ask(socket, 'echo still here')).toBe('still here');
    expect(errors).toEqual([new RangeError('close code 1006')]);
  });

  it('tells a client that says goodbye from one that is lost', async () => {
    const { puppet, port, url } = openStage();
    const polite = await connect(url);
    const silent = await connect(url);
    polite.close(1000);
    await once(polite, 'close');
    silent.terminate();
    await expect.poll(() => port.links.size).toBe(0);
    expect(puppet.closes).toEqual([{ reason: 'goodbye' }, { reason: 'lost' }]);
  });

  it.each(['close it', 'wait until it goes'])(
    'says that whoever it sends away has moved, if its session is to %s',
    async (manner) => {
      const { puppet, port, url } = openStage();
      const socket = await connect(url);
      if (manner !== 'close it') puppet.refuse = () => undefined;
      for (const link of port.links) link.end({ code: 'draining', retryAfterMs: 1 });
      if (manner !== 'close it') socket.close(1000);
      await once(socket, 'close');
      await expect.poll(() => puppet.closes).toEqual([{ reason: 'moved' }]);
    },
  );

  it('says that whoever it cuts off by closing has moved', async () => {
    const { puppet, port, url } = openStage();
    const socket = await connect(url);
    const closed = once(socket, 'close');
    port.close();
    await closed;
    expect(puppet.closes).toEqual([{ reason: 'moved' }]);
  });

  it('says no such thing of whoever is ended for a fault of its own', async () => {
    const { puppet, port, url } = openStage();
    const socket = await connect(url);
    for (const link of port.links) link.end({ code: 'flooding' });
    await once(socket, 'close');
    expect(puppet.closes).toEqual([{ reason: 'lost' }]);
  });

  it('ends a session that closed its connection while it was opened', async () => {
    const { puppet, url } = openStage();
    puppet.openHook = (connection) => {
      connection.close(4500, 'not you');
      connection.send('too late', 'echo');
    };
    const socket = new WebSocket(url);
    expect(await closeOf(socket)).toEqual([4500, 'not you']);
    expect(puppet.closes).toEqual([{ reason: 'lost' }]);
  });

  it('survives a handler that throws, and reports it', async () => {
    const { errors, url } = openStage();
    const socket = await connect(url);
    socket.send('juggle');
    expect(await ask(socket, 'echo still here')).toBe('still here');
    expect(errors).toEqual([new Error('puppet was told to juggle')]);
  });

  it('lets messages of up to 2 MiB above the limit reach the protocol and cuts larger ones', async () => {
    const { url } = openStage({ maxPayloadBytes: 1024, maxQueuedBytes: 8 * 1024 ** 2 });
    const socket = await connect(url);
    const text = 'x'.repeat(1024 + 2 * 1024 ** 2 - 5);
    expect(await ask(socket, `echo ${text}`)).toBe(text);
    const closing = closeOf(socket);
    socket.send(`echo ${text}x`);
    expect(await closing).toEqual([1006, '']);
  });

  it('answers plain HTTP, with CORS for any origin', async () => {
    const { url } = openStage();
    const base = url.replace('ws:', 'http:');
    const page = await fetch(base);
    expect(page.status).toBe(200);
    expect(page.headers.get('access-control-allow-origin')).toBe('*');
    expect(await page.text()).toBe('a puppet\n');
    const head = await fetch(base, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await fetch(`${base}/nothing`)).status).toBe(404);
    expect((await fetch(base, { method: 'POST', body: 'x' })).status).toBe(404);
    const preflight = await fetch(`${base}/any`, { method: 'OPTIONS' });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('refuses new connections once it stops listening; open ones go on', async () => {
    const { port, url } = openStage();
    const socket = await connect(url);
    port.stopListening();
    const late = new WebSocket(url);
    const [error] = (await once(late, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
    expect(await ask(socket, 'echo still here')).toBe('still here');
  });

  it('is alone on its port, and says which setting to change', () => {
    const { url } = openStage();
    const taken = Number(new URL(url).port);
    const other = openPort();
    expect(() =>
      other.open(new PuppetProtocol(), { host: '127.0.0.1', port: taken, setting: 'testPort' }),
    ).toThrow(`port ${String(taken)} (testPort)`);
  });

  it.each(['', '0.0.0.0', '127.0.0.1'])(
    'takes the very port that it is given on host "%s"',
    (host) => {
      const { port, url } = openStage();
      port.close();
      toClose.pop();
      const wanted = Number(new URL(url).port);
      const again = openPort();
      expect(again.open(new PuppetProtocol(), { host, port: wanted, setting: 'testPort' })).toBe(
        wanted,
      );
    },
  );

  it('closes twice without harm', () => {
    const { port } = openStage();
    port.stopListening();
    port.stopListening();
    expect(port.links.size).toBe(0);
  });
});
