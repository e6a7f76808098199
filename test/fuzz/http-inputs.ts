import type { SeededRandom } from '../support/doubles/seeded-random.js';
import { upgradeRequest } from '../support/clients/wire.js';
import { damage, randomBytes } from './odd-values.js';

/** A request that has an answer, after which the connection may go on. */
export interface HttpInput {
  readonly bytes: Buffer;
  /** Whether the answer has no body, whatever its headers say. */
  readonly isHead: boolean;
}

const paths = [
  '/',
  '/red5',
  '/config.json',
  '/asyncapi.json',
  '/callboard-client.js',
  '/healthz',
  '/readyz',
  '/metrics',
  '/favicon.ico',
  '//',
  '/../../etc/passwd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/__proto__',
  '/%00',
  '/%',
  '/?',
  '/?room=lobby&streamName=x',
  '/#fragment',
  `/${'a'.repeat(1_500)}`,
] as const;

const oddHeaders = [
  'Accept-Encoding: gzip, br;q=0, *;q=9',
  'Accept-Encoding: ,,;q=',
  'If-None-Match: *',
  'If-None-Match: "a", W/"b',
  'Range: bytes=0-1,-1',
  'Origin: null',
  'Origin: http://\u00ff',
  'Cookie: a=b; __proto__=c',
  'X-Forwarded-For: 1.2.3.4, unknown, ::1, 999.1.1.1',
  'X-Real-IP: \u00ff',
  'Forwarded: for="[::1',
  'Authorization: Bearer ..',
  'Access-Control-Request-Headers: *',
  'Connection: keep-alive',
  'Connection: Upgrade',
  `X-Long: ${'l'.repeat(1_000)}`,
  'X-Empty:',
] as const;

/** A request as it may be, for something that is there or not. */
export function anyRequest(random: SeededRandom): HttpInput {
  const method = random.pick(['GET', 'GET', 'GET', 'HEAD', 'OPTIONS', 'DELETE', 'BREW']);
  const headers = Array.from({ length: random.below(4) }, () => random.pick(oddHeaders));
  const lines = [`${method} ${anyPath(random)} HTTP/1.1`, 'Host: localhost', ...headers];
  const bytes = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return { bytes, isHead: method === 'HEAD' };
}

function anyPath(random: SeededRandom): string {
  if (random.below(4) > 0) return random.pick(paths);
  // Whatever a target may hold: no controls and no spaces.
  const units = Array.from({ length: random.below(80) }, () => 0x21 + random.below(0x5e));
  return `/${String.fromCharCode(...units)}`;
}

/** A request that is none any more, or only so far. Anything may be the answer, none included. */
export function brokenRequest(random: SeededRandom): Buffer {
  const right = random.below(2) === 0 ? anyRequest(random).bytes : openingRequest(random);
  switch (random.below(8)) {
    case 0:
      return randomBytes(random, 1 + random.below(2_000));
    case 1:
      return Buffer.concat([proxyHeader(random), right]);
    case 2:
      return Buffer.from(random.pick(otherProtocols), 'latin1');
    case 3:
      return Buffer.from(withBody(random), 'latin1');
    case 4:
      return Buffer.concat([openingRequest(random), randomBytes(random, random.below(300))]);
    default:
      return damage(damage(right, random), random);
  }
}

function openingRequest(random: SeededRandom): Buffer {
  const target = `/?room=raw-${random.below(5)}&streamName=${random.below(9)}`;
  const extraHeaders = Array.from({ length: random.below(3) }, () => random.pick(oddHeaders));
  return Buffer.from(upgradeRequest({ target, extraHeaders }), 'latin1');
}

/** A PROXY protocol header, of either version, right or nearly so. */
function proxyHeader(random: SeededRandom): Buffer {
  if (random.below(2) === 0) return Buffer.from('PROXY TCP4 10.0.0.1 10.0.0.2 1 80\r\n');
  const addresses = '0a0000010a00000204d20050';
  const header = Buffer.from(`0d0a0d0a000d0a515549540a2111000c${addresses}`, 'hex');
  return random.below(2) === 0 ? header : damage(header, random);
}

const otherProtocols = [
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003'.padEnd(200, 'x'),
  // After this one Node leaves open what becomes of the rest.
  'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\nGET / HTTP/1.1\r\n',
  'SSH-2.0-OpenSSH_9.9\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n',
  'CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET / HTTP/0.9\r\n\r\n',
  'GET /\r\n\r\n',
  '*1\r\n$4\r\nPING\r\n',
  '\u0000\u0000\u0000\u0000',
  '\r\n\r\n\r\n',
] as const;

function withBody(random: SeededRandom): string {
  const head = `${random.pick(['POST', 'PUT', 'GET', 'DELETE'])} / HTTP/1.1\r\nHost: x\r\n`;
  return head + random.pick(bodies);
}

const bodies = [
  'Content-Length: 5\r\n\r\nhello',
  'Content-Length: 5\r\n\r\nhel',
  'Content-Length: -5\r\n\r\nhello',
  'Content-Length: 99999999999999999999\r\n\r\nhello',
  'Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!',
  'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
  'Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nhello\r\n',
  'Transfer-Encoding: chunked\r\n\r\n-1\r\nhello\r\n',
  'Transfer-Encoding: chunked, identity\r\n\r\nzz\r\n',
  'Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc',
] as const;
