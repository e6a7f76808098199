import { describe, expect, it } from 'vitest';

import { placeBystanders } from '../support/clients/bystanders.js';
import { RawConnection } from '../support/clients/raw-connection.js';
import { upgradeRequest } from '../support/clients/wire.js';
import { protocolNames } from '../support/servers/ports.js';
import { startServer } from '../support/servers/server.js';

/** Signature, version 2 and command PROXY, TCP over IPv4, 12 bytes of addresses (haproxy, proxy-protocol.txt). */
const proxyV2Header = Buffer.from(
  '0d0a0d0a000d0a515549540a2111000c0a0000010a00000204d20050',
  'hex',
);

const manyHeaders = Array.from({ length: 500 }, (_, index) => `X-Header-${String(index)}: value`);

/**
 * Requests, and the answers that may come back; the two engines of the native module
 * differ in what they take, so some rows allow several answers. Empty: the
 * connection is closed without an answer.
 */
const requests: readonly (readonly [string, string | Buffer, RegExp])[] = [
  ['without a key', upgradeRequest({ key: null }), /^HTTP\/1\.1 200 /],
  ['with a key that is too short', upgradeRequest({ key: 'short' }), /^HTTP\/1\.1 200 /],
  ['with a key that is too long', upgradeRequest({ key: 'k'.repeat(1000) }), /^HTTP\/1\.1 200 /],
  ['with a key that is no base64', upgradeRequest({ key: '!'.repeat(24) }), /^HTTP\/1\.1 101 /],
  ['without a host', upgradeRequest({ host: null }), /^HTTP\/1\.1 400 /],
  ['in HTTP/1.0', upgradeRequest({ version: 'HTTP/1.0' }), /^HTTP\/1\.1 505 /],
  ['in HTTP/2.0', upgradeRequest({ version: 'HTTP/2.0' }), /^HTTP\/1\.1 505 /],
  [
    'for an absolute URL',
    upgradeRequest({ target: 'http://localhost/?room=a&streamName=b' }),
    /^HTTP\/1\.1 505 /,
  ],
  ['for nothing', upgradeRequest({ target: '' }), /^$|^HTTP\/1\.1 (400|505) /],
  ['with a query of 2 KB', upgradeRequest({ target: longTarget(2_000) }), /^HTTP\/1\.1 101 /],
  [
    'with a query of 90 KB',
    upgradeRequest({ target: longTarget(90_000) }),
    /^HTTP\/1\.1 (101|431|505) /,
  ],
  [
    'with a query of 1 MB',
    upgradeRequest({ target: longTarget(1_000_000) }),
    /^$|^HTTP\/1\.1 (431|505) /,
  ],
  [
    'with a header of 90 KB',
    upgradeRequest({ extraHeaders: [`Cookie: ${'c'.repeat(90_000)}`] }),
    /^HTTP\/1\.1 (101|431) /,
  ],
  ['with 500 headers', upgradeRequest({ extraHeaders: manyHeaders }), /^$|^HTTP\/1\.1 (101|431) /],
  [
    'with two hosts',
    upgradeRequest({ extraHeaders: ['Host: elsewhere'] }),
    /^HTTP\/1\.1 (101|400) /,
  ],
  [
    'with two content lengths',
    upgradeRequest({ extraHeaders: ['Content-Length: 5', 'Content-Length: 7'] }),
    /^$|^HTTP\/1\.1 (101|400) /,
  ],
  [
    'with every extension there is',
    upgradeRequest({ extraHeaders: ['Sec-WebSocket-Extensions: permessage-deflate; x=y, ,;,'] }),
    /^HTTP\/1\.1 101 /,
  ],
  [
    'with an odd subprotocol',
    upgradeRequest({ extraHeaders: ['Sec-WebSocket-Protocol: ,, ;a=b, "'] }),
    /^HTTP\/1\.1 101 /,
  ],
  ['by POST', upgradeRequest().replace('GET', 'POST'), /^$|^HTTP\/1\.1 \d{3} /],
  [
    'behind a PROXY v1 line',
    `PROXY TCP4 10.0.0.1 10.0.0.2 1234 80\r\n${upgradeRequest()}`,
    /^HTTP\/1\.1 505 /,
  ],
  [
    'behind a PROXY v2 header',
    Buffer.concat([proxyV2Header, Buffer.from(upgradeRequest())]),
    /^$|^HTTP\/1\.1 (101|400|505) /,
  ],
];

