/** Keeps the server and the generators off each other's cores. */

import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The cores of the server and of the generators, by the system's numbers. */
export interface Pinning {
  readonly server: number;
  readonly generators: readonly number[];
}

export type PinningDecision =
  | { readonly kind: 'pinned'; readonly pinning: Pinning }
  | { readonly kind: 'free'; readonly reason: string };

/** The means of this machine to pin a process. */
export interface PinningMeans {
  /** The cores that this process may use. */
  readonly cores: readonly number[];
  readonly hasTaskset: boolean;
}

/** A program to start, with its arguments. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

/**
 * The server gets a core of its own, the generators get the others.
 *
 * @param startsServer whether the server is ours to place
 * @throws Error if it was asked for and cannot be
 */
export function decidePinning(
  wish: 'auto' | 'on' | 'off',
  startsServer: boolean,
  means: PinningMeans = pinningMeans(),
): PinningDecision {
  if (wish === 'off') return { kind: 'free', reason: 'nobody wants it' };
  const reason = obstacle(startsServer, means);
  if (reason !== null && wish === 'on') throw new Error(`--pin: ${reason}`);
  if (reason !== null) return { kind: 'free', reason };
  // Systems answer most interrupts on the first core.
  const server = means.cores.at(-1) ?? 0;
  return { kind: 'pinned', pinning: { server, generators: means.cores.slice(0, -1) } };
}

function obstacle(startsServer: boolean, { cores, hasTaskset }: PinningMeans): string | null {
  if (!startsServer) return 'the server was not started here';
  if (!hasTaskset) return 'there is no taskset (util-linux) on PATH';
  return cores.length < 2 ? 'there is only one core' : null;
}

/** The command that runs a program on some cores alone; null: wherever it likes. */
export function pinned(cores: readonly number[] | null, file: string, args: string[]): Command {
  // taskset becomes the program: the process is the same.
  return cores === null
    ? { file, args }
    : { file: 'taskset', args: ['--cpu-list', cores.join(','), file, ...args] };
}

function pinningMeans(): PinningMeans {
  return { cores: allowedCores(), hasTaskset: process.platform === 'linux' && isOnPath('taskset') };
}

/** None where the system does not say (man proc_pid_status). */
function allowedCores(): number[] {
  try {
    const status = readFileSync('/proc/self/status', 'utf8');
    const list = /^Cpus_allowed_list:\s+(?<list>\S+)$/m.exec(status)?.groups?.['list'];
    return list === undefined ? [] : coresIn(list);
  } catch {
    return [];
  }
}

/** @param list as in `0-2,8` */
export function coresIn(list: string): number[] {
  return list.split(',').flatMap((part) => {
    const [first = Number.NaN, last = first] = part.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

function isOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
