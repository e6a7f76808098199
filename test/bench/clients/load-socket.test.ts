import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';

import { describe, expect, it, onTestFinished } from 'vitest';

import { LoadSocket, type LoadSocketOptions } from '../../../bench/clients/load-socket.js';
import { nowMs, readMs } from '../../../bench/measuring/clock.js';
import { makeCertificate } from '../../support/servers/certificate.js';
import {
  nativeCloseCode,
  orders,
  startEcho,
  startNativeEcho,
  startTcp,
} from '../../support/servers/echo-servers.js';
import { Inbox } from '../../support/clients/inbox.js';

interface Opened {
  readonly socket: LoadSocket;
  readonly inbox: Inbox<string>;
  readonly closed: Promise<number>;
}

async function open(url: string, options: Partial<LoadSocketOptions> = {}): Promise<Opened> {
  const inbox = new Inbox<string>();
  const receive = (data: Buffer): void => inbox.push(data.toString());
  const socket = await LoadSocket.open(url, { receive, ...options });
  onTestFinished(() => socket.terminate());
  const closed = new Promise<number>((resolve) => {
    socket.once('close', resolve);
  });
  return { socket, inbox, closed };
}

for (const [name, start] of [
  ['uWebSockets.js', startNativeEcho],
  ['ws', startEcho],
] as const) {
  describe(`a client of the load tester, with a server on ${name}`, () => {
    it('gets back every text that it sends, of any length, in order', async () => {
      const { socket, inbox } = await open(await start());
      const lengths = [0, 1, 125, 126, 127, 65_535, 65_536, 300_000, 5];
      const texts = lengths.map((length) => 'ä'.repeat(length / 2).padEnd(length / 2 + 1, 'x'));
      for (const text of texts) socket.send(text);
      for (const text of texts) expect(await inbox.next()).toBe(text);
    });

    it('answers a ping with what it says', async () => {
      const { socket, inbox } = await open(await start());
      socket.send(orders.ping);
      expect(await inbox.next()).toBe('pong: are you there');
    });

    it('tells the code with which the server closes, and 1006 where it says nothing', async () => {
      const url = await start();
      const [told, cut] = [await open(url), await open(url)];
      told.socket.send(orders.close);
      cut.socket.send(orders.cut);
      expect(await told.closed).toBe(4002);
      expect(await cut.closed).toBe(1006);
    });

    it('closes with a code, and the server answers with it', async () => {
      const { socket, closed } = await open(await start());
      socket.close(4321);
      socket.send('nobody is to hear this');
      const code = await closed;
      // uWebSockets.js ends the connection without an answer.
      expect(name === 'ws' ? code : nativeCloseCode()).toBe(4321);
    });

    it('reads nothing while it is paused, and all of it later', async () => {
      const url = await start();
      const [paused, other] = [await open(url), await open(url)];
      const text = 'p'.repeat(100_000);
      paused.socket.pause();
      for (let count = 0; count < 20; count += 1) paused.socket.send(text);
      other.socket.send('first');
      expect(await other.inbox.next()).toBe('first');
      expect(paused.inbox.all).toEqual([]);
      paused.socket.resume();
      for (let count = 0; count < 20; count += 1) expect(await paused.inbox.next()).toBe(text);
    });
  });
}

