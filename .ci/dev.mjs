/**
 * `npm run dev`: builds and serves, and again after each change. Arguments go
 * to the server.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import process from 'node:process';
import { clearTimeout, setTimeout } from 'node:timers';
import { build } from 'tsup';

let stop = () => Promise.resolve();

/** Starts the server; the returned function stops it and resolves when its ports are free. */
function serve() {
  const server = spawn(process.execPath, ['dist/cli.js', ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  return async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    server.kill('SIGTERM');
    await exited;
  };
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    void stop().then(() => process.exit());
  });
}

/** One restart at a time, each after the one before it. */
let restarting = Promise.resolve();

function restart() {
  restarting = restarting.then(async () => {
    await stop();
    stop = serve();
  });
}

// Every part keeps its own steps; a change of one of them is seen by what it leaves in dist/.
await build({ dts: false, watch: ['src', 'protocols'] });
restart();

/** A build writes many files; this much silence means that it is done. */
const quietMs = 300;

/** @type {NodeJS.Timeout | undefined} */
let timer;
watch('dist', { recursive: true }, () => {
  clearTimeout(timer);
  timer = setTimeout(restart, quietMs);
});
