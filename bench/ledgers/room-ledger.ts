import type { Faults } from '../measuring/faults.js';
import type { PresenceKind, RecordedKind } from '../plan/recording.js';

/** One person's stay in a room, from `room-joined` to the end of the connection. */
interface Stay {
  /** The events that this person has to see and has not seen. */
  readonly pending: Set<number>;
  readonly chats: Set<number>;
  /** Everybody who is there and whether they stream, as this person knows it. */
  readonly roster: Map<number, boolean>;
  /** The events that this person had to see, as they came. */
  readonly order: number[];
  /** The newest event of each person. */
  readonly newest: Map<number, number>;
  isLeaving: boolean;
}

/** An event of a room whose members come and go. */
export interface SentEvent {
  readonly event: number;
  readonly kind: RecordedKind;
  readonly person: number;
}

/**
 * The sights of the people of one room. Somebody has to see whatever is sent
 * while they are in for sure: after they heard that they are, and until they
 * left. What is sent while they come or go they may see or not. Nothing here
 * knows a socket.
 */
export class RoomLedger {
  /** The number of events that had to come and never will. */
  #lost = 0;
  readonly #stays = new Map<number, Stay>();
  readonly #ended: Stay[] = [];
  readonly #sent = new Map<number, SentEvent>();
  /** The newest event of a kind, by person. */
  readonly #newest = new Map<string, number>();
  readonly #seen = new Set<number>();
  readonly #faults: Faults;
  readonly #onSeen: (event: number, atMs: number) => void;

  /**
   * @param faults is added to
   * @param onSeen told of every event that somebody sees, and when, as this ledger was told
   */
  constructor(faults: Faults, onSeen: (event: number, atMs: number) => void) {
    this.#faults = faults;
    this.#onSeen = onSeen;
  }

  /** Something goes out: everybody who is in must see it. */
  sent(one: SentEvent): void {
    this.#sent.set(one.event, one);
    this.#newest.set(`${one.kind} ${one.person}`, one.event);
    for (const [person, stay] of this.#stays) {
      if (!stay.isLeaving && !(one.kind === 'leave' && person === one.person)) {
        stay.pending.add(one.event);
      }
    }
  }

  /** Somebody has heard that they are in, and who else is. */
  entered(person: number, list: ReadonlyMap<number, boolean>, atMs: number): void {
    if (this.#stays.has(person)) {
      this.#faults.doubled += 1;
      return;
    }
    const stay: Stay = {
      pending: new Set(),
      chats: new Set(),
      roster: new Map(list),
      order: [],
      newest: new Map(),
      isLeaving: false,
    };
    this.#stays.set(person, stay);
    this.#note(this.#newest.get(`join ${person}`), atMs);
  }

  /** Somebody goes: what nobody has seen by now may come after they have gone. */
  leaving(person: number): void {
    const stay = this.#stays.get(person);
    if (stay === undefined) return;
    stay.isLeaving = true;
    for (const event of stay.pending) if (!this.#seen.has(event)) stay.pending.delete(event);
  }

  /** Their connection has ended: nothing more will come. */
  left(person: number): void {
    const stay = this.#stays.get(person);
    if (stay === undefined) return;
    this.#lost += stay.pending.size;
    this.#stays.delete(person);
    this.#ended.push(stay);
  }

  /** Somebody has got a chat message. */
  sawChat(person: number, event: number, atMs: number): void {
    const stay = this.#stays.get(person);
    if (stay === undefined || this.#sent.get(event)?.kind !== 'chat') this.#faults.foreign += 1;
    else if (stay.chats.has(event)) this.#faults.doubled += 1;
    else {
      stay.chats.add(event);
      if (stay.pending.delete(event)) this.#ordered(stay, event);
      this.#note(event, atMs);
    }
  }

  /** Somebody has heard that somebody came, went, or streams or not. */
  sawPresence(person: number, kind: PresenceKind, about: number, atMs: number): void {
    const stay = this.#stays.get(person);
    // One's own join, where the server says so besides `room-joined`.
    if (stay === undefined) return;
    const { roster } = stay;
    if (!isNews(kind, roster.get(about))) {
      this.#faults.doubled += 1;
      return;
    }
    if (kind === 'leave') roster.delete(about);
    else roster.set(about, kind === 'start-stream');
    const event = this.#firstPending(stay, kind, about);
    if (event !== undefined) {
      stay.pending.delete(event);
      this.#ordered(stay, event);
    }
    this.#note(event ?? this.#newest.get(`${kind} ${about}`), atMs);
  }

  /** Everybody who is there, as this person knows it; null if they are not in. */
  rosterOf(person: number): ReadonlyMap<number, boolean> | null {
    const stay = this.#stays.get(person);
    return stay === undefined || stay.isLeaving ? null : stay.roster;
  }

  /** The number of events that are still to be seen, or never will be. */
  get missing(): number {
    return [...this.#stays.values()].reduce((sum, { pending }) => sum + pending.size, this.#lost);
  }

  /**
   * The number of stays that had another order than the longest of them. Each may have
   * seen but a part: what counts is what both have.
   */
  get disagreeing(): number {
    const stays = [...this.#ended, ...this.#stays.values()];
    const longest = stays.reduce<readonly number[]>(
      (sofar, { order }) => (order.length > sofar.length ? order : sofar),
      [],
    );
    const places = new Map(longest.map((event, place) => [event, place]));
    return stays.filter(({ order }) => {
      const common = order.flatMap((event) => places.get(event) ?? []);
      return common.some((place, index) => index > 0 && place < (common[index - 1] ?? 0));
    }).length;
  }

  #firstPending({ pending }: Stay, kind: RecordedKind, about: number): number | undefined {
    for (const event of pending) {
      const sent = this.#sent.get(event);
      if (sent?.kind === kind && sent.person === about) return event;
    }
    return undefined;
  }

  #ordered(stay: Stay, event: number): void {
    const person = this.#sent.get(event)?.person ?? -1;
    if ((stay.newest.get(person) ?? -1) > event) this.#faults.reordered += 1;
    stay.newest.set(person, Math.max(event, stay.newest.get(person) ?? -1));
    stay.order.push(event);
  }

  #note(event: number | undefined, atMs: number): void {
    if (event === undefined) return;
    this.#seen.add(event);
    this.#onSeen(event, atMs);
  }
}

/** @param isStreaming of whom it is about, as far as known; undefined if they are not there */
function isNews(kind: PresenceKind, isStreaming: boolean | undefined): boolean {
  switch (kind) {
    case 'join':
      return isStreaming === undefined;
    case 'leave':
      return isStreaming !== undefined;
    case 'start-stream':
      return isStreaming === false;
    case 'stop-stream':
      return isStreaming === true;
  }
}
