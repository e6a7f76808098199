import type { Identifier } from './commands.js';
import type { Participant } from './events.js';
import type { Room } from './room.js';

/** The place that a connection holds. */
export interface Seat {
  readonly room: Room;
  readonly userId: Identifier;
  /** Whoever sits there unseen; null: the room's participant of that userId. */
  readonly hidden: Participant | null;
}

/** A seat with whoever has it. */
export interface Seated {
  readonly room: Room;
  readonly participant: Participant;
  readonly isHidden: boolean;
}

export function seatedIn({ room, userId, hidden }: Seat): Seated {
  const participant = hidden ?? room.participants.get(userId);
  /* v8 ignore next -- @preserve: it would be a bug of seating.ts */
  if (participant === undefined) throw new Error('invariant: a seat names a participant');
  return { room, participant, isHidden: hidden !== null };
}
