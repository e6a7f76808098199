import type { Claim, Identifier } from './commands.js';
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

/** Whether the seat is the one that everybody knows by this userId. */
export function isSameSeat(seat: Seat, room: Room | undefined, userId: Identifier): boolean {
  return seat.room === room && seat.userId === userId && seat.hidden === null;
}

/** Whether the seat is the one that its holder says it has. */
export function isClaimed({ room, userId }: Seat, claim: Claim): boolean {
  return claim.roomId === room.key.roomId && (claim.userId === null || claim.userId === userId);
}
