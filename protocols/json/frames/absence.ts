/** Seats that are kept for lost connections. */

import type { RoomEventFields } from './parts.js';

/** To those with `presence` `delta`: someone's connection is lost, and its seat kept. */
export interface UserAwayFrame extends RoomEventFields {
  readonly type: 'user-away';
  /** When it leaves unless it comes back, in ms since the epoch. */
  readonly until: number;
}

/** To those with `presence` `delta`: someone who was away has its seat again, as it was. */
export interface UserBackFrame extends RoomEventFields {
  readonly type: 'user-back';
}

export type AbsenceServerFrame = UserAwayFrame | UserBackFrame;
