/** Ledgers of what a simulated client has heard and had to hear. Nothing here knows a socket. */

import type { Faults } from '../measuring/faults.js';
import type { ChatSchedule } from '../plan/schedule.js';

/** Mixes one more number into a digest of a sequence. */
export function digest(sofar: number, next: number): number {
  return (Math.imul(sofar, 31) + next + 1) | 0;
}

/** The messages that one member of a room has got. */
export class ChatLedger {
  /** Of the order in which they came: members of a room must agree on it. */
  order = 0;
  /** Different messages so far. */
  received = 0;
  readonly #schedule: ChatSchedule;
  readonly #room: number;
  readonly #copies: Uint8Array;
  readonly #faults: Faults;

  /** @param faults is added to */
  constructor(schedule: ChatSchedule, room: number, faults: Faults) {
    this.#schedule = schedule;
    this.#room = room;
    this.#copies = new Uint8Array(schedule.turnsIn(room, schedule.count));
    this.#faults = faults;
  }

  /** @returns whether this is a message that had to come, for the first time */
  receive(message: number): boolean {
    const schedule = this.#schedule;
    const isOurs = message >= 0 && message < schedule.count;
    if (!isOurs || schedule.roomOf(message) !== this.#room) {
      this.#faults.foreign += 1;
      return false;
    }
    const turn = schedule.turnOf(message);
    const copies = this.#copies[turn] ?? 0;
    if (copies > 0) {
      this.#faults.doubled += 1;
      return false;
    }
    this.#copies[turn] = 1;
    this.received += 1;
    this.order = digest(this.order, message);
    const next = schedule.nextOf(message);
    if (next !== -1 && this.#copies[schedule.turnOf(next)] === 1) this.#faults.reordered += 1;
    return true;
  }

  /** The number of the first so many messages of the schedule that have not come. */
  missing(messages: number): number {
    return this.#schedule.turnsIn(this.#room, messages) - this.received;
  }
}

/**
 * The number of members that have something else than most of their room.
 *
 * @param digests by client; undefined where there is nothing to compare
 */
export function disagreeing(digests: readonly (number | undefined)[], members: number): number {
  let sum = 0;
  for (let first = 0; first < digests.length; first += members) {
    const room = digests.slice(first, first + members).filter((value) => value !== undefined);
    const votes = new Map<number, number>();
    for (const value of room) votes.set(value, (votes.get(value) ?? 0) + 1);
    sum += room.length - Math.max(0, ...votes.values());
  }
  return sum;
}
