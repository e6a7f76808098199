import type { Claim, Identifier } from './identity.js';
import type { Participant } from './room-view.js';
import type { Room } from './room.js';

/**
 * The seat that a connection holds. A listed one is the room's seat of that
 * userId, so its participant is looked up where it changes; a hidden one is the
 * connection's alone.
 */
export type Seat =
  | { readonly kind: 'listed'; readonly room: Room; readonly userId: Identifier }
  | { readonly kind: 'hidden'; readonly room: Room; readonly participant: Participant };

/** A seat with the participant that has it now. */
export interface Seated {
  readonly kind: Seat['kind'];
  readonly room: Room;
  readonly participant: Participant;
}

export function seatedIn(seat: Seat): Seated {
  if (seat.kind === 'hidden') return seat;
  const { kind, room, userId } = seat;
  const participant = room.participants.get(userId);
  /* v8 ignore next -- @preserve: it would be a bug of seating.ts */
  if (participant === undefined) throw new Error('invariant: a seat names a participant');
  return { kind, room, participant };
}

/** Whether the seat is the listed one of this userId. */
export function isSameSeat(seat: Seat, room: Room | undefined, userId: Identifier): boolean {
  return seat.kind === 'listed' && seat.room === room && seat.userId === userId;
}

/** Whether the seat is the one that its holder says it has. */
export function isClaimed(seat: Seat, claim: Claim): boolean {
  if (claim.roomId !== seat.room.key.roomId) return false;
  const { userId } = seat.kind === 'hidden' ? seat.participant : seat;
  return claim.userId === null || claim.userId === userId;
}
