import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

/** A Callboard in a process of its own. */
export interface ServerProcess {
  readonly jsonPort: number;
  stop(): Promise<void>;
}

/** Starts the built CLI on free ports, unless the flags say otherwise. */
export async function startServerProcess(flags: readonly string[]): Promise<ServerProcess> {
  // Not beside this module, which may be built into a chunk for several programs.
  const cli = join(dirname(process.argv[1] ?? ''), '../cli.js');
  const fixed = ['--json-port', '0', '--red5-port', '0', '--ops-port', 'off'];
  const child = spawn(process.execPath, [cli, ...fixed, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const jsonPort = await listeningPort(child);
  return {
    jsonPort,
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function listeningPort(child: ChildProcess): Promise<number> {
  if (child.stdout === null) throw new Error('standard output is a pipe');
  for await (const line of createInterface(child.stdout)) {
    const entry = JSON.parse(line) as { msg?: string; json?: number };
    if (entry.msg === 'listening' && entry.json !== undefined) return entry.json;
  }
  throw new Error('the server did not start');
}
