import type { Claim, Identifier } from '../../src/protocol.js';

/**
 * What a connection has to do with rooms, as far as the engine has told. The
 * last identity is remembered after the seat is gone, because messages that
 * still carry it may be on their way.
 */
export type Seat =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'held';
      /** What the room's events are published to. */
      readonly topic: string;
      readonly roomId: Identifier;
      readonly userId: Identifier;
    }
  | { readonly kind: 'left'; readonly roomId: Identifier; readonly userId: Identifier }
  | { readonly kind: 'replaced'; readonly roomId: Identifier; readonly userId: Identifier };

/** What is answered to somebody who acts without a seat; null: nothing. */
export function answerWithoutSeat(seat: Seat, claim: Claim): 'not-joined' | 'replaced' | null {
  if (seat.kind === 'none' || seat.kind === 'held') return 'not-joined';
  if (seat.roomId !== claim.roomId || seat.userId !== claim.userId) return 'not-joined';
  return seat.kind === 'replaced' ? 'replaced' : null;
}
