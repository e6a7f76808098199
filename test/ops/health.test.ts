import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';

import { StartupError } from '../../src/errors/startup-error.js';
import { type OpsServer, type OpsServerOptions, startOpsServer } from '../../src/ops/health.js';

const host = '127.0.0.1';
const open: OpsServer[] = [];

const options = {
  host,
  port: 0,
  isReady: () => true,
  metrics: null,
  onError: (error: unknown) => {
    throw error;
  },
};

async function start(
  isReady = (): boolean => true,
  more: Partial<OpsServerOptions> = {},
): Promise<OpsServer> {
  const server = await startOpsServer({ ...options, isReady, ...more });
  open.push(server);
  return server;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

function ask({ port }: OpsServer, path: string, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host, port, path, method, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () => {
        resolve({ status: response.statusCode, body, headers: response.headers });
      });
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('the operations port', () => {
  it('says that the process is alive, ready or not', async () => {
    const server = await start(() => false);
    expect(await ask(server, '/healthz')).toMatchObject({ status: 200, body: 'ok' });
  });

  it('says whether new connections are taken, at the moment of asking', async () => {
    let ready = true;
    const server = await start(() => ready);
    expect(await ask(server, '/readyz')).toMatchObject({ status: 200, body: 'ready' });
    ready = false;
    expect(await ask(server, '/readyz')).toMatchObject({ status: 503, body: 'draining' });
  });

  it('answers probes that ask for the headers alone', async () => {
    const server = await start(() => false);
    const answer = await ask(server, '/readyz', 'HEAD');
    expect(answer).toMatchObject({ status: 503, body: '' });
    expect(answer.headers).toMatchObject({ 'content-length': '8' });
  });

  it('takes a query for nothing', async () => {
    expect(await ask(await start(), '/healthz?probe=1')).toMatchObject({ status: 200 });
  });

  it.each(['/', '/healthz/', '/HEALTHZ', '//healthz', '/metrics'])('has no %s', async (path) => {
    expect(await ask(await start(), path)).toMatchObject({ status: 404 });
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s', async (method) => {
    const answer = await ask(await start(), '/healthz', method);
    expect(answer.status).toBe(405);
    expect(answer.headers).toMatchObject({ allow: 'GET, HEAD' });
  });

  it('asks nobody to keep or to interpret its answers', async () => {
    const server = await start();
    for (const path of ['/healthz', '/readyz', '/nothing']) {
      expect((await ask(server, path)).headers).toMatchObject({
        'cache-control': 'no-store',
        'content-type': 'text/plain; charset=utf-8',
        'x-content-type-options': 'nosniff',
      });
    }
  });

  it('answers with metrics as they are at the moment of asking, where there are any', async () => {
    let count = 0;
    const metrics = () => Promise.resolve({ contentType: 'text/x', body: `${(count += 1)} ö` });
    const server = await start(undefined, { metrics });
    const first = await ask(server, '/metrics');
    expect(first).toMatchObject({ status: 200, body: '1 ö' });
    expect(first.headers).toMatchObject({ 'content-type': 'text/x', 'cache-control': 'no-store' });
    expect(await ask(server, '/metrics', 'HEAD')).toMatchObject({ status: 200, body: '' });
    expect(await ask(server, '/metrics', 'POST')).toMatchObject({ status: 405 });
    expect(await ask(server, '/metrics?again')).toMatchObject({ body: '3 ö' });
  });

  it('says so when metrics cannot be made, and goes on', async () => {
    const errors: unknown[] = [];
    const server = await start(undefined, {
      metrics: () => Promise.reject(new Error('broken')),
      onError: (error) => errors.push(error),
    });
    expect(await ask(server, '/metrics')).toMatchObject({ status: 500, body: 'no answer' });
    expect(errors).toEqual([new Error('broken')]);
    expect(await ask(server, '/healthz')).toMatchObject({ status: 200 });
  });

  it('names port and setting when it is taken', async () => {
    const { port } = await start();
    const second = startOpsServer({ ...options, port });
    await expect(second).rejects.toThrow(StartupError);
    await expect(second).rejects.toThrow(`Port ${port} (opsPort) on 127.0.0.1 (opsHost) is in use`);
  });

  it('names the setting when there is no such host', async () => {
    const started = startOpsServer({ ...options, host: '192.0.2.1' });
    await expect(started).rejects.toThrow(/^Port 0 \(opsPort\) on 192\.0\.2\.1 \(opsHost\) cannot/);
  });
});

async function connected({ port }: OpsServer, text: string): Promise<Socket> {
  const socket = connect({ port, host });
  // Being cut off is what these connections are for.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.resume();
  socket.write(text);
  return socket;
}

describe('closing the operations port', () => {
  it('ends connections that are kept alive, unfinished or silent, and frees the port', async () => {
    const server = await start();
    const keptAlive = await connected(server, 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(keptAlive, 'data');
    const sockets = [
      keptAlive,
      await connected(server, 'GET /healthz HTTP/1.1\r\nHo'),
      await connected(server, ''),
    ];
    const ended = sockets.map((socket) => once(socket, 'close'));
    await server.close();
    expect(await Promise.all(ended)).toHaveLength(3);
    const again = await startOpsServer({ ...options, port: server.port });
    expect(again.port).toBe(server.port);
    await again.close();
  });

  it('may be asked for twice', async () => {
    const server = await start();
    await Promise.all([server.close(), server.close()]);
    await expect(ask(server, '/healthz')).rejects.toThrow('ECONNREFUSED');
  });
});
