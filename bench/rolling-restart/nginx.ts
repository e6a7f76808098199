import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { isListening } from './is-listening.js';

/** An nginx in front of servers, as a process of its own. */
export interface Nginx {
  stop(): Promise<void>;
}

/**
 * Starts nginx.
 *
 * @param upstream the block of its configuration that names the servers `callboard`
 */
export async function startNginx(port: number, upstream: string): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-nginx-'));
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration(folder, port, upstream));
  const child = spawn('nginx', ['-p', folder, '-c', file, '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  while (!(await isListening(port))) {
    if (child.exitCode !== null) throw new Error('nginx did not start');
    await delay(20);
  }
  return {
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true });
    },
  };
}

function configuration(folder: string, port: number, upstream: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  );
  return `
    daemon off;
    master_process off;
    pid ${join(folder, 'pid')};
    error_log stderr crit;
    worker_rlimit_nofile 20000;
    events { worker_connections 10000; }
    http {
      access_log off;
      ${temporary.join(' ')}
      ${upstream}
      server {
        listen 127.0.0.1:${String(port)} backlog=4096;
        location / {
          proxy_pass http://callboard;
          proxy_http_version 1.1;
          proxy_set_header Upgrade $http_upgrade;
          proxy_set_header Connection upgrade;
          proxy_read_timeout 60s;
        }
      }
    }
  `;
}
