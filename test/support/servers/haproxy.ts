import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type ProxyKind, proxyAddress } from './proxy.js';
import { adapt, readmeBlock } from '../../../bench/documents/readme.js';

const configuration = readmeBlock('src/transport/README.md', 'HAProxy', 'haproxy');

/** HAProxy, as the README sets it up. */
export const haproxy: ProxyKind = {
  name: 'HAProxy',
  command: 'haproxy',
  debianPackage: 'haproxy',
  quietSeconds: Number(/timeout tunnel (?<seconds>\d+)s/.exec(configuration)?.groups?.['seconds']),
  configure({ jsonPort, upstream, certificate, quietSeconds, folder }) {
    const both = join(folder, 'both.pem');
    writeFileSync(both, certificate.cert + readFileSync(certificate.keyFile, 'utf8'));
    const main = join(folder, 'haproxy.cfg');
    const adapted = adapt(configuration, {
      '127.0.0.1:8080': `127.0.0.1:${upstream.json}`,
      '127.0.0.1:8001': `127.0.0.1:${upstream.red5}`,
      'port 9464': `port ${upstream.ops}`,
      '203.0.113.7:443': `${proxyAddress}:${jsonPort}`,
      '203.0.113.7:8001': `${proxyAddress}:${upstream.red5}`,
      '/etc/ssl/rooms.example.org/both.pem': both,
      'timeout tunnel 60s': `timeout tunnel ${quietSeconds}s`,
      // Its own pace is for machines; tests are in a hurry.
      'inter 2s': 'inter 100ms',
    });
    writeFileSync(main, `global\n    log stdout format raw local0\n\n${adapted}`);
    return { args: ['-db', '-f', main] };
  },
};
