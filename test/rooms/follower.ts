import type { Identifier } from '../../src/protocol.js';
import type { RecordedRoomEvent, RoomSnapshot } from './recorder.js';

/** One line of a list of participants. */
export interface FollowedParticipant {
  readonly userId: Identifier;
  readonly userName: Identifier;
  readonly streamName: Identifier | null;
  readonly isAway: boolean;
}

/**
 * Somebody who is told the changes of a room and never the whole of it, unless
 * it asks: what a client has to do, and all that it has to do.
 */
export class Follower {
  readonly epoch: string;
  #offset: number;
  #participants: Map<Identifier, FollowedParticipant>;
  #hasGap = false;

  /** @param joined the room as it is for whoever has just joined */
  constructor(joined: RoomSnapshot) {
    this.epoch = joined.epoch;
    this.#offset = joined.offset;
    this.#participants = participantsOf(joined);
  }

  get offset(): number {
    return this.#offset;
  }

  get participants(): readonly FollowedParticipant[] {
    return [...this.#participants.values()];
  }

  /** Whether it knows that it has lost something, and so must ask for the whole. */
  get hasGap(): boolean {
    return this.#hasGap;
  }

  /** @returns whether it has lost something before this, and did not know */
  hear(event: RecordedRoomEvent): boolean {
    // What comes after a gap says nothing about what was in it.
    if (event.offset <= this.#offset || this.#hasGap) return false;
    this.#hasGap = event.offset > this.#offset + 1;
    if (this.#hasGap) return true;
    this.#offset = event.offset;
    this.#apply(event);
    return false;
  }

  /** It has asked for the room as it is, and this is the answer. */
  sync(room: RoomSnapshot): void {
    if (room.offset < this.#offset) return;
    this.#offset = room.offset;
    this.#participants = participantsOf(room);
    this.#hasGap = false;
  }

  #apply(event: RecordedRoomEvent): void {
    const { userId, userName, streamName } = event.participant;
    if (event.type === 'participant-left') {
      this.#participants.delete(userId);
    } else if (event.type === 'participant-joined') {
      this.#participants.set(userId, { userId, userName, streamName: null, isAway: false });
    } else if (isChange(event)) {
      const known = this.#participants.get(userId);
      if (known === undefined) throw new Error('whoever changes is known');
      this.#participants.set(userId, { ...known, ...changes[event.type](streamName) });
    }
  }
}

/** Whether an event changes the list of participants; others say nothing of who is there. */
export function changesList(event: RecordedRoomEvent): boolean {
  return (
    event.type === 'participant-joined' || event.type === 'participant-left' || isChange(event)
  );
}

type Line = Omit<FollowedParticipant, 'userId' | 'userName'>;

/** The change of the line of whom an event is about. */
const changes = {
  'participant-away': () => ({ isAway: true }),
  'participant-back': () => ({ isAway: false }),
  'stream-started': (streamName) => ({ streamName }),
  'stream-stopped': () => ({ streamName: null }),
} as const satisfies Partial<
  Record<RecordedRoomEvent['type'], (streamName: Identifier | null) => Partial<Line>>
>;

type Change = Extract<RecordedRoomEvent, { readonly type: keyof typeof changes }>;

function isChange(event: RecordedRoomEvent): event is Change {
  return Object.hasOwn(changes, event.type);
}

export function participantsOf(room: RoomSnapshot): Map<Identifier, FollowedParticipant> {
  return new Map(
    room.participants.map(({ userId, userName, streamName, seat }) => [
      userId,
      { userId, userName, streamName, isAway: seat.state === 'away' },
    ]),
  );
}