/** Requests that are no WebSocket's, or nobody's. */
const noise: readonly (readonly [string, string | Buffer, RegExp])[] = [
  ['zeros', Buffer.concat([Buffer.alloc(4096), Buffer.from('\r\n\r\n')]), /^$|^HTTP\/1\.1 \d{3} /],
  [
    'a greeting in TLS',
    Buffer.from('16030100050100000100030d0a0d0a'.padEnd(64, '0') + '0d0a0d0a', 'hex'),
    /^$|^HTTP\/1\.1 (400|505) /,
  ],
  ['a method that nobody knows', 'BREW /pot HTTP/1.1\r\nHost: x\r\n\r\n', /^HTTP\/1\.1 \d{3} /],
  ['a request for *', 'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n', /^$|^HTTP\/1\.1 \d{3} /],
  ['a tunnel', 'CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n', /^$|^HTTP\/1\.1 \d{3} /],
  [
    'a negative length',
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\nhello',
    /^$|^HTTP\/1\.1 (400|404) /,
  ],
  [
    'chunks that are none',
    'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n',
    /^$|^HTTP\/1\.1 (400|404) /,
  ],
  ['many requests at once', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(1_000), /^HTTP\/1\.1 200 /],
];

/** The bytes that the native module takes for the beginning of something, and waits. */
const unanswered: readonly (readonly [string, string])[] = [
  ['a request that never ends', upgradeRequest().slice(0, -2)],
  ['a header without a colon', upgradeRequest({ extraHeaders: ['no colon here'] })],
  ['a header that is no text', upgradeRequest({ extraHeaders: ['X-Odd: \u0000\u0001\u00ff'] })],
  ['empty lines', '\r\n\r\n\r\n\r\n'],
];

describe.each(protocolNames)('the %s port', (protocol) => {
  it.each(requests)('survives an opening request %s', async (_, request, answer) => {
    const server = await startServer();
    const bystanders = await placeBystanders(server);
    const connection = await RawConnection.open(server[protocol].port);
    connection.write(request);

    expect(await connection.statusLine()).toMatch(answer);
    connection.destroy();
    await bystanders.expectUnharmed();
  });

  it.each(noise)('survives %s', async (_, bytes, answer) => {
    const server = await startServer();
    const bystanders = await placeBystanders(server);
    const connection = await RawConnection.open(server[protocol].port);
    connection.write(bytes);

    expect(await connection.statusLine()).toMatch(answer);
    connection.destroy();
    await bystanders.expectUnharmed();
  });

  it('survives requests that break off at any place', async () => {
    const server = await startServer();
    const bystanders = await placeBystanders(server);
    const request = upgradeRequest({ target: '/?room=bystanders&streamName=half' });
    for (let length = 0; length < request.length; length += 7) {
      const connection = await RawConnection.open(server[protocol].port);
      connection.write(request.slice(0, length));
      if (length % 2 === 0) connection.destroy();
      else connection.socket.end();
    }

    await bystanders.expectUnharmed();
  });

  it.each(unanswered)('goes on beside %s', async (_, bytes) => {
    const server = await startServer();
    const bystanders = await placeBystanders(server);
    const connection = await RawConnection.open(server[protocol].port);
    connection.write(bytes);

    await bystanders.expectUnharmed();
    // Whether it is refused or left waiting, it is not let in.
    expect(connection.text).not.toMatch(/^HTTP\/1\.1 101 /);
  });

  it('puts nothing that was sent to it into the headers of an answer', async () => {
    const server = await startServer();
    const marker = 'X-Injected';
    const injection = `%0d%0a${marker}:%20yes`;
    for (const request of [
      upgradeRequest({ target: `/${injection}?room=${injection}&streamName=${injection}` }),
      `GET /${injection} HTTP/1.1\r\nHost: x\r\nOrigin: ${marker}\r\n\r\n`,
      `OPTIONS / HTTP/1.1\r\nHost: x\r\nOrigin: ${marker}\r\nAccess-Control-Request-Headers: ${marker}\r\n\r\n`,
    ]) {
      const connection = await RawConnection.open(server[protocol].port);
      connection.write(request);
      await connection.until('\r\n\r\n');
      const [head = ''] = connection.text.split('\r\n\r\n', 1);

      expect(head).toMatch(/^HTTP\/1\.1 \d{3} /);
      expect(head).not.toContain(marker);
    }
  });
});

function longTarget(length: number): string {
  return `/?room=hostile&streamName=${'n'.repeat(length)}`;
}
