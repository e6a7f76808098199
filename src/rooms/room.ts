import { History, type HistoryPolicy } from './history.js';
import type { ConnectionId, Identifier, RoomKey } from './identity.js';
import type { Recovery, SeenSoFar } from './recovery.js';
import type { Participant, RoomView } from './room-view.js';
import { connectionsOf } from './seat-state.js';

/** The properties of a room that the join which opens it decides. */
export interface RoomOpening {
  readonly key: RoomKey;
  readonly roomName: Identifier;
  /** Empty: none. */
  readonly password: string;
  readonly epoch: string;
}

/** One incarnation of a room: its participants, streams, hidden participants, history and offset. */
export class Room implements RoomView {
  readonly key: RoomKey;
  readonly roomName: Identifier;
  readonly epoch: string;
  readonly history: History;
  readonly #password: string;
  readonly #participants = new Map<Identifier, Participant>();
  readonly #streams = new Map<Identifier, Identifier>();
  readonly #hidden = new Map<ConnectionId, Participant>();
  readonly #resumeTokens = new Map<Identifier, string>();
  #offset = 0;

  constructor(opening: RoomOpening, policy: HistoryPolicy) {
    this.key = opening.key;
    this.roomName = opening.roomName;
    this.epoch = opening.epoch;
    this.#password = opening.password;
    this.history = new History(policy);
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

  /** The number of participants, hidden ones and those away included. */
  get occupancy(): number {
    return this.#participants.size + this.#hidden.size;
  }

  /** The number of seats that can be taken back with a token. */
  get resumeTokens(): number {
    return this.#resumeTokens.size;
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
    this.#resumeTokens.delete(userId);
  }

  /** Puts a participant into the room beside those that are listed. */
  hide(connection: ConnectionId, participant: Participant): void {
    this.#hidden.set(connection, participant);
  }

  removeHidden(connection: ConnectionId): void {
    this.#hidden.delete(connection);
  }

  /** The connection that signals to a user go to: the newest of the listed participant, else of the hidden ones. */
  connectionOf(userId: Identifier): ConnectionId | undefined {
    const listed = this.#participants.get(userId);
    if (listed !== undefined) return connectionsOf(listed.seat).at(-1);
    return [...this.#hidden].findLast(([, hidden]) => hidden.userId === userId)?.[0];
  }

  /** Sets the token that takes a seat back; the one before, if any, is worth nothing from now on. */
  setResumeToken(userId: Identifier, token: string | null): void {
    if (token === null) this.#resumeTokens.delete(userId);
    else this.#resumeTokens.set(userId, token);
  }

  /** Whether the token takes the seat back. */
  resumes(userId: Identifier, token: string | null): boolean {
    return token !== null && this.#resumeTokens.get(userId) === token;
  }

  /** The messages that were missed since an event, or the reason why they cannot be given. */
  recover(seen: SeenSoFar, now: number): Recovery {
    if (seen.epoch !== this.epoch) return { recovered: false, failure: 'epoch-changed' };
    // An offset that the room never had: what was seen was not this room.
    if (seen.offset > this.#offset) return { recovered: false, failure: 'gap' };
    const missed = this.history.since(seen.offset, now);
    return typeof missed === 'string'
      ? { recovered: false, failure: missed }
      : { recovered: true, missed };
  }
}