describe('a client of the load tester', () => {
  it('keeps connections apart that are read into one buffer', async () => {
    const url = await startNativeEcho();
    const all = await Promise.all(Array.from({ length: 20 }, async () => await open(url)));
    const texts = all.map((_, one) => Array.from({ length: 30 }, (__, n) => `${one}:${n};`));
    for (let n = 0; n < 30; n += 1) {
      for (const [one, { socket }] of all.entries()) socket.send(texts[one]?.[n] ?? '');
    }
    for (const [one, { inbox }] of all.entries()) {
      for (const text of texts[one] ?? []) expect(await inbox.next()).toBe(text);
    }
  });

  it('says when a message was read', async () => {
    const before = nowMs();
    const times: number[] = [];
    const url = await startNativeEcho();
    const { socket, closed } = await open(url, { receive: () => times.push(readMs()) });
    socket.send('a');
    socket.send(orders.close);
    await closed;
    expect(times).toHaveLength(1);
    expect(times[0]).toBeGreaterThan(before);
    expect(times[0]).toBeLessThanOrEqual(nowMs());
  });

  it('speaks TLS to whom it trusts, and to nobody else', async () => {
    const certificate = makeCertificate();
    const url = await startEcho(certificate);
    const { socket, inbox } = await open(url, { ca: certificate.cert });
    const long = 'x'.repeat(200_000);
    socket.send(long);
    expect(await inbox.next()).toBe(long);
    await expect(open(url)).rejects.toThrow('self-signed certificate');
  });

  it('connects from the address that it is told, and by name', async () => {
    const from: (string | undefined)[] = [];
    const port = await startTcp((socket) => {
      from.push(socket.remoteAddress);
      accept(socket, () => undefined);
    });
    await open(`ws://127.0.0.1:${String(port)}`, { localAddress: '127.0.0.7' });
    await open(`ws://localhost:${String(port)}/`);
    expect(from).toEqual(['127.0.0.7', '127.0.0.1']);
  });

  it('takes what comes in one piece with the answer to the handshake, or byte by byte', async () => {
    const port = await startTcp((socket) => accept(socket, () => undefined, [0x81, 2, 104, 105]));
    const { inbox } = await open(`ws://127.0.0.1:${String(port)}`);
    expect(await inbox.next()).toBe('hi');
    const slow = await startTcp((socket) => {
      socket.setNoDelay(true);
      socket.once('data', (request: Buffer) => {
        const bytes = [...Buffer.from(answerTo(request)), 0x81, 2, 104, 105];
        const next = (): void => {
          const byte = bytes.shift();
          if (byte !== undefined) socket.write(Buffer.from([byte]), () => setImmediate(next));
        };
        next();
      });
    });
    const opened = await open(`ws://127.0.0.1:${String(slow)}`);
    expect(await opened.inbox.next()).toBe('hi');
  });

  it('complains of a server that breaks the protocol, and closes with 1002', async () => {
    const sent = new Inbox<Buffer>();
    const port = await startTcp((socket) => {
      accept(socket, (data) => {
        if (data[0] !== 0x88) socket.write(Buffer.from([0x81, 2, 104, 105, 0xc1, 0]));
        else sent.push(data);
      });
    });
    const { socket, inbox, closed } = await open(`ws://127.0.0.1:${String(port)}`);
    const failed = once(socket, 'error');
    socket.send('say something');
    expect(await failed).toEqual([new Error('a reserved bit is set')]);
    expect(await closed).toBe(1006);
    expect(inbox.all).toEqual(['hi']);
    // Masked with zeros: the code stands there as it is.
    expect((await sent.next()).readUInt16BE(6)).toBe(1002);
  });

  for (const [what, answer, error] of [
    ['a refusal', 'HTTP/1.1 404 Not Found\r\n\r\n', 'Unexpected server response: 404'],
    ['no HTTP', 'SSH-2.0-OpenSSH\r\n\r\n', 'Unexpected server response: no HTTP'],
    [
      'the answer to another handshake',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n',
      'another handshake',
    ],
    ['an answer without end', 'x'.repeat(20_000), 'has no end'],
  ] as const) {
    it(`does not open with ${what}`, async () => {
      const port = await startTcp((socket) => socket.write(answer));
      await expect(open(`ws://127.0.0.1:${String(port)}`)).rejects.toThrow(error);
    });
  }

  it('does not open with compression that it did not offer', async () => {
    const port = await startTcp((socket) => {
      socket.once('data', (request: Buffer) => {
        const extra = 'Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n';
        socket.write(answerTo(request).replace(/\r\n$/, extra));
      });
    });
    await expect(open(`ws://127.0.0.1:${String(port)}`)).rejects.toThrow('nobody offered');
  });

  it('does not open where nobody listens, or where the server hangs up', async () => {
    await expect(open('ws://127.0.0.1:1')).rejects.toThrow('ECONNREFUSED');
    const port = await startTcp((socket) => socket.end());
    await expect(open(`ws://127.0.0.1:${String(port)}`)).rejects.toThrow('closed in the handshake');
  });
});

function answerTo(request: Buffer): string {
  const key = /^Sec-WebSocket-Key: (?<key>.+)\r$/m.exec(request.toString())?.groups?.['key'] ?? '';
  const accept = createHash('sha1')
    .update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
}

/** Answers the handshake, with more bytes in the same piece, and then does as it is told. */
function accept(
  socket: Socket,
  receive: (data: Buffer) => void,
  more: readonly number[] = [],
): void {
  socket.once('data', (request: Buffer) => {
    socket.write(Buffer.concat([Buffer.from(answerTo(request)), Buffer.from(more)]));
    socket.on('data', receive);
  });
}
