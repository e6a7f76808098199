import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type ProxyKind, proxyAddress } from './proxy.js';
import { adapt, readmeBlock } from '../../../bench/documents/readme.js';

const configuration = readmeBlock('src/transport/README.md', 'nginx', 'nginx');

/** nginx, as the README sets it up. */
export const nginx: ProxyKind = {
  name: 'nginx',
  command: 'nginx',
  debianPackage: 'nginx',
  quietSeconds: Number(
    /proxy_read_timeout (?<seconds>\d+)s;/.exec(configuration)?.groups?.['seconds'],
  ),
  configure({ jsonPort, upstream, certificate, quietSeconds, folder }) {
    writeFileSync(
      join(folder, 'callboard.conf'),
      adapt(configuration, {
        '127.0.0.1:8080': `127.0.0.1:${upstream.json}`,
        '127.0.0.1:8001': `127.0.0.1:${upstream.red5}`,
        '443  ': `${jsonPort}  `,
        '8001 1': `${upstream.red5} 1`,
        '203.0.113.7:443': `${proxyAddress}:${jsonPort}`,
        '203.0.113.7:8001': `${proxyAddress}:${upstream.red5}`,
        '/etc/ssl/rooms.example.org/certificate.pem': certificate.certFile,
        '/etc/ssl/rooms.example.org/key.pem': certificate.keyFile,
        'rooms.example.org': 'localhost',
        '/var/log/nginx/': `${folder}/`,
        'proxy_read_timeout 60s': `proxy_read_timeout ${quietSeconds}s`,
      }),
    );
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    const main = join(folder, 'nginx.conf');
    writeFileSync(
      main,
      `daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events {}
http {
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  include ${folder}/callboard.conf;
}
`,
    );
    // -e: before it has read its configuration it would complain to a file of the system's.
    return { args: ['-e', join(folder, 'error.log'), '-c', main] };
  },
};
