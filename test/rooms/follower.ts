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
    const known = this.#participants.get(userId);
    switch (event.type) {
      case 'participant-left':
        this.#participants.delete(userId);
        return;
      case 'participant-joined':
        this.#participants.set(userId, { userId, userName, streamName: null, isAway: false });
        return;
      case 'participant-away':
      case 'participant-back':
        if (known === undefined) throw new Error('who comes and goes is known');
        this.#participants.set(userId, { ...known, isAway: event.type === 'participant-away' });
        return;
      case 'stream-started':
      case 'stream-stopped':
        if (known === undefined) throw new Error('who streams is known');
        this.#participants.set(userId, {
          ...known,
          streamName: event.type === 'stream-started' ? streamName : null,
        });
        return;
      case 'message-sent':
        return;
    }
  }
}

export function participantsOf(room: RoomSnapshot): Map<Identifier, FollowedParticipant> {
  return new Map(
    room.participants.map(({ userId, userName, streamName, seat }) => [
      userId,
      { userId, userName, streamName, isAway: seat.state === 'away' },
    ]),
  );
}
