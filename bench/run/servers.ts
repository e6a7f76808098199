import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

import type { BenchOptions } from '../flags.js';
import { scenarios } from '../scenarios/index.js';
import type { ServerUrls } from '../crews/job.js';
import { decidePinning, pinned, type PinningDecision } from './pinning.js';

/** The server that is measured. */
export interface MeasuredServer {
  readonly urls: ServerUrls;
  /** Null if it is not known: then there is nothing to sample. */
  readonly pid: number | null;
  /** Which cores are whose. */
  readonly pinning: PinningDecision;
  /** Ends it, if it was started here. */
  stop(): Promise<void>;
}

const listening = z.object({
  msg: z.literal('listening'),
  json: z.number().optional(),
  red5: z.number().optional(),
});

/**
 * Finds the server that the options name, or starts one on free ports.
 *
 * @param programs the folder of the built programs
 * @throws Error if it does not start, or not on a core of its own where that is wanted
 */
export async function measuredServer(
  options: BenchOptions,
  programs: URL,
): Promise<MeasuredServer> {
  const { 'json-url': json = '', 'red5-url': red5 = '' } = options;
  const startsServer = json === '' && red5 === '';
  const pinning = decidePinning(options.pin, startsServer);
  if (!startsServer) {
    const pid = options.pid ?? null;
    return { urls: { json, red5 }, pid, pinning, stop: () => Promise.resolve() };
  }
  const cores = pinning.kind === 'pinned' ? [pinning.pinning.server] : null;
  const { file, args } = pinned(cores, process.execPath, commandFor(options, programs));
  // A group of its own: Ctrl-C is for the runner, which still needs the server.
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  // Also when a second signal ends this process at once: nobody else knows of the server.
  const end = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', end);
  const stop = async (): Promise<void> => {
    process.off('exit', end);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    end();
    await exited;
  };
  const lines = createInterface(child.stdout);
  const ports = await new Promise<z.output<typeof listening>>((resolve, reject) => {
    lines.on('line', (line) => {
      if (!line.startsWith('{')) return;
      const entry = listening.safeParse(JSON.parse(line));
      if (entry.success) resolve(entry.data);
    });
    child.once('exit', () => reject(new Error('the server did not start')));
  });
  const urlOf = (port: number | undefined): string =>
    port === undefined ? '' : `ws://127.0.0.1:${port}`;
  const urls = { json: urlOf(ports.json), red5: urlOf(ports.red5) };
  return { urls, pid: child.pid ?? null, pinning, stop };
}

function commandFor(options: BenchOptions, programs: URL): string[] {
  const at = (path: string): string => fileURLToPath(new URL(path, programs));
  const own = options['server-flags'].split(' ').filter((flag) => flag !== '');
  if (options.server !== 'callboard') return [at(`${options.server}-server.js`), ...own];
  const free = ['--host=127.0.0.1', '--json-port=0', '--red5-port=0', '--ops-port=off'];
  const quiet = ['--log-level=info', '--idle-timeout-seconds=960'];
  // Clients share an address and speak as fast as it takes.
  const lifted = [
    '--rate-limit-per-second=0',
    ...scenarios[options.scenario].callboardFlags(options),
  ];
  return [at('../cli.js'), ...free, ...quiet, ...lifted, ...own];
}
