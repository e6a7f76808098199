/** The facts that Linux tells of a process under /proc (man proc). Other systems have nothing there. */

import { readdirSync, readFileSync } from 'node:fs';

const bytesPerKilobyte = 1024;

export interface ProcessSample {
  /** User and system time so far. */
  readonly cpuSeconds: number;
  /** Memory that is in RAM. */
  readonly rssBytes: number;
}

/** @returns null if there is no such process, or no /proc */
export function sampleProcess(pid: number): ProcessSample | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const rss = /^VmRSS:\s+(?<kilobytes>\d+) kB$/m.exec(status)?.groups?.['kilobytes'];
    return {
      cpuSeconds: cpuNanoseconds(pid) / 1e9,
      rssBytes: Number(rss ?? 0) * bytesPerKilobyte,
    };
  } catch {
    return null;
  }
}

/**
 * User and system time of all its threads. The well-known fields of
 * `/proc/<pid>/stat` count hundredths of a second, which is more than a server
 * needs for thousands of deliveries.
 */
function cpuNanoseconds(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.reduce((sum, thread) => {
    const schedule = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8');
    return sum + Number(schedule.split(' ')[0]);
  }, 0);
}

/** The number of descriptors a process may have open; infinite where nobody says. */
export function descriptorLimit(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    const soft = /^Max open files\s+(?<soft>\d+)/m.exec(limits)?.groups?.['soft'];
    return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
