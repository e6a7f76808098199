import type { Faults } from '../measuring/faults.js';
import type { VisitSchedule } from '../plan/visits.js';

/** The comings and goings, as one who was there all the time has heard of them. */
export class VisitLedger {
  readonly #schedule: VisitSchedule;
  readonly #faults: Faults;
  readonly #came = new Map<number, number>();
  readonly #went = new Map<number, number>();
  #received = 0;

  /** @param faults is added to */
  constructor(schedule: VisitSchedule, faults: Faults) {
    this.#schedule = schedule;
    this.#faults = faults;
  }

  /** @returns the event, if it had to come and comes for the first time, else -1 */
  receive(client: number, what: 'came' | 'went'): number {
    const [came, went] = [this.#came.get(client) ?? 0, this.#went.get(client) ?? 0];
    const event = this.#eventOf(client, what, what === 'came' ? came : went);
    if (event === -1) {
      this.#faults.doubled += 1;
      return -1;
    }
    // Whoever comes was not there, whoever goes was.
    if (came !== went + (what === 'came' ? 0 : 1)) this.#faults.reordered += 1;
    if (what === 'came') this.#came.set(client, came + 1);
    else this.#went.set(client, went + 1);
    this.#received += 1;
    return event;
  }

  /** @param count how many events had to come */
  missing(count: number): number {
    return count - this.#received;
  }

  /** @param before how many of this kind have come already */
  #eventOf(client: number, what: 'came' | 'went', before: number): number {
    if (what === 'went') return before === 0 ? this.#schedule.eventOf(client, 'goes') : -1;
    if (before > 1) return -1;
    return this.#schedule.eventOf(client, before === 0 ? 'comes' : 'returns');
  }
}
