#!/usr/bin/env node
import { constants } from 'node:os';

import { mintToken } from '../auth/mint.js';
import { planRun } from './plan.js';
import type { Settings } from '../settings/check.js';
import { assertNever } from '../errors/assert-never.js';
import { StartupError } from '../errors/startup-error.js';
import { type Callboard, createCallboard } from '../index.js';
import { createLogger, type ProcessLogger } from '../log/logger.js';
import { version } from '../package.js';
import { keepYoungGenerationSmall } from './heap.js';

await main();

async function main(): Promise<void> {
  const plan = planRun({ args: process.argv.slice(2), env: process.env, version });
  switch (plan.kind) {
    case 'print':
      process.stdout.write(plan.text);
      return;
    case 'mint':
      process.stdout.write(`${await mintToken(plan.wishes, plan.secret, Date.now())}\n`);
      return;
    case 'bench':
      // A program of its own: a server that starts does not read it.
      await import(new URL('bench/main.js', import.meta.url).href);
      return;
    case 'refuse':
      console.error(plan.mistakes.map((mistake) => `callboard: ${mistake}`).join('\n'));
      console.error('callboard: nothing was started; see callboard --help.');
      // Not left to itself: the channel of a process manager would keep the process alive.
      return process.exit(2);
    case 'serve':
      await serve(plan.settings);
      return;
    default:
      assertNever(plan);
  }
}

async function serve(settings: Settings): Promise<void> {
  keepYoungGenerationSmall();
  const logger = createLogger({ level: settings.logLevel });
  endOnBug(logger);
  const callboard = createCallboard({ ...settings, logger });
  const started = start(callboard, settings, logger);
  drainOnSignal(callboard, started, logger);
  // Said when signals are heard, before anything of the start can have happened.
  const { protocols, host, logLevel } = settings;
  logger.info({ version, node: process.version, protocols, host, logLevel }, 'starting');
  await started;
}

async function start(
  callboard: Callboard,
  settings: Settings,
  logger: ProcessLogger,
): Promise<void> {
  try {
    const addresses = Object.entries(await callboard.start());
    const ports = addresses.map(([name, address]) => [name, address?.port] as const);
    logger.info({ ...Object.fromEntries(ports), tls: settings.tlsCertFile !== null }, 'listening');
  } catch (error) {
    // A reason that we know is a sentence; anything else needs its stack.
    console.error(error instanceof StartupError ? `callboard: ${error.message}` : error);
    process.exit(1);
  }
}

/**
 * Under `npm start` some shells leave the process with npm as its parent: then
 * Ctrl-C arrives twice within milliseconds, from the terminal and from npm. No
 * person presses it again as fast as that.
 */
const interruptEchoMs = 20;

/** The first signal drains, the second one ends the process at once. */
function drainOnSignal(callboard: Callboard, started: Promise<void>, logger: ProcessLogger): void {
  let first: { readonly signal: string; readonly at: number } | null = null;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      const at = performance.now();
      if (first !== null) {
        const interruptedTwice = signal === 'SIGINT' && first.signal === 'SIGINT';
        if (interruptedTwice && at - first.at < interruptEchoMs) return;
        logger.warn({ signal, connections: callboard.connections }, 'ended at once');
        process.exit(128 + constants.signals[signal]);
      }
      first = { signal, at };
      void drain(signal);
    });
  }

  async function drain(signal: string): Promise<void> {
    // What is half open cannot be closed in good order.
    await started;
    logger.info({ signal, connections: callboard.connections }, 'draining');
    await callboard.stop();
    logger.info({}, 'stopped');
    process.exit(0);
  }
}

/**
 * The last resort: handlers catch their own errors, so whatever arrives here
 * leaves the process in a state that nobody knows. Rejections that nobody
 * handles arrive here too.
 */
function endOnBug(logger: ProcessLogger): void {
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'ended by an unexpected error');
    process.exit(1);
  });
}
