/** The schedule of those who start and stop streaming. */

import type { ChatSchedule } from './schedule.js';

/** Each member starts and stops by turns, and starts first. */
export interface FlapSchedule extends ChatSchedule {
  /** Whether it starts a stream. */
  isStart(flap: number): boolean;
  /** A client's so manieth flap, -1 if there is none. */
  flapOf(client: number, turn: number): number;
  /** The stream of a client after the first so many flaps: the one that started it, -1 for none. */
  streamAfter(client: number, flaps: number): number;
}

/** @param turns whose turn it is when, as with messages */
export function flapSchedule(turns: ChatSchedule): FlapSchedule {
  const ofClient = new Map<number, number[]>();
  const isStart = new Uint8Array(turns.count);
  for (let flap = 0; flap < turns.count; flap += 1) {
    const client = turns.senderOf(flap);
    const own = ofClient.get(client) ?? [];
    ofClient.set(client, own);
    isStart[flap] = own.length % 2 === 0 ? 1 : 0;
    own.push(flap);
  }
  return {
    ...turns,
    isStart: (flap) => isStart[flap] === 1,
    flapOf: (client, turn) => ofClient.get(client)?.[turn] ?? -1,
    streamAfter: (client, flaps) => {
      const last = ofClient.get(client)?.findLast((flap) => flap < flaps) ?? -1;
      return isStart[last] === 1 ? last : -1;
    },
  };
}
