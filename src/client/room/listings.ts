import type { IncomingRoomsList } from '../wire/incoming.js';
import type { Pending } from './pending.js';
import type { RoomError } from '../room-error.js';
import type { RoomSummary } from '../types.js';

export type Listing = Pending<readonly RoomSummary[]>;

/** The callers that wait for the rooms of the server. Answers come in the order of the questions. */
export class Listings {
  /** Those who have given up included: their answer comes all the same. */
  #waiting: readonly Listing[] = [];

  /** The number of answers to come. */
  get size(): number {
    return this.#waiting.length;
  }

  add(listing: Listing): void {
    this.#waiting = [...this.#waiting, listing];
  }

  answer({ rooms }: IncomingRoomsList): void {
    this.#takeFirst()?.resolve(rooms.map((room) => ({ streamCount: null, ...room })));
  }

  refuse(error: RoomError): void {
    this.#takeFirst()?.reject(error);
  }

  /** The connection is lost: nobody need be asked for those who have given up. */
  forgetSettled(): void {
    this.#waiting = this.#waiting.filter((listing) => !listing.isSettled);
  }

  rejectAll(error: RoomError): void {
    for (const listing of this.#waiting) listing.reject(error);
    this.#waiting = [];
  }

  #takeFirst(): Listing | undefined {
    const [first, ...others] = this.#waiting;
    this.#waiting = others;
    return first;
  }
}
