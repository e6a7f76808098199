/**
 * When a room's list goes out. A list costs its size times the number of
 * members, so a room of 1000 that fills with one list for each change sends
 * gigabytes, nearly all of them outdated on arrival.
 *
 * The policy: a change in a room that has been quiet goes out at once. After
 * each list the room rests for a while, and what changes meanwhile goes out in
 * one list at the end of the rest. How long a rest is depends on the list
 * before it, see `restAfter`.
 */

/** After a list for a single change, in ms. Shorter than people notice. */
export const shortestRestMs = 50;

/** No change waits longer than this, in ms. */
export const longestRestMs = 1000;

/** While changes keep coming together a rest grows up to this for each member, in ms. */
export const restPerMemberMs = 10;

/** The most that the lists of one room may cost on average, in bytes for each ms of rest: 80 Mbit/s. */
export const bytesPerMs = 10_000;

/** Where a room is between two lists. */
export interface ListPace {
  /** When the last list went out, in monotonic ms. */
  readonly sentAt: number;
  /** The rest after it, without another one, in ms. */
  readonly restMs: number;
}

/** The facts of a list once it is sent. */
export interface SentList {
  /** In monotonic ms. */
  readonly at: number;
  /** The number of changes that it was the first to show, 1 or more. */
  readonly changes: number;
  /** The number of connections that it went to. */
  readonly members: number;
  /** Its size as UTF-8. */
  readonly bytes: number;
}

/** A room that has had no list yet. */
export const unpaced: ListPace = { sentAt: Number.NEGATIVE_INFINITY, restMs: 0 };

/** The wait of a change that happens now for its list, in ms; 0: it goes out at once. */
export function delayOf(pace: ListPace, now: number): number {
  return Math.max(0, pace.sentAt + pace.restMs - now);
}

/** The pace after one more list. */
export function paceAfter(pace: ListPace, list: SentList): ListPace {
  return { sentAt: list.at, restMs: restAfter(pace, list) };
}

/**
 * The rest doubles from list to list as long as changes come together, so that
 * a burst costs few lists; how far depends on the room's size, so that small
 * rooms stay quick. One change alone brings it back to the shortest. A list
 * that cost much is always followed by a rest in proportion: many lone changes
 * in a big room must not cost more than a burst does.
 */
function restAfter(pace: ListPace, { changes, members, bytes }: SentList): number {
  const forCost = (bytes * members) / bytesPerMs;
  const forBurst = changes > 1 ? Math.min(2 * pace.restMs, members * restPerMemberMs) : 0;
  return Math.min(longestRestMs, Math.max(shortestRestMs, forCost, forBurst));
}
