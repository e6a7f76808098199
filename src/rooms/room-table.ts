import type { Identifier, RoomKey } from './commands.js';
import { Room, type RoomOpening } from './room.js';

/** All rooms, by namespace and id, each namespace in the order in which its rooms were opened. */
export class RoomTable {
  readonly #namespaces = new Map<string, Map<Identifier, Room>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get({ namespace, roomId }: RoomKey): Room | undefined {
    return this.#namespaces.get(namespace)?.get(roomId);
  }

  /** @param opening the key of a room that is not open */
  open(opening: RoomOpening): Room {
    const { namespace, roomId } = opening.key;
    const room = new Room(opening);
    const rooms = this.#namespaces.get(namespace) ?? new Map<Identifier, Room>();
    this.#namespaces.set(namespace, rooms.set(roomId, room));
    this.#size += 1;
    return room;
  }

  remove(room: Room): void {
    if (this.#namespaces.get(room.key.namespace)?.delete(room.key.roomId) === true) this.#size -= 1;
  }

  list(namespace: string): readonly Room[] {
    return [...(this.#namespaces.get(namespace)?.values() ?? [])];
  }
}
