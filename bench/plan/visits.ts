import { evenPace, type Pace, shuffled } from './schedule.js';

export interface VisitSettings {
  readonly clients: number;
  /** A second; 0: all at once. */
  readonly joinRate: number;
  /** Members a second that leave and come back. */
  readonly churn: number;
  readonly seconds: number;
  readonly seed: number;
}

export type Visit = 'comes' | 'goes' | 'returns';

/**
 * The schedule of comings and goings: first everybody comes, then some go, and then
 * those come back, in the order in which they went. Nobody goes twice, so
 * that every event can be told from every other by who it is about.
 */
export interface VisitSchedule extends Pace {
  clientOf(event: number): number;
  visitOf(event: number): Visit;
  /** The number of a client's event, -1 if there is none. */
  eventOf(client: number, visit: Visit): number;
  /** Whether a client is there after the first so many events. */
  isThere(client: number, events: number): boolean;
}

export function visitSchedule(settings: VisitSettings): VisitSchedule {
  const { clients, joinRate, churn, seconds, seed } = settings;
  const order = shuffled(clients, seed);
  const placeOf = new Uint32Array(clients);
  for (const [place, client] of order.entries()) placeOf[client] = place;
  // Each leaves in the first half of the time and returns in the second.
  const leaving = Math.min(clients, Math.floor(churn * seconds));
  const coming = evenPace(clients, joinRate);
  const joinMs = coming.dueMs(clients - 1) + (leaving > 0 ? 500 : 0);
  const moving = evenPace(2 * leaving, (2 * leaving) / seconds);
  const eventOf = (client: number, visit: Visit): number => {
    const place = placeOf[client] ?? 0;
    if (visit === 'comes') return place;
    if (place >= leaving) return -1;
    return clients + place + (visit === 'returns' ? leaving : 0);
  };
  return {
    count: clients + moving.count,
    dueMs: (event) =>
      event < clients ? coming.dueMs(event) : joinMs + moving.dueMs(event - clients),
    countUntil: (ms) => coming.countUntil(ms) + moving.countUntil(ms - joinMs),
    clientOf: (event) => order[event < clients ? event : (event - clients) % leaving] ?? 0,
    visitOf: (event) =>
      event < clients ? 'comes' : event < clients + leaving ? 'goes' : 'returns',
    eventOf,
    isThere: (client, events) => {
      const has = (visit: Visit): boolean => {
        const event = eventOf(client, visit);
        return event !== -1 && event < events;
      };
      return has('returns') || (has('comes') && !has('goes'));
    },
  };
}
