import type { Presence } from './frames.js';

/** The numbers of connections of one room that hear of it in each way; never all of them 0. */
export interface Audience extends Readonly<Record<Presence, number>> {
  /** The topics of the room's events, made once and not for each of them. */
  readonly topics: Readonly<Record<Presence, string>>;
}

type CountedAudience = Record<Presence, number> & Pick<Audience, 'topics'>;

/** The topic of a room's events, for those who hear of it in one way. */
export function topicOf(epoch: string, presence: Presence): string {
  return presence === 'full' ? epoch : `${epoch}/delta`;
}

/** The listeners of each room, so that nothing is written that nobody here wants. */
export class Audiences {
  /** By the rooms' epochs. */
  readonly #rooms = new Map<string, CountedAudience>();

  /** The number of rooms that have one. */
  get size(): number {
    return this.#rooms.size;
  }

  /** The listeners of a room; undefined if nobody listens. */
  of(epoch: string): Audience | undefined {
    return this.#rooms.get(epoch);
  }

  add(epoch: string, presence: Presence): void {
    const audience = this.#rooms.get(epoch) ?? audienceOf(epoch);
    audience[presence] += 1;
    this.#rooms.set(epoch, audience);
  }

  /** Takes back one `add`. */
  remove(epoch: string, presence: Presence): void {
    const audience = this.#rooms.get(epoch);
    if (audience === undefined) return;
    audience[presence] -= 1;
    if (audience.full === 0 && audience.delta === 0) this.#rooms.delete(epoch);
  }
}

function audienceOf(epoch: string): CountedAudience {
  const topics = { full: topicOf(epoch, 'full'), delta: topicOf(epoch, 'delta') };
  return { full: 0, delta: 0, topics };
}
