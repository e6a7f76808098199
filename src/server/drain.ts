import type { ConnectionId } from '../rooms/commands.js';
import { drain } from '../transport/drain.js';
import type { Link } from '../transport/link.js';
import type { ProtocolPorts } from './protocol-ports.js';
import { monotonicNow } from './timers.js';

/** The bounds of a drain. */
export interface PortDrain {
  /** The time it may take. */
  readonly timeoutMs: number;
  /** The connections that have a seat, those of each room together. */
  readonly roomOrder: () => readonly ConnectionId[];
}

/**
 * Refuses new connections and closes the open ones in good order: room by
 * room, so that each is in two places for as short as possible, and last of
 * all those whose clients do not connect again.
 *
 * Nobody is told that anybody left. Told to the rest, n leaves would cost n²
 * frames, and each would end streams that need no server to go on.
 */
export async function drainPorts(
  ports: ProtocolPorts,
  { timeoutMs, roomOrder }: PortDrain,
): Promise<void> {
  ports.stopListening();
  const places = new Map(roomOrder().map((id, place) => [id, place]));
  const placeOf = ({ id }: Link): number => places.get(id) ?? -1;
  const byRoom = (links: readonly Link[]): readonly Link[] =>
    links.toSorted((a, b) => placeOf(a) - placeOf(b));
  await drain({
    reconnecting: byRoom(ports.links(true)),
    others: byRoom(ports.links(false)),
    timeoutMs,
    now: monotonicNow,
    random: Math.random,
    countOpen: () => ports.connections,
    dismiss: (link, retryAfterMs) => {
      link.end({ code: 'draining', retryAfterMs });
    },
  });
}
