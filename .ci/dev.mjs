/**
 * `npm run dev`: builds and serves, and again after each change. Arguments go
 * to the server.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
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

await build({
  dts: false,
  watch: ['src', 'protocols'],
  onSuccess: () => Promise.resolve((stop = serve())),
});
