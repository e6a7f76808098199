import type { Room } from './room.js';

/** The numbers of what the rooms of one namespace hold. */
export interface NamespaceCensus {
  /** Empty ones included. */
  rooms: number;
  emptyRooms: number;
  /** Those away included, hidden ones not. */
  participants: number;
  hidden: number;
  streams: number;
  /** The seats that can be taken back with a token. */
  resumeTokens: number;
  /** Chat messages that are kept for those who come later. */
  historyMessages: number;
  /** Their size, as `historyMaxBytes` bounds it for each room. */
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
    counts.resumeTokens += room.resumeTokens;
    counts.historyMessages += room.history.size;
    counts.historyBytes += room.history.bytes;
  }
  return census;
}

function emptyCensus(): NamespaceCensus {
  return {
    rooms: 0,
    emptyRooms: 0,
    participants: 0,
    hidden: 0,
    streams: 0,
    resumeTokens: 0,
    historyMessages: 0,
    historyBytes: 0,
  };
}
