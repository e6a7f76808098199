import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

import { onTestFinished } from 'vitest';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const program = require.resolve('pm2/bin/pm2');

/** The longest wait for a line in a log, in ms. */
const patienceMs = 45_000;

/** A PM2 with a daemon of its own, ended with all that it runs when the test is over. */
export class Pm2 {
  readonly #home = mkdtempSync(join(tmpdir(), 'callboard-pm2-'));

  /** @param ecosystem the text of `ecosystem.config.cjs`, in the folder where commands run */
  constructor(ecosystem: string) {
    writeFileSync(join(this.#home, 'ecosystem.config.cjs'), ecosystem);
    onTestFinished(async () => {
      await this.run('pm2 kill');
      rmSync(this.#home, { recursive: true });
    });
  }

  /**
   * Runs a command as it stands in a document: `pm2 reload callboard`.
   *
   * @throws Error with what it wrote, if it fails
   */
  async run(command: string): Promise<void> {
    const [name, ...args] = command.split(' ');
    if (name !== 'pm2') throw new Error(`not a command of PM2: ${command}`);
    await run(process.execPath, [program, ...args], {
      cwd: this.#home,
      env: {
        ...process.env,
        PM2_HOME: this.#home,
        // It would ask its makers.
        PM2_DISABLE_VERSION_CHECK: 'true',
      },
    });
  }

  /** The log of PM2 itself. */
  get log(): string {
    return this.#read('pm2.log');
  }

  /**
   * The standard outputs of the applications, one after the other. In cluster mode those are the daemon's own.
   */
  get output(): string {
    const logs = join(this.#home, 'logs');
    const files = existsSync(logs) ? readdirSync(logs).sort() : [];
    const outputs = files.filter((file) => file.includes('-out')).map((file) => `logs/${file}`);
    return [...outputs, 'pm2.log'].map((file) => this.#read(file)).join('\n');
  }

  /**
   * Resolves when the condition holds; it is asked again and again, since PM2
   * tells nobody what it writes.
   *
   * @param awaited what is waited for, for the message of the failure
   * @throws Error after 45 s
   */
  async until(condition: () => boolean, awaited: string): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while (!condition()) {
      if (performance.now() > deadline) throw new Error(`waited for ${awaited}: ${this.log}`);
      await delay(20);
    }
  }

  #read(file: string): string {
    const path = join(this.#home, file);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }
}
