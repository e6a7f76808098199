import type { Room } from './room.js';

/** How much the rooms of one namespace hold. */
export interface NamespaceCensus {
  /** Empty ones included. */
  rooms: number;
  emptyRooms: number;
  /** Those included who are away. */
  participants: number;
  /** Beside the participants. */
  hidden: number;
  streams: number;
  /** Kept for those who come later. */
  historyMessages: number;
  historyBytes: number;
}

/** Counts what the rooms hold, by namespace. */
export function takeCensus(rooms: Iterable<Room>): ReadonlyMap<string, NamespaceCensus> {
  const census = new Map<string, NamespaceCensus>();
  for (const room of rooms) {
    const { namespace } = room.key;
    const counts = census.get(namespace) ?? emptyCensus();
    census.set(namespace, counts);
    counts.rooms += 1;
    counts.emptyRooms += Number(room.occupancy === 0);
    counts.participants += room.participants.size;
    counts.hidden += room.occupancy - room.participants.size;
    counts.streams += room.streams.size;
    counts.historyMessages += room.history.size;
    counts.historyBytes += room.history.bytes;
  }
  return census;
}

function emptyCensus(): NamespaceCensus {
  const rooms = { rooms: 0, emptyRooms: 0 };
  const people = { participants: 0, hidden: 0, streams: 0 };
  return { ...rooms, ...people, historyMessages: 0, historyBytes: 0 };
}
