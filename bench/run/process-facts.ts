/** What Linux tells of a process under /proc (man proc). Other systems have nothing there. */

import { readFileSync } from 'node:fs';

/** Ticks of a second in which CPU time is counted. */
const ticksPerSecond = 100;
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
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in parentheses and may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const rss = /^VmRSS:\s+(?<kilobytes>\d+) kB$/m.exec(status)?.groups?.['kilobytes'];
    return {
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
      rssBytes: Number(rss ?? 0) * bytesPerKilobyte,
    };
  } catch {
    return null;
  }
}

/** How many descriptors a process may have open; infinite where nobody says. */
export function descriptorLimit(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    const soft = /^Max open files\s+(?<soft>\d+)/m.exec(limits)?.groups?.['soft'];
    return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
