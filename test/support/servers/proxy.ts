import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { onTestFinished } from 'vitest';

import { isListening } from '../../../bench/rolling-restart/is-listening.js';
import { type Certificate, makeCertificate } from './certificate.js';
import { findFreePort } from './free-port.js';
import { findProgram } from './program.js';

/** A second address of this machine: the proxy has the Red5 port there that the server has on its own. */
export const proxyAddress = '127.0.0.2';

/** The ports of the server behind the proxy. */
export interface Upstream {
  readonly json: number;
  readonly red5: number;
  readonly ops: number;
}

/** The site that a proxy's configuration is made for. */
export interface ProxySite {
  /** Where the proxy listens for JSON clients; for Red5 clients it has the server's own port. */
  readonly jsonPort: number;
  readonly upstream: Upstream;
  readonly certificate: Certificate;
  /** The time that it may be quiet on a connection, in seconds. */
  readonly quietSeconds: number;
  /** For everything that it writes. Gone when the test is over. */
  readonly folder: string;
}

/** A proxy from Debian's packages, set up as the README says. */
export interface ProxyKind {
  readonly name: string;
  readonly command: string;
  readonly debianPackage: string;
  /** The time that a connection may be quiet by the README, in seconds. */
  readonly quietSeconds: number;
  /** Writes the configuration into the folder; how to start it so that it stays in the foreground. */
  configure(site: ProxySite): {
    readonly args: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  };
}

/** A proxy that runs, until the test is over. */
export interface RunningProxy {
  /** `https://…`, to JSON clients and readers of pages. */
  readonly jsonUrl: string;
  readonly red5Url: string;
  readonly certificate: Certificate;
  /** Ends it in good order, and gives everything that it wrote: logs in its folder and its own outputs. */
  stop(): Promise<string>;
}

/** The longest time that a proxy may take to listen, in ms. */
const patienceMs = 45_000;

/**
 * Starts a proxy in front of a server.
 *
 * @param quietSeconds instead of what the README says
 * @throws Error with what the proxy says, if it ends instead of listening
 */
export async function startProxy(
  kind: ProxyKind,
  upstream: Upstream,
  quietSeconds = kind.quietSeconds,
): Promise<RunningProxy> {
  const folder = mkdtempSync(join(tmpdir(), `callboard-${kind.command}-`));
  // A proxy that is started by root goes on as somebody else.
  chmodSync(folder, 0o777);
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const certificate = makeCertificate();
  const jsonPort = await findFreePort();
  const site = { jsonPort, upstream, certificate, quietSeconds, folder };
  const { args, env } = kind.configure(site);
  const daemon = new Daemon(kind.command, args, env);
  for (const port of [jsonPort, upstream.red5]) await daemon.listening(port);
  return {
    jsonUrl: `https://${proxyAddress}:${jsonPort}`,
    red5Url: `wss://${proxyAddress}:${upstream.red5}`,
    certificate,
    stop: async () => {
      const output = await daemon.stop();
      const logs = readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.name.endsWith('.log'))
        .map(({ name }) => readFileSync(join(folder, name), 'utf8'));
      return [output, ...logs].join('\n');
    },
  };
}

/** A program in the foreground, ended when the test is over. */
class Daemon {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #hasEnded = false;
  #output = '';

  constructor(
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ) {
    this.#child = spawn(findProgram(command) ?? command, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: its processes are ended together.
      detached: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    }
    this.#ended = once(this.#child, 'close').then(() => {
      this.#hasEnded = true;
    });
    onTestFinished(async () => {
      // Apache would wait ten seconds for connections that are still open.
      if (this.#child.pid !== undefined && !this.#hasEnded)
        process.kill(-this.#child.pid, 'SIGKILL');
      await this.#ended;
    });
  }

  async listening(port: number): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while (!(await isListening(port, proxyAddress))) {
      if (this.#hasEnded || performance.now() > deadline) {
        throw new Error(`nothing listens on ${port}: ${this.#output}`);
      }
      // Nothing tells when another program listens.
      await delay(20);
    }
  }

  /** Ends it in good order, and gives what it has written to its outputs. */
  async stop(): Promise<string> {
    this.#child.kill('SIGTERM');
    await this.#ended;
    return this.#output;
  }
}
