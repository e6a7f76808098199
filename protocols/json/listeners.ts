import type { Presence } from './frames.js';

/** How many connections of one room hear of it in each way; never all of them 0. */
export interface Audience extends Readonly<Record<Presence, number>> {
  /** What the room's events are published to, made once and not for each of them. */
  readonly topics: Readonly<Record<Presence, string>>;
}

type CountedAudience = Record<Presence, number> & Pick<Audience, 'topics'>;

/** What a room's events are published to, for those who hear of it in one way. */
export function topicOf(epoch: string, presence: Presence): string {
  return presence === 'full' ? epoch : `${epoch}/delta`;
}

/** Who listens to which room, so that nothing is written that nobody here wants. */
export class Audiences {
  /** By the rooms' epochs. */
  readonly #rooms = new Map<string, CountedAudience>();

  /** How many rooms have one. */
  get size(): number {
    return this.#rooms.size;
  }

  /** Who listens to a room; undefined if nobody does. */
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
