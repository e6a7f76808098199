/**
 * The schedule of a run, decided before it begins. Every process works it
 * out for itself from the settings and the seed, so an event's number is all
 * that need be said of it on the wire.
 */

import { seededRandom } from './seeded-random.js';

/** Events at even distances, whatever the server does meanwhile. */
export interface Pace {
  readonly count: number;
  /** When an event is due, in ms after the start. */
  dueMs(event: number): number;
  /** Counts the events that are due up to then. */
  countUntil(ms: number): number;
}

/**
 * @param perSecond 0: everything at once
 * @param burst how many events are due together, at the rate that they would have by themselves
 */
export function evenPace(count: number, perSecond: number, burst = 1): Pace {
  const distanceMs = perSecond === 0 ? 0 : (1000 * burst) / perSecond;
  return {
    count,
    dueMs: (event) => Math.floor(event / burst) * distanceMs,
    countUntil: (ms) => {
      if (ms < 0) return 0;
      return distanceMs === 0 ? count : Math.min(count, (Math.floor(ms / distanceMs) + 1) * burst);
    },
  };
}

export interface RoomsSize {
  readonly rooms: number;
  /** In each room. Client `c` is member `c % members` of room `floor(c / members)`. */
  readonly members: number;
}

export interface ChatSettings extends RoomsSize {
  /** Messages a second in each room. */
  readonly rate: number;
  /** The number of messages of a room that are due at the same moment; 1 unless it is given. */
  readonly burst?: number;
  readonly seconds: number;
  readonly seed: number;
}

/** The schedule of a chat: the rooms take turns, burst by burst; chance decides who of a room speaks. */
export interface ChatSchedule extends Pace {
  roomOf(message: number): number;
  /** The client that says it. */
  senderOf(message: number): number;
  /** Its place among the messages of its room. */
  turnOf(message: number): number;
  /** The same client's next message, -1 if there is none. */
  nextOf(message: number): number;
  /** The number of the first so many messages that are a room's. */
  turnsIn(room: number, messages: number): number;
}

export function chatSchedule(settings: ChatSettings): ChatSchedule {
  const { rooms, members, rate, burst = 1, seconds, seed } = settings;
  const perSecond = rate * rooms;
  const count = Math.round((perSecond * seconds) / burst) * burst;
  const pace = evenPace(count, perSecond, burst);
  const random = seededRandom(seed);
  const roomOf = (message: number): number => Math.floor(message / burst) % rooms;
  const senders = new Uint32Array(pace.count);
  for (let message = 0; message < pace.count; message += 1) {
    senders[message] = roomOf(message) * members + random(members);
  }
  const next = nextOfSame(senders, rooms * members);
  return {
    ...pace,
    roomOf,
    senderOf: (message) => senders[message] ?? 0,
    turnOf: (message) => Math.floor(message / (rooms * burst)) * burst + (message % burst),
    nextOf: (message) => next[message] ?? -1,
    turnsIn: (room, messages) => {
      const bursts = Math.floor(messages / burst);
      const whole = Math.max(0, Math.ceil((bursts - room) / rooms));
      return whole * burst + (bursts % rooms === room ? messages % burst : 0);
    },
  };
}

/** A schedule of rooms in which nobody says anything. */
export function silence({
  rooms,
  members,
  seed,
}: RoomsSize & { readonly seed: number }): ChatSchedule {
  return chatSchedule({ rooms, members, seed, rate: 0, seconds: 0 });
}

function nextOfSame(senders: Uint32Array, clients: number): Int32Array {
  const next = new Int32Array(senders.length);
  const later = new Int32Array(clients).fill(-1);
  for (let message = senders.length - 1; message >= 0; message -= 1) {
    const sender = senders[message] ?? 0;
    next[message] = later[sender] ?? -1;
    later[sender] = message;
  }
  return next;
}

/** The numbers from 0 to below `count`, in an order that the seed decides. */
export function shuffled(count: number, seed: number): Uint32Array {
  const random = seededRandom(seed);
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = random(last + 1);
    const held = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = held;
  }
  return order;
}
