/**
 * `npm run dev`: builds and serves, and again after each change. Arguments go
 * to the server.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { build } from 'tsup';

import { sourcesChangedAt } from './sources.mjs';

/**
 * The interval between looks, in ms. Looking beats being told: watchers lose a file that
 * an editor replaces instead of writing to it, and do not know new ones.
 */
const lookEveryMs = 300;

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

/** @returns {Promise<boolean>} whether there is something new to serve */
async function canBuild() {
  try {
    await build({ dts: false, silent: true });
    return true;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return false;
  }
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    void stop().then(() => process.exit());
  });
}

for (;;) {
  const builtAsOf = sourcesChangedAt();
  // With a mistake in the sources the last server that there was stays.
  if (await canBuild()) {
    await stop();
    stop = serve();
  }
  while (sourcesChangedAt() === builtAsOf) await setTimeout(lookEveryMs);
}
