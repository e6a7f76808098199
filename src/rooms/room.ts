import type { ConnectionId, Identifier, RoomKey } from './commands.js';
import type { Participant, RoomView } from './events.js';

/** What a room is opened with. */
export interface RoomOpening {
  readonly key: RoomKey;
  readonly roomName: Identifier;
  readonly password: string;
  readonly epoch: string;
}

/** One incarnation of a room: who is in it, who streams, how much has happened. */
export class Room implements RoomView {
  readonly key: RoomKey;
  readonly roomName: Identifier;
  readonly epoch: string;
  readonly #password: string;
  readonly #participants = new Map<Identifier, Participant>();
  readonly #streams = new Map<Identifier, Identifier>();
  #offset = 0;

  constructor(opening: RoomOpening) {
    this.key = opening.key;
    this.roomName = opening.roomName;
    this.epoch = opening.epoch;
    this.#password = opening.password;
  }

  get hasPassword(): boolean {
    return this.#password !== '';
  }

  get offset(): number {
    return this.#offset;
  }

  get participants(): ReadonlyMap<Identifier, Participant> {
    return this.#participants;
  }

  get streams(): ReadonlyMap<Identifier, Identifier> {
    return this.#streams;
  }

  get isEmpty(): boolean {
    return this.#participants.size === 0;
  }

  /** Whether the password opens the room; every password opens a room without one. */
  admits(password: string): boolean {
    return !this.hasPassword || password === this.#password;
  }

  /** Counts one more room event and returns its offset. */
  advance(): number {
    this.#offset += 1;
    return this.#offset;
  }

  /** Puts a participant into the room, in its old place if its userId has one. */
  put(participant: Participant): void {
    const { userId, streamName } = participant;
    this.#participants.set(userId, participant);
    if (streamName === null) this.#streams.delete(userId);
    else this.#streams.set(userId, streamName);
  }

  remove(userId: Identifier): void {
    this.#participants.delete(userId);
    this.#streams.delete(userId);
  }
}

/** The connections of a seat with one more; the newest is the last. */
export function withConnection(
  connections: readonly ConnectionId[],
  connection: ConnectionId,
): readonly ConnectionId[] {
  return [...withoutConnection(connections, connection), connection];
}

export function withoutConnection(
  connections: readonly ConnectionId[],
  connection: ConnectionId,
): readonly ConnectionId[] {
  return connections.filter((each) => each !== connection);
}
