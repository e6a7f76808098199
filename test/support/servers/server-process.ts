import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';

import { Inbox } from '../clients/inbox.js';
import { freePortFlags, type Ports, protocolNames } from './ports.js';
import { projectPath } from './program.js';

/** One line of the program's log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** The end of a process: by itself or by a signal. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ProcessOptions {
  /** The program, from the root of the project. Default: the built one. */
  readonly program?: string;
  /** Flags of Node. Default: none. */
  readonly nodeFlags?: readonly string[];
  /** Added to the environment, which has no settings in it otherwise. */
  readonly env?: Readonly<Record<string, string>>;
  /** The folder it runs in. Default: this one. */
  readonly cwd?: string;
  /** The file that it writes its log to. Default: a pipe, so that the log is known here. */
  readonly stdout?: number;
  /** Whether it exchanges messages with this process. Default: false. */
  readonly hasChannel?: boolean;
}

/** Levels at which the server says that it has a bug. */
const complaintLevels: ReadonlySet<unknown> = new Set(['error', 'fatal']);

/** Time that a drain may take before the process is killed, in ms. */
const drainPatienceMs = 20_000;

/**
 * The built program as a process of its own, with its log. Knows nothing of a
 * test runner: whoever starts it stops it.
 */
export class ServerProcess {
  readonly child: ChildProcess;
  readonly log = new Inbox<LogLine>();
  /** Resolves when the process has ended and all that it wrote is here. */
  readonly exited: Promise<Exit>;
  #stdout = '';
  #stderr = '';
  /** Lines on standard output that are not of the log. */
  readonly #otherLines: string[] = [];
  #exit: Exit | null = null;
  #isStopping = false;

  constructor(args: readonly string[], options: ProcessOptions = {}) {
    const { program = 'dist/cli.js', nodeFlags = [], env = {}, cwd, stdout = 'pipe' } = options;
    this.child = spawn(process.execPath, [...nodeFlags, projectPath(program), ...args], {
      env: { ...environmentWithoutSettings(), ...env },
      stdio: ['ignore', stdout, 'pipe', ...(options.hasChannel === true ? ['ipc' as const] : [])],
      cwd,
    });
    this.child.stderr?.on('data', (chunk: Buffer) => (this.#stderr += chunk.toString()));
    if (this.child.stdout !== null) this.#read(this.child.stdout);
    this.exited = new Promise((resolve) => {
      this.child.once('close', (code, signal) => {
        this.#exit = { code, signal };
        this.log.end();
        resolve(this.#exit);
      });
    });
  }

  /** Starts on free ports of this machine, unless the arguments say otherwise. */
  static serve<T extends ServerProcess>(
    this: new (args: readonly string[], options?: ProcessOptions) => T,
    args: readonly string[] = [],
    options?: ProcessOptions,
  ): T {
    return new this([...freePortFlags, ...args], options);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Everything written to standard output so far. */
  get stdout(): string {
    return this.#stdout;
  }

  /** Everything written to standard error so far. */
  get stderr(): string {
    return this.#stderr;
  }

  /** The doings that a healthy server has none of: errors in its log, other words, an end that nobody asked for. */
  get complaints(): readonly string[] {
    const errors = this.log.all.filter(({ level }) => complaintLevels.has(level));
    const hasFallen = this.#exit !== null && !this.#isStopping;
    return [
      ...this.#otherLines.map((line) => `not a log line: ${line}`),
      ...errors.map((line) => JSON.stringify(line)),
      ...(this.#stderr === '' ? [] : [this.#stderr]),
      ...(hasFallen ? [`it ended: ${JSON.stringify(this.#exit)}`] : []),
    ];
  }

  /**
   * Waits for a log line and gives it back.
   *
   * @throws Error with what it wrote, if it ends before
   */
  async logged(message: string): Promise<LogLine> {
    const find = (): LogLine | undefined => this.log.all.find(({ msg }) => msg === message);
    await this.log
      .until(() => find() !== undefined, `the log line "${message}"`)
      .catch((cause: unknown) => {
        throw new Error(this.complaints.join('\n'), { cause });
      });
    return find() ?? {};
  }

  /** Waits until it listens. */
  async listening(): Promise<Ports> {
    const line = await this.logged('listening');
    const ports = [...protocolNames, 'ops'].map((name) => [name, Number(line[name] ?? 0)]);
    // Exactly the names that the type has.
    return Object.fromEntries(ports) as Ports;
  }

  /** Sends a signal to this process. */
  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Drains it, by force where that takes too long; its end is no complaint. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    const force = setTimeout(() => this.signal('SIGKILL'), drainPatienceMs);
    this.signal('SIGTERM');
    await this.exited;
    clearTimeout(force);
  }

  #read(stdout: Readable): void {
    stdout.on('data', (chunk: Buffer) => (this.#stdout += chunk.toString()));
    createInterface({ input: stdout }).on('line', (line) => {
      if (line.startsWith('{"')) this.log.push(parseLine(line));
      else this.#otherLines.push(line);
    });
  }
}

/** The environment without what would be taken for settings. */
function environmentWithoutSettings(): NodeJS.ProcessEnv {
  const isSetting = (name: string): boolean =>
    name.startsWith('CALLBOARD_') || name === 'PORT' || name === 'SSL';
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isSetting(name)));
}

function parseLine(line: string): LogLine {
  const value: unknown = JSON.parse(line);
  if (typeof value !== 'object' || value === null) throw new Error(`not a log line: ${line}`);
  return Object.fromEntries(Object.entries(value));
}
