import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { environmentWithoutSettings, outputsOf } from './child-process.js';

/** Where a server in a process of its own is reached, on 127.0.0.1. */
export interface ChildPorts {
  readonly json: number;
  readonly red5: number;
  readonly ops: number;
}

export interface ServerChildOptions {
  /** Flags of the server; the ports are chosen here. */
  readonly flags?: readonly string[];
  /** Flags of Node. */
  readonly nodeFlags?: readonly string[];
  /** What to run, with the same flags and log. Default: the built program. */
  readonly program?: string;
}

/**
 * A path of this project. Both from a folder under test/ and from what is
 * bundled under .cache/ the project is two folders up.
 */
export function projectPath(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url));
}

const listenFlags = ['--host=127.0.0.1', '--json-port=0', '--red5-port=0', '--ops-port=0'];

/** Levels at which the server says that it has a bug. */
const complaintLevels = new Set(['error', 'fatal']);

/**
 * The built server as a child process, watched for whatever a healthy one does
 * not do. Knows nothing of a test runner: whoever starts it stops it.
 */
export class ServerChild {
  readonly process: ChildProcess;
  readonly ports: ChildPorts;
  /** Resolves when it has ended and all that it wrote is here. */
  readonly ended: Promise<void>;
  readonly #watch: Watch;

  private constructor(child: ChildProcess, ports: ChildPorts, watch: Watch, ended: Promise<void>) {
    this.process = child;
    this.ports = ports;
    this.#watch = watch;
    this.ended = ended;
  }

  /** @throws Error with what it wrote, if it does not come to listen */
  static async start({
    flags = [],
    nodeFlags = [],
    program = 'dist/cli.js',
  }: ServerChildOptions = {}): Promise<ServerChild> {
    const child = spawn(
      process.execPath,
      [...nodeFlags, projectPath(program), ...listenFlags, ...flags],
      { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: environmentWithoutSettings() },
    );
    const watch = new Watch();
    const ended = new Promise<void>((resolve) => {
      child.once('close', (code, signal) => {
        watch.exit ??= `it ended with ${signal ?? String(code)}`;
        resolve();
      });
    });
    const { stdout, stderr } = outputsOf(child);
    stderr.on('data', (chunk: Buffer) => watch.write(chunk.toString()));
    const ports = await new Promise<ChildPorts>((resolve, reject) => {
      createInterface({ input: stdout }).on('line', (line) => {
        const found = watch.read(line);
        if (found !== null) resolve(found);
      });
      void ended.then(() => reject(new Error(watch.complaints.join('\n'))));
    });
    return new ServerChild(child, ports, watch, ended);
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  /** What a healthy server does not do: errors in its log, words on standard error, its end. */
  get complaints(): readonly string[] {
    return this.#watch.complaints;
  }

  /** Drains it, by force where that takes too long; its end is no complaint. */
  async stop(): Promise<void> {
    this.#watch.exit ??= '';
    const force = setTimeout(() => this.process.kill('SIGKILL'), 20_000);
    if (this.process.exitCode === null) this.process.kill('SIGTERM');
    await this.ended;
    clearTimeout(force);
  }
}

class Watch {
  /** How it ended; empty: as it was told to. Null: it lives. */
  exit: string | null = null;
  readonly #lines: string[] = [];

  get complaints(): readonly string[] {
    return this.exit === null || this.exit === '' ? this.#lines : [...this.#lines, this.exit];
  }

  write(text: string): void {
    this.#lines.push(text);
  }

  /** @returns the ports, if that is what the line is about */
  read(line: string): ChildPorts | null {
    if (!line.startsWith('{')) {
      this.#lines.push(`not a log line: ${line}`);
      return null;
    }
    // Written by our own logger; a field that is not there shows as undefined below.
    const entry = JSON.parse(line) as Partial<ChildPorts> & { level?: string; msg?: string };
    if (complaintLevels.has(entry.level ?? '')) this.#lines.push(line);
    if (entry.msg !== 'listening') return null;
    return { json: entry.json ?? 0, red5: entry.red5 ?? 0, ops: entry.ops ?? 0 };
  }
}
