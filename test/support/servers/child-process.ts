import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';

/** The environment without what would be taken for settings. */
export function environmentWithoutSettings(): NodeJS.ProcessEnv {
  const isSetting = (name: string): boolean =>
    name.startsWith('CALLBOARD_') || name === 'PORT' || name === 'SSL';
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isSetting(name)));
}

/** Both outputs of a process that was started with pipes. */
export function outputsOf({ stdout, stderr }: ChildProcess): {
  stdout: Readable;
  stderr: Readable;
} {
  if (stdout === null || stderr === null) throw new Error('invariant: both are pipes');
  return { stdout, stderr };
}
