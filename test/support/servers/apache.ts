import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type ProxyKind, proxyAddress } from './proxy.js';
import { adapt, readmeBlock } from '../../../bench/documents/readme.js';

const configuration = readmeBlock('src/transport/README.md', 'Apache', 'apache');
const commands = readmeBlock('src/transport/README.md', 'Apache', 'sh');

/** Where Debian keeps what `a2enmod` turns on. */
const available = '/etc/apache2/mods-available';

/** Apache, with what Debian turns on by itself and what the README says. */
export const apache: ProxyKind = {
  name: 'Apache',
  command: 'apache2',
  debianPackage: 'apache2',
  quietSeconds: Number(/ timeout=(?<seconds>\d+) /.exec(configuration)?.groups?.['seconds']),
  configure({ jsonPort, upstream, certificate, quietSeconds, folder }) {
    writeFileSync(
      join(folder, 'callboard.conf'),
      adapt(configuration, {
        '127.0.0.1:8080': `127.0.0.1:${upstream.json}`,
        '127.0.0.1:8001': `127.0.0.1:${upstream.red5}`,
        '203.0.113.7:443': `${proxyAddress}:${jsonPort}`,
        '203.0.113.7:8001': `${proxyAddress}:${upstream.red5}`,
        '/etc/ssl/rooms.example.org/certificate.pem': certificate.certFile,
        '/etc/ssl/rooms.example.org/key.pem': certificate.keyFile,
        'rooms.example.org': 'localhost',
        '/var/log/apache2/': `${folder}/`,
        ' timeout=60 ': ` timeout=${quietSeconds} `,
      }),
    );
    const main = join(folder, 'apache2.conf');
    const listed = /a2enmod (?<modules>.+)/.exec(commands)?.groups?.['modules'] ?? '';
    const modules = withDependencies([
      'mpm_event',
      'authz_core',
      'reqtimeout',
      ...listed.split(' '),
    ]);
    writeFileSync(
      main,
      `ServerRoot ${folder}
ServerName localhost
PidFile ${folder}/apache2.pid
DefaultRuntimeDir ${folder}
ErrorLog ${folder}/error.log
User www-data
Group www-data
Listen ${proxyAddress}:${jsonPort}
# Debian has 300 s. Of this one and ProxyPass's own the longer one counts.
Timeout ${quietSeconds}
${modules.flatMap(filesOf).join('\n')}
# Debian has 10 s for a body: whoever is quiet for longer than this is a test.
RequestReadTimeout header=5 body=5
Include ${folder}/callboard.conf
`,
    );
    return { args: ['-f', main, '-DFOREGROUND'], env: { APACHE_RUN_DIR: folder } };
  },
};

/** The lines that turn a module on. */
function filesOf(module: string): string[] {
  return ['load', 'conf']
    .map((extension) => join(available, `${module}.${extension}`))
    .filter((path) => existsSync(path))
    .map((path) => `Include ${path}`);
}

/** These modules, each after those that it needs. */
function withDependencies(modules: readonly string[]): readonly string[] {
  const all = modules.flatMap((module) => {
    const text = readFileSync(join(available, `${module}.load`), 'utf8');
    const needed = /^# Depends: (?<names>.+)$/m.exec(text)?.groups?.['names']?.split(' ') ?? [];
    return [...withDependencies(needed), module];
  });
  return [...new Set(all)];
}
