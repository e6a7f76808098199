import type { Timer } from '../../../src/protocol.js';

/** A clock that stands still until it is moved. */
export interface ManualClock {
  now(): number;
  schedule(delayMs: number, callback: () => void): Timer;
  /** Moves on, calling back whatever falls due on the way, each at its own time. */
  advance(ms: number): void;
  /** The number of timers that are still to come. */
  readonly pendingTimers: number;
}

interface ScheduledCall {
  readonly dueAt: number;
  readonly callback: () => void;
}

export function createManualClock(startMs = 1_000_000): ManualClock {
  let now = startMs;
  const scheduled = new Set<ScheduledCall>();

  /** The earliest call due by `until`; of several, the one scheduled first. */
  const nextDue = (until: number): ScheduledCall | undefined => {
    let next: ScheduledCall | undefined;
    for (const call of scheduled) {
      if (call.dueAt <= until && (next === undefined || call.dueAt < next.dueAt)) next = call;
    }
    return next;
  };

  return {
    now: () => now,
    schedule(delayMs, callback) {
      const call = { dueAt: now + Math.max(0, delayMs), callback };
      scheduled.add(call);
      return { cancel: () => void scheduled.delete(call) };
    },
    advance(ms) {
      const until = now + ms;
      for (let call = nextDue(until); call !== undefined; call = nextDue(until)) {
        scheduled.delete(call);
        now = call.dueAt;
        call.callback();
      }
      now = until;
    },
    get pendingTimers() {
      return scheduled.size;
    },
  };
}
