/** A generator process: started by the runner, told what to do over its channel. */

import { openSocket } from './clients/socket.js';
import type { Crew } from './crews/crew.js';
import type { RunnerMessage, WorkerMessage, WorkerReport } from './crews/job.js';
import { Pacer } from './crews/pacer.js';
import { type GeneratorLoad, watchSelf } from './measuring/self-watch.js';
import { nowMs } from './measuring/clock.js';
import { scenarios } from './scenarios/index.js';

const progressEveryMs = 250;

let crew: Crew | null = null;
let pacer: Pacer | null = null;
let stopWatching: (() => GeneratorLoad) | null = null;
/** The end of the schedule, in ms after the start. */
let endMs = Number.POSITIVE_INFINITY;
let told = 0;

// Ctrl-C in a terminal reaches the whole group: the runner says when to stop.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit());
process.on('message', (message) => {
  // Both sides are of one build, and nobody else has this channel.
  void handle(message as RunnerMessage).catch((error: unknown) => {
    say({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
  });
});

async function handle(message: RunnerMessage): Promise<void> {
  switch (message.kind) {
    case 'calibrate':
      say({ kind: 'calibrated', microsPerFrame: await calibrate(message.url, message.frames) });
      return;
    case 'prepare':
      crew = scenarios[message.job.options.scenario].crew(message.job);
      await crew.prepare();
      say({ kind: 'prepared' });
      return;
    case 'start':
      start(message.startMs);
      return;
    case 'stop':
      endMs = message.afterMs;
      pacer?.stopAfter(endMs);
      return;
    case 'report':
      // Connections stay open until every process has reported: others would see them go.
      say({ kind: 'report', report: report() });
      return;
  }
}

function start(startMs: number): void {
  if (crew === null) throw new Error('invariant: prepared first');
  const { pace, recorder, events } = crew;
  const act = crew.act.bind(crew);
  recorder.begin(startMs);
  crew.begin?.();
  pacer = new Pacer(pace, events, (event) => {
    act(event);
    recorder.sentNow(event);
  });
  pacer.stopAfter(endMs);
  setTimeout(() => {
    stopWatching = watchSelf();
  }, startMs - nowMs());
  pacer.start(startMs);
  setInterval(tellProgress, progressEveryMs);
}

function tellProgress(): void {
  if (crew === null || pacer === null) return;
  const { recorder, pace } = crew;
  const events = pace.countUntil(endMs);
  if (pacer.isDone) crew.settle?.(events);
  say({
    kind: 'progress',
    deliveries: recorder.deliveries - told,
    sent: recorder.sent,
    errors: recorder.errors,
    recent: recorder.recent.encode(),
    isComplete: pacer.isDone && crew.isComplete(events),
  });
  told = recorder.deliveries;
  recorder.recent.reset();
}

function report(): WorkerReport {
  if (crew === null || stopWatching === null) throw new Error('invariant: started first');
  const load = stopWatching();
  const { recorder, pace } = crew;
  const { lost, ...found } = crew.findings(pace.countUntil(endMs));
  return {
    ...found,
    deliveries: recorder.deliveries,
    bytes: recorder.bytes,
    sent: recorder.sent,
    lastSentMs: recorder.lastSentMs,
    faults: { ...recorder.faults, lost },
    complaints: recorder.complaints,
    lastSeenMs: recorder.lastSeenMs,
    perSecond: Array.from(recorder.perSecond, (value: number | undefined) => value ?? 0),
    delivery: recorder.delivery.encode(),
    lateness: recorder.lateness.encode(),
    load,
  };
}

/** CPU time of this process for each frame that it gets, in µs, with what a client does with it. */
async function calibrate(url: string, frames: number): Promise<number> {
  let received = 0;
  let before = process.cpuUsage();
  return await new Promise<number>((resolve, reject) => {
    const receive = (data: Buffer): void => {
      received += data.includes('"content":"none"') ? 1 : 0;
      if (received < frames) return;
      const { user, system } = process.cpuUsage(before);
      socket.then((one) => one.terminate(), reject);
      resolve((user + system) / frames);
    };
    const socket = openSocket(url, 0, receive);
    socket.then((one) => {
      before = process.cpuUsage();
      one.send('go');
    }, reject);
  });
}

function say(message: WorkerMessage): void {
  process.send?.(message);
}
