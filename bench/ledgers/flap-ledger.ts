import type { FlapSchedule } from '../plan/flaps.js';
import { unnamedStream } from '../plan/streams.js';
import { ChatLedger } from './chat-ledger.js';
import type { Faults } from '../measuring/faults.js';

/** The flaps that one member of a room has heard of. */
export class FlapLedger {
  readonly #schedule: FlapSchedule;
  readonly #faults: Faults;
  readonly #isDue: (flap: number) => boolean;
  readonly #heard: ChatLedger;
  /** By client, where the server does not say which stream it is. */
  readonly #starts = new Map<number, number>();
  readonly #stops = new Map<number, number>();

  /**
   * @param faults is added to
   * @param isDue whether a flap can have happened by now
   */
  constructor(
    schedule: FlapSchedule,
    room: number,
    faults: Faults,
    isDue: (flap: number) => boolean,
  ) {
    this.#schedule = schedule;
    this.#faults = faults;
    this.#isDue = isDue;
    this.#heard = new ChatLedger(schedule, room, faults);
  }

  /** Of the order in which they came: members of a room must agree on it. */
  get order(): number {
    return this.#heard.order;
  }

  /**
   * @param stream which started or ended; see plan/streams.ts
   * @returns the flap, if it had to come and comes for the first time, else -1
   */
  receive(client: number, isStart: boolean, stream: number): number {
    const flap =
      stream === unnamedStream ? this.#next(client, isStart) : this.#named(client, isStart, stream);
    if (flap === null) return -1;
    return this.#heard.receive(flap) ? flap : -1;
  }

  /** The number of the first so many flaps that have not come. */
  missing(flaps: number): number {
    return this.#heard.missing(flaps);
  }

  #named(client: number, isStart: boolean, stream: number): number {
    const schedule = this.#schedule;
    const isOurs = stream >= 0 && stream < schedule.count && schedule.senderOf(stream) === client;
    if (!isOurs || !schedule.isStart(stream)) return -1;
    return isStart ? stream : schedule.nextOf(stream);
  }

  /** The client's next of this kind; null if there is none yet. */
  #next(client: number, isStart: boolean): number | null {
    const counts = isStart ? this.#starts : this.#stops;
    const count = counts.get(client) ?? 0;
    const flap = this.#schedule.flapOf(client, 2 * count + (isStart ? 0 : 1));
    if (flap === -1 || !this.#isDue(flap)) {
      this.#faults.doubled += 1;
      return null;
    }
    counts.set(client, count + 1);
    return flap;
  }
}
