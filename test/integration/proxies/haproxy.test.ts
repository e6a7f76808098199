import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

import { describe, expect, it, onTestFinished } from 'vitest';

import { haproxy } from '../../support/servers/haproxy.js';
import { isInstalled } from '../../support/servers/program.js';
import { ask, describeBehind, join, startBehind } from './behind-a-proxy.js';

describeBehind(haproxy);

/** An operations port that says what it is told to. */
async function startProbed(): Promise<{ port: number; answer: (status: number) => void }> {
  let status = 200;
  const server = createServer(({ url }, response) => {
    response.writeHead(url === '/readyz' ? status : 404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    // It listens on a port, not on a pipe.
    port: (server.address() as AddressInfo).port,
    answer: (next) => (status = next),
  };
}

describe.runIf(isInstalled('haproxy', 'haproxy'))('the health check of HAProxy', () => {
  it('keeps newcomers from a server that is not ready, and leaves those who are there', async () => {
    const probed = await startProbed();
    const { proxy } = await startBehind(haproxy, { opsPort: probed.port });
    const ada = await join(proxy, 'r', 'ada');
    probed.answer(503);
    // The test's own time is the limit: nothing tells when HAProxy has made up its mind.
    while ((await ask(proxy, '/')).status === 200) await delay(20);
    expect(await ask(proxy, '/')).toMatchObject({ status: 503 });
    ada.act('chat-message', { content: 'still here' });
    expect(await ada.next('chat-message')).toMatchObject({ content: 'still here' });
    probed.answer(200);
    while ((await ask(proxy, '/')).status === 503) await delay(20);
    expect(await ask(proxy, '/')).toMatchObject({ status: 200 });
  });
});
