import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { onTestFinished } from 'vitest';

import { environmentWithoutSettings, outputsOf } from './child-process.js';
import { Inbox } from '../clients/inbox.js';

const program = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

/**
 * Whether there is a built program to run.
 *
 * @throws Error where a test run without it would be worth nothing
 */
export function isCliBuilt(): boolean {
  if (existsSync(program)) return true;
  const reason = 'dist/cli.js is missing: npm run build first';
  if (process.env['CI'] === 'true') throw new Error(reason);
  process.stderr.write(`The tests of the program are skipped: ${reason}.\n`);
  return false;
}

/** One line of the program's log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** How the program ended: by itself or by a signal. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The ports that the program says it listens on; undefined for what is off. */
export interface Ports {
  readonly json: number | undefined;
  readonly red5: number | undefined;
  readonly ops: number | undefined;
}

export interface RunOptions {
  /** Added to the environment, which has no settings in it otherwise. */
  readonly env?: Readonly<Record<string, string>>;
  /** The folder it runs in. Default: this one. */
  readonly cwd?: string;
}

/** The built program as a process of its own, killed when the test is over. */
export class CliProcess {
  readonly log = new Inbox<LogLine>();
  /** Resolves when the process has ended and all that it wrote is here. */
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  #stdout = '';
  #stderr = '';

  constructor(args: readonly string[], { env = {}, cwd }: RunOptions = {}) {
    this.#child = spawn(process.execPath, [program, ...args], {
      env: { ...environmentWithoutSettings(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd,
    });
    const { stdout, stderr } = outputsOf(this.#child);
    stdout.on('data', (chunk: Buffer) => (this.#stdout += chunk.toString()));
    stderr.on('data', (chunk: Buffer) => (this.#stderr += chunk.toString()));
    createInterface({ input: stdout }).on('line', (line) => {
      if (line.startsWith('{"')) this.log.push(parseLine(line));
    });
    this.exited = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => {
        this.log.end();
        resolve({ code, signal });
      });
    });
    onTestFinished(async () => {
      this.#child.kill('SIGKILL');
      await this.exited;
    });
  }

  /** Starts on free ports of this machine. */
  static serve(args: readonly string[] = [], options?: RunOptions): CliProcess {
    const free = ['--host=127.0.0.1', '--json-port=0', '--red5-port=0', '--ops-port=0'];
    return new CliProcess([...free, ...args], options);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Everything written to standard output so far. */
  get stdout(): string {
    return this.#stdout;
  }

  /** Everything written to standard error so far. */
  get stderr(): string {
    return this.#stderr;
  }

  /** Waits for a log line and gives it back. */
  async logged(message: string): Promise<LogLine> {
    const find = (): LogLine | undefined => this.log.all.find(({ msg }) => msg === message);
    await this.log.until(() => find() !== undefined, `the log line "${message}"`);
    return find() ?? {};
  }

  /** Waits until it listens. */
  async listening(): Promise<Ports> {
    const { json, red5, ops } = await this.logged('listening');
    return { json: asPort(json), red5: asPort(red5), ops: asPort(ops) };
  }

  /** Sends a signal to this process. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}

function parseLine(line: string): LogLine {
  const value: unknown = JSON.parse(line);
  if (typeof value !== 'object' || value === null) throw new Error(`not a log line: ${line}`);
  return Object.fromEntries(Object.entries(value));
}

function asPort(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
