import { assertNever } from '../errors/assert-never.js';
import type { ConnectionId } from './identity.js';
import type { SeatState } from './room-view.js';

/** The connections that hold a seat, oldest first. */
export function connectionsOf(seat: SeatState): readonly ConnectionId[] {
  switch (seat.state) {
    case 'held':
      return [seat.connection];
    case 'shared':
      return seat.connections;
    case 'away':
      return [];
    /* v8 ignore next -- @preserve: the compiler rules it out */
    default:
      return assertNever(seat);
  }
}

/** The connections that hold a seat, without one of them. */
export function otherConnections(
  seat: SeatState,
  connection: ConnectionId,
): readonly ConnectionId[] {
  return connectionsOf(seat).filter((other) => other !== connection);
}
