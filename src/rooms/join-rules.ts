import type { ConnectionId, JoinCommand } from './commands.js';
import type { Participant } from './events.js';
import type { RoomLimitCheck, RoomPolicy } from './policy.js';
import type { Room } from './room.js';
import type { RoomTable } from './room-table.js';
import { type Seat, seatedIn } from './seat.js';
import { connectionsOf, otherConnections } from './seat-state.js';

/** The reason why a room does not take a newcomer. */
export type Objection = 'incorrect-password' | 'user-id-in-use' | 'room-full' | 'too-many-rooms';

interface JoinRulesOptions {
  readonly rooms: RoomTable;
  readonly policy: RoomPolicy;
  readonly refuses: RoomLimitCheck;
  /** The seats by the connections that hold them, now and later. */
  readonly seats: ReadonlyMap<ConnectionId, Seat>;
}

/** The rules by which rooms take newcomers or object to them. */
export class JoinRules {
  readonly #rooms: RoomTable;
  readonly #policy: RoomPolicy;
  readonly #refuses: RoomLimitCheck;
  readonly #seats: ReadonlyMap<ConnectionId, Seat>;

  constructor({ rooms, policy, refuses, seats }: JoinRulesOptions) {
    this.#rooms = rooms;
    this.#policy = policy;
    this.#refuses = refuses;
    this.#seats = seats;
  }

  /** The objection to a newcomer who will be listed; null: it may join. */
  objection(
    join: JoinCommand,
    room: Room | undefined,
    present: Participant | undefined,
  ): Objection | null {
    if (room?.admits(join.password) === false) return 'incorrect-password';
    const opening = this.#openingObjection(join, room);
    if (opening !== null || room === undefined || room.occupancy === 0) return opening;
    if (present === undefined) return this.#hasPlaceFor(join, room) ? null : 'room-full';
    if (this.#policy.duplicateUser === 'replace') return null;
    if (present.seat.state === 'shared' && join.seat === 'shared') return null;
    return otherConnections(present.seat, join.connection).length > 0 ? 'user-id-in-use' : null;
  }

  /** The objection to a newcomer who takes nobody's place, since it is hidden; null: it may join. */
  hiddenObjection(join: JoinCommand, room: Room | undefined): Objection | null {
    if (room?.admits(join.password) === false) return 'incorrect-password';
    return this.#openingObjection(join, room);
  }

  #hasPlaceFor({ connection }: JoinCommand, room: Room): boolean {
    const { maxParticipantsPerRoom } = this.#policy;
    const isListed = this.#seats.get(connection)?.kind === 'listed';
    const leaving = Number(isListed && this.#isAlone(connection, room));
    const staying = room.participants.size - leaving;
    if (maxParticipantsPerRoom === 0 || staying < maxParticipantsPerRoom) return true;
    return !this.#refuses('maxParticipantsPerRoom');
  }

  /** The objection to one more room that somebody is in, if the join takes one; else null. */
  #openingObjection({ connection }: JoinCommand, room: Room | undefined): Objection | null {
    if (room !== undefined && room.occupancy > 0) return null;
    const { maxRooms } = this.#policy;
    const old = this.#seats.get(connection)?.room;
    const isEnding = old?.occupancy === 1 && this.#isAlone(connection, old);
    const staying = this.#rooms.occupiedSize - Number(isEnding);
    if (maxRooms === 0 || staying < maxRooms) return null;
    return this.#refuses('maxRooms') ? 'too-many-rooms' : null;
  }

  /** Whether the connection holds a seat in the room that it shares with no other. */
  #isAlone(connection: ConnectionId, room: Room): boolean {
    const seat = this.#seats.get(connection);
    return seat?.room === room && connectionsOf(seatedIn(seat).participant.seat).length === 1;
  }
}
