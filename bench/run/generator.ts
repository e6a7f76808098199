import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

import { pinned } from './pinning.js';
import type { Progress, RunnerMessage, WorkerMessage, WorkerReport } from '../crews/job.js';

/** One generator process, as the runner sees it. */
export class Generator {
  /** The newest of each. */
  isComplete = false;
  sent = 0;
  errors = 0;
  readonly #child: ChildProcess;
  readonly #onProgress: (progress: Progress) => void;
  readonly #waiting = new Map<WorkerMessage['kind'], (message: WorkerMessage) => void>();
  #fail: (error: Error) => void = () => undefined;
  /** Rejects when the process can do no more. */
  readonly failed: Promise<never>;

  /**
   * @param path of the built program
   * @param cores that it runs on; null: on any
   */
  constructor(
    path: string,
    cores: readonly number[] | null,
    onProgress: (progress: Progress) => void,
  ) {
    this.#onProgress = onProgress;
    this.failed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    // Whoever waits for an answer hears of it; at other times nobody need.
    this.failed.catch(() => undefined);
    const { file, args } = pinned(cores, process.execPath, []);
    this.#child = fork(path, { serialization: 'advanced', execPath: file, execArgv: [...args] });
    this.#child.on('message', (message) => {
      // Both sides are of one build, and nobody else has this channel.
      this.#receive(message as WorkerMessage);
    });
    this.#child.once('exit', (code) => {
      this.#fail(new Error(`a generator process has ended (${String(code)})`));
    });
  }

  tell(message: RunnerMessage): void {
    if (this.#child.connected) this.#child.send(message);
  }

  async calibrate(url: string, frames: number): Promise<number> {
    const answer = await this.#ask({ kind: 'calibrate', url, frames }, 'calibrated');
    return answer.kind === 'calibrated' ? answer.microsPerFrame : Number.NaN;
  }

  async prepare(message: RunnerMessage & { kind: 'prepare' }): Promise<void> {
    await this.#ask(message, 'prepared');
  }

  async report(): Promise<WorkerReport> {
    const answer = await this.#ask({ kind: 'report' }, 'report');
    if (answer.kind !== 'report') throw new Error('invariant: that was asked for');
    return answer.report;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }

  async #ask(message: RunnerMessage, answer: WorkerMessage['kind']): Promise<WorkerMessage> {
    const answered = new Promise<WorkerMessage>((resolve) => {
      this.#waiting.set(answer, resolve);
    });
    this.tell(message);
    return await Promise.race([answered, this.failed]);
  }

  #receive(message: WorkerMessage): void {
    if (message.kind === 'failed') this.#fail(new Error(message.reason));
    else if (message.kind === 'progress') {
      this.isComplete = message.isComplete;
      this.sent = message.sent;
      this.errors = message.errors;
      this.#onProgress(message);
    } else this.#waiting.get(message.kind)?.(message);
  }
}
