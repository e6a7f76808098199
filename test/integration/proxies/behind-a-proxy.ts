import { once } from 'node:events';
import { createServer } from 'node:http';
import { get } from 'node:https';
import type { AddressInfo } from 'node:net';

import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';

import type { CallboardOptions } from '../../../src/index.js';
import { settingsFromObject } from '../../../src/settings/check.js';
import { findFreePort } from '../../support/servers/free-port.js';
import { JsonParticipant, usersOf } from '../../support/clients/json-participant.js';
import { isInstalled } from '../../support/servers/program.js';
import { type ProxyKind, type RunningProxy, startProxy } from '../../support/servers/proxy.js';
import { startServer, type TestServer } from '../../support/servers/server.js';
import { TestSocket } from '../../support/clients/websocket.js';

/** The knowledge that a TLS client has of the other side. */
interface Trust {
  readonly ca: string;
  readonly servername: string;
}

/** The trust of clients in a proxy whose certificate is for localhost. */
function trusting({ certificate }: RunningProxy): Trust {
  return { ca: certificate.cert, servername: 'localhost' };
}

/** The changes from a server with its defaults and a proxy that the README has set up. */
interface Changes {
  readonly settings?: CallboardOptions;
  /** See ProxySite. */
  readonly quietSeconds?: number;
  /** The port whose health the proxy checks, instead of the server's own. */
  readonly opsPort?: number;
}

/** Starts a server with a proxy in front. */
export async function startBehind(
  kind: ProxyKind,
  { settings, quietSeconds, opsPort }: Changes = {},
): Promise<{ server: TestServer; proxy: RunningProxy }> {
  // The proxy has the same Red5 port on its own address.
  const red5Port = await findFreePort();
  const server = await startServer({ opsPort: 0, red5Port, ...settings });
  const upstream = {
    json: server.json.port,
    red5: server.red5.port,
    ops: opsPort ?? server.addresses.ops?.port ?? 0,
  };
  return { server, proxy: await startProxy(kind, upstream, quietSeconds) };
}

function connect(proxy: RunningProxy, path = '/'): Promise<JsonParticipant> {
  return JsonParticipant.connect(proxy.jsonUrl.replace('https', 'wss') + path, trusting(proxy));
}

/** Somebody who has joined through the proxy. */
export async function join(
  proxy: RunningProxy,
  roomId: string,
  userId: string,
): Promise<JsonParticipant> {
  const participant = await connect(proxy);
  await participant.join(roomId, userId);
  return participant;
}

function enter(proxy: RunningProxy, query: string): TestSocket {
  return new TestSocket(`${proxy.red5Url}/?${query}`, trusting(proxy));
}

/** Resolves after some pings; throws if the connection ends before. */
async function pinged({ socket, closed }: TestSocket, times: number): Promise<void> {
  const ended = closed.then(({ code }) => {
    throw new Error(`the connection has ended with ${code}`);
  });
  for (let pings = 0; pings < times; pings += 1) await Promise.race([once(socket, 'ping'), ended]);
}

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
}

/** Asks the JSON port for a page. */
export async function ask(
  proxy: RunningProxy,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const { ca, servername } = trusting(proxy);
  const options = { ca, servername, headers, agent: false, localAddress: client };
  // What it emits first, by Node's documentation.
  const [response] = (await once(get(proxy.jsonUrl + path, options), 'response')) as [
    NodeJS.ReadableStream & { statusCode?: number },
  ];
  let body = '';
  for await (const chunk of response) body += chunk.toString();
  return { status: response.statusCode, body };
}

/** Where a client comes from that is not the proxy itself. */
const client = '127.0.0.3';

