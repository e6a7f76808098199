import type { ConnectionId, JoinCommand } from './commands.js';
import type { Participant } from './events.js';
import type { RoomLimitCheck, RoomPolicy } from './policy.js';
import { type Room, withoutConnection } from './room.js';
import type { RoomTable } from './room-table.js';
import { type Seat, seatedIn } from './seat.js';

/** Why a room does not take a newcomer. */
export type Objection = 'incorrect-password' | 'user-id-in-use' | 'room-full' | 'too-many-rooms';

interface AdmissionRules {
  readonly rooms: RoomTable;
  readonly policy: RoomPolicy;
  readonly refuses: RoomLimitCheck;
  /** Who holds which seat, now and later. */
  readonly seats: ReadonlyMap<ConnectionId, Seat>;
}

/** Whom rooms take, and whom not. */
export class RoomAdmission {
  readonly #rooms: RoomTable;
  readonly #policy: RoomPolicy;
  readonly #refuses: RoomLimitCheck;
  readonly #seats: ReadonlyMap<ConnectionId, Seat>;

  constructor({ rooms, policy, refuses, seats }: AdmissionRules) {
    this.#rooms = rooms;
    this.#policy = policy;
    this.#refuses = refuses;
    this.#seats = seats;
  }

  /** Why the room does not take the newcomer; null if it does. */
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
    if (present.sharesSeat && join.sharesSeat) return null;
    const others = withoutConnection(present.connections, join.connection);
    return others.length > 0 ? 'user-id-in-use' : null;
  }

  #hasPlaceFor({ connection }: JoinCommand, room: Room): boolean {
    const { maxParticipantsPerRoom } = this.#policy;
    const isListed = this.#seats.get(connection)?.hidden === null;
    const leaving = Number(isListed && this.#isAlone(connection, room));
    const staying = room.participants.size - leaving;
    if (maxParticipantsPerRoom === 0 || staying < maxParticipantsPerRoom) return true;
    return !this.#refuses('maxParticipantsPerRoom');
  }

  /** Why there cannot be one more room that somebody is in, if it takes one; else null. */
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
    return seat?.room === room && seatedIn(seat).participant.connections.length === 1;
  }

  /** The same for somebody who takes nobody's place. */
  hiddenObjection(join: JoinCommand, room: Room | undefined): Objection | null {
    if (room?.admits(join.password) === false) return 'incorrect-password';
    return this.#openingObjection(join, room);
  }
}
