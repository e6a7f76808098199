import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

/** Ticks of a second in which Linux counts CPU time (man proc_pid_stat). */
const ticksPerSecond = 100;

/** A Callboard in a process of its own, so that its CPU time can be told from the generator's. */
export interface ServerProcess {
  readonly jsonPort: number;
  /** User and system time so far, in seconds. */
  cpuSeconds(): number;
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
    cpuSeconds: () => readCpuSeconds(child.pid ?? 0),
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

function readCpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  // The second field is the name in parentheses and may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