/** A server that answers every request with its `X-Forwarded-For`, and every WebSocket, too. */
async function startMirror(): Promise<number> {
  const server = createServer((request, response) => {
    response.end(JSON.stringify(request.headers['x-forwarded-for']));
  });
  new WebSocketServer({ server }).on('connection', (socket, request) => {
    socket.send(JSON.stringify(request.headers['x-forwarded-for']));
  });
  server.listen(await findFreePort(), '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // It listens on a port, not on a pipe.
  return (server.address() as AddressInfo).port;
}

/** The promises to whoever sits behind a proxy, with the configuration of the README. */
export function describeBehind(kind: ProxyKind): void {
  describe.runIf(isInstalled(kind.command, kind.debianPackage))(`behind ${kind.name}`, () => {
    conversations(kind);
    connections(kind);
    addresses(kind);
  });
}

function conversations(kind: ProxyKind): void {
  it('both protocols speak through TLS', async () => {
    const { proxy } = await startBehind(kind);
    const ada = await join(proxy, 'r', 'ada');
    const ben = await join(proxy, 'r', 'ben');
    expect(usersOf(await ada.next('user-joined'))).toEqual(['ada', 'ben']);
    ben.act('chat-message', { content: 'Grüße 🎭' });
    expect(await ada.next('chat-message')).toMatchObject({ userId: 'ben', content: 'Grüße 🎭' });

    const first = enter(proxy, 'room=a+b%20c&streamName=50%25%20off');
    expect(await first.texts.next()).toBe('{"room":"a+b c","streams":["50% off"]}');
    enter(proxy, 'room=a+b%20c&streamName=%zz');
    expect(await first.texts.next()).toBe('{"room":"a+b c","streams":["50% off","%zz"]}');
  });

  it('the largest chat message passes, and a larger frame is told its limit', async () => {
    const { proxy } = await startBehind(kind);
    const ada = await join(proxy, 'r', 'ada');
    const ben = await join(proxy, 'r', 'ben');
    await ada.next('user-joined');
    const content = 'x'.repeat(65_536);
    ben.act('chat-message', { content });
    expect(await ada.next('chat-message')).toMatchObject({ content });
    await ben.next('chat-message');
    ben.act('chat-message', { content: 'x'.repeat(200_000) });
    expect(await ben.next('error')).toMatchObject({ code: 'message-too-large' });
    expect(await ben.connection.closed).toMatchObject({ code: 1009 });
  });

  it('pages arrive as they were sent', async () => {
    const { server, proxy } = await startBehind(kind);
    for (const path of [
      '/',
      '/room/green-room',
      '/red5',
      '/callboard-client.js',
      '/asyncapi.json',
    ]) {
      const direct = await fetch(server.json.url.replace('ws:', 'http:') + path);
      expect(await ask(proxy, path)).toEqual({ status: 200, body: await direct.text() });
    }
  });

  it('no log of the proxy holds what clients put into addresses', async () => {
    const { proxy } = await startBehind(kind);
    const ada = await connect(proxy, '/t/secret-in-the-path?token=secret-in-the-query');
    await ada.join('r', 'ada');
    const ben = enter(proxy, 'room=r&streamName=ben&token=secret-in-the-query');
    await ben.texts.next();
    await ada.connection.close(1000);
    await ben.close(1000);
    expect(await ask(proxy, '/?token=secret-in-the-query')).toMatchObject({ status: 200 });
    const written = await proxy.stop();
    expect(written).toMatch(/ GET (101|200) /);
    expect(written).not.toContain('secret');
  });
}

function connections(kind: ProxyKind): void {
  it('a close comes with its code, and a loss without one', async () => {
    const { proxy } = await startBehind(kind);
    const ada = await join(proxy, 'r', 'ada');
    const ben = await join(proxy, 'r', 'ben');
    const cleo = await join(proxy, 'r', 'cleo');
    await ada.next('user-joined');
    await ada.next('user-joined');
    await ben.connection.close(1000);
    expect(await ada.next('user-left')).toMatchObject({ userId: 'ben', reason: 'left' });
    cleo.connection.drop();
    expect(await ada.next('user-left')).toMatchObject({ userId: 'cleo', reason: 'disconnected' });

    const nameless = enter(proxy, 'room=r');
    expect(await nameless.texts.next()).toContain('are required');
    expect(await nameless.closed).toMatchObject({ code: 1005 });
  });

  it('a connection on which nobody speaks lives longer than the proxy waits', async () => {
    const { idleTimeoutSeconds } = settingsFromObject({});
    expect(kind.quietSeconds).toBeGreaterThan(idleTimeoutSeconds / 2);
    // Pings every 4 s, so that the third one comes after the proxy would have given up.
    const { proxy } = await startBehind(kind, {
      settings: { idleTimeoutSeconds: 8 },
      quietSeconds: 7,
    });
    const ada = await join(proxy, 'r', 'ada');
    const ben = enter(proxy, 'room=r&streamName=ben');
    await ben.texts.next();
    await Promise.all([pinged(ada.connection, 3), pinged(ben, 3)]);
    expect(await ada.unread()).toEqual([]);
    enter(proxy, 'room=r&streamName=cleo');
    expect(await ben.texts.next()).toBe('{"room":"r","streams":["ben","cleo"]}');
  });

  it('a drain is told, and newcomers are refused', async () => {
    const { server, proxy } = await startBehind(kind, { settings: { drainTimeoutMs: 5000 } });
    const ada = await join(proxy, 'r', 'ada');
    const ben = enter(proxy, 'room=r&streamName=ben');
    await ben.texts.next();
    await server.callboard.stop();
    expect(await ada.next('error')).toMatchObject({ code: 'draining' });
    expect(await ada.connection.closed).toMatchObject({ code: 1012 });
    expect(await ben.closed).toMatchObject({ code: 1012 });
    await expect(connect(proxy)).rejects.toThrow(/Unexpected server response: 50[23]/);
  });
}

function addresses(kind: ProxyKind): void {
  it('the last address in X-Forwarded-For is the one that the proxy saw', async () => {
    const mirror = await startMirror();
    const other = await startMirror();
    const proxy = await startProxy(kind, { json: mirror, red5: other, ops: mirror });
    const headers = { 'X-Forwarded-For': '198.51.100.9, 127.0.0.1' };
    const { body } = await ask(proxy, '/', headers);
    const options = { ...trusting(proxy), headers, localAddress: client };
    const json = new TestSocket(proxy.jsonUrl.replace('https', 'wss'), options);
    const red5 = new TestSocket(proxy.red5Url, options);
    for (const text of [body, await json.texts.next(), await red5.texts.next()]) {
      const list = String(JSON.parse(text)).split(/, */);
      expect(list.at(-1)).toBe(client);
    }
  });

  it('limits per address count clients, whatever they say', async () => {
    const settings = { trustedProxies: ['127.0.0.1'], maxConnectionsPerAddress: 1 };
    const { proxy } = await startBehind(kind, { settings });
    const from = (localAddress: string, claimed: string): TestSocket =>
      new TestSocket(proxy.jsonUrl.replace('https', 'wss'), {
        ...trusting(proxy),
        localAddress,
        headers: { 'X-Forwarded-For': claimed },
      });
    const first = from(client, '198.51.100.1');
    await first.opened();
    const second = from(client, '198.51.100.2');
    expect(JSON.parse(await second.texts.next())).toMatchObject({ code: 'too-many-connections' });
    const other = from('127.0.0.4', '198.51.100.1');
    await other.opened();
    other.send('{"type":"ping"}');
    expect(await other.texts.next()).toBe('{"type":"pong"}');
  });
}
