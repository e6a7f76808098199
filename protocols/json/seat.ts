import { admits, allows, type Grant } from '../../src/grant.js';
import type { Claim, Identifier } from '../../src/protocol.js';
import type { JoinRoomFrame, Presence } from './frames.js';

/**
 * The relation of a connection to rooms, as far as the engine has told. The
 * last identity is remembered after the seat is gone, because messages that
 * still carry it may be on their way.
 */
export type Seat =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'held';
      readonly roomId: Identifier;
      readonly userId: Identifier;
      readonly manner: Manner;
    }
  | { readonly kind: 'left'; readonly roomId: Identifier; readonly userId: Identifier }
  | { readonly kind: 'replaced'; readonly roomId: Identifier; readonly userId: Identifier };

/** The wishes of a join beyond what the engine knows of it. */
export interface Manner {
  readonly presence: Presence;
  /** Whether it is told at once that its seat was taken; older clients are not prepared for that. */
  readonly hearsOfReplacement: boolean;
  readonly hidden: boolean;
}

/** The manner of clients that know nothing of manners. */
export const plainManner: Manner = {
  presence: 'full',
  hearsOfReplacement: false,
  hidden: false,
};

/** @param grant what its sender may do; null where nobody is asked */
export function mannerOf(frame: JoinRoomFrame, grant: Grant | null): Manner {
  const { presence, history, recover, resumeToken } = frame;
  const extensions = [presence, history, recover, resumeToken];
  return {
    presence: presence ?? plainManner.presence,
    hearsOfReplacement: extensions.some((value) => value !== undefined && value !== null),
    hidden: grant !== null && allows(grant, 'hidden'),
  };
}

/** Whether the seat, if there is one, may be kept under the grant. */
export function isKeptUnder(grant: Grant, seat: Seat): boolean {
  if (seat.kind !== 'held') return true;
  return admits(grant, seat) && (!seat.manner.hidden || allows(grant, 'hidden'));
}

/** The answer to somebody who acts without a seat; null: none. */
export function answerWithoutSeat(seat: Seat, claim: Claim): 'not-joined' | 'replaced' | null {
  if (seat.kind === 'none' || seat.kind === 'held') return 'not-joined';
  const isItsOwn = claim.userId === null || claim.userId === seat.userId;
  if (seat.roomId !== claim.roomId || !isItsOwn) return 'not-joined';
  return seat.kind === 'replaced' ? 'replaced' : null;
}
