import { type Faults, noFaults } from './faults.js';
import { nowMs, readMs } from './clock.js';
import { Times } from './histogram.js';
import type { Pace } from '../plan/schedule.js';

/** The observations of the clients of one generator process, added up as they come. */
export class Recorder {
  /** From when an event was due until a client had it. */
  readonly delivery = new Times();
  /** The same, since somebody last asked. */
  readonly recent = new Times();
  /** From when an event was due until this process sent it. */
  readonly lateness = new Times();
  readonly faults: Faults = noFaults();
  /** The complaints of servers and connections, by text. */
  readonly complaints = new Map<string, number>();
  /** When an event was last seen by a client of this process, in ms after the start; -1: never. */
  readonly lastSeenMs: Float64Array;
  readonly perSecond: number[] = [];
  deliveries = 0;
  /** Payloads of WebSocket frames. */
  bytes = 0;
  sent = 0;
  lastSentMs = 0;
  #startMs = Number.POSITIVE_INFINITY;
  readonly #pace: Pace;

  constructor(pace: Pace) {
    this.#pace = pace;
    this.lastSeenMs = new Float64Array(pace.count).fill(-1);
  }

  /** @param startMs when the schedule begins, by the machine's clock */
  begin(startMs: number): void {
    this.#startMs = startMs;
    this.bytes = 0;
  }

  /**
   * Milliseconds since the start; negative before it.
   *
   * @param atMs by the machine's clock; now if left out
   */
  elapsedMs(atMs = nowMs()): number {
    return atMs - this.#startMs;
  }

  /**
   * Somebody has heard of an event.
   *
   * @param heardMs by the machine's clock; left out, in what is read now
   */
  seen(event: number, heardMs = readMs()): void {
    const atMs = heardMs - this.#startMs;
    const tookMs = atMs - this.#pace.dueMs(event);
    this.delivery.record(tookMs);
    this.recent.record(tookMs);
    this.lastSeenMs[event] = atMs;
    this.deliveries += 1;
    const second = Math.max(0, Math.floor(atMs / 1000));
    this.perSecond[second] = (this.perSecond[second] ?? 0) + 1;
  }

  sentNow(event: number): void {
    const atMs = this.elapsedMs();
    this.lateness.record(atMs - this.#pace.dueMs(event));
    this.lastSentMs = atMs;
    this.sent += 1;
  }

  /** The number of errors so far; what is lost nobody knows before the end. */
  get errors(): number {
    const { doubled, reordered, foreign } = this.faults;
    const complaints = [...this.complaints.values()].reduce((sum, one) => sum + one, 0);
    return complaints + doubled + reordered + foreign;
  }

  complain(text: string): void {
    this.complaints.set(text, (this.complaints.get(text) ?? 0) + 1);
  }
}
