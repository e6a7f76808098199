import type { Identifier, RoomKey } from './identity.js';
import { Deadlines } from './deadlines.js';
import type { RoomPolicy } from './policy.js';
import { Room, type RoomOpening } from './room.js';

/** All rooms, by namespace and id, each namespace in the order in which its rooms were opened. */
export class RoomTable {
  readonly #policy: RoomPolicy;
  readonly #namespaces = new Map<string, Map<Identifier, Room>>();
  /** The rooms that nobody is in. */
  readonly #empty = new Deadlines<Room>();

  constructor(policy: RoomPolicy) {
    this.#policy = policy;
  }

  /** The number of rooms, empty ones included. */
  get size(): number {
    return [...this.#namespaces.values()].reduce((sum, rooms) => sum + rooms.size, 0);
  }

  /** The number of rooms that somebody is in, hidden or not. */
  get occupiedSize(): number {
    return this.size - this.#empty.size;
  }

  /** The time at which the first empty room is dropped, in ms since the epoch; infinite if there is none. */
  get nextDeadline(): number {
    return this.#empty.next;
  }

  *[Symbol.iterator](): Iterator<Room> {
    for (const rooms of this.#namespaces.values()) yield* rooms.values();
  }

  get({ namespace, roomId }: RoomKey): Room | undefined {
    return this.#namespaces.get(namespace)?.get(roomId);
  }

  /** A room as it would be if it were opened. */
  imagine(opening: RoomOpening): Room {
    return new Room(opening, this.#policy);
  }

  /** @param opening the key of a room that is not there */
  open(opening: RoomOpening): Room {
    const { namespace, roomId } = opening.key;
    const room = this.imagine(opening);
    const rooms = this.#namespaces.get(namespace) ?? new Map<Identifier, Room>();
    this.#namespaces.set(namespace, rooms.set(roomId, room));
    return room;
  }

  /** Notes that somebody takes a seat in the room. */
  occupied(room: Room): void {
    this.#empty.delete(room);
  }

  /**
   * Notes that the last participant has left the room.
   *
   * @param now ms since the epoch, as for every method here that takes it
   */
  emptied(room: Room, now: number): void {
    const { emptyRoomTtlMs } = this.#policy;
    if (emptyRoomTtlMs === 0) this.#remove(room);
    else this.#empty.add(room, now + emptyRoomTtlMs);
    this.expire(now);
  }

  /** Drops rooms that have been empty for too long, or that are too many. */
  expire(now: number): void {
    for (const room of this.#empty.takeDue(now, this.#policy.maxEmptyRooms)) this.#remove(room);
  }

  /** The rooms of a namespace with a participant who is not hidden, in the order in which they were opened. */
  list(namespace: string): readonly Room[] {
    const rooms = this.#namespaces.get(namespace)?.values() ?? [];
    return [...rooms].filter((room) => room.participants.size > 0);
  }

  #remove(room: Room): void {
    const { namespace, roomId } = room.key;
    this.#namespaces.get(namespace)?.delete(roomId);
  }
}
