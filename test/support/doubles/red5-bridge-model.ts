import type { Identifier } from '../../../src/protocol.js';
import type { RoomPolicy } from '../../../src/rooms/policy.js';

/** Whoever may hold a seat; only its identity counts. */
export type Holder = object;

export interface ModelSeat {
  readonly userId: Identifier;
  readonly isRed5: boolean;
  holders: readonly Holder[];
  /** The token that resumes it; null for what nobody can resume. */
  token: string | null;
  /** In the model's ms; null while somebody holds it. */
  awayUntil: number | null;
}

/** One incarnation of a room. */
export interface ModelRoom {
  readonly roomId: Identifier;
  readonly password: string;
  readonly seats: Map<Identifier, ModelSeat>;
  /** Stream names by userId, in the order in which they began. */
  readonly streams: Map<Identifier, Identifier>;
}

export interface ModelJoin {
  readonly roomId: Identifier;
  readonly userId: Identifier;
  readonly password: string;
  readonly isRed5: boolean;
  /** The token that it shows; null: none. */
  readonly token: string | null;
}

export type ModelRefusal = 'incorrect-password' | 'user-id-in-use';

/** Rooms on both ports as their rules say, at their simplest: one thing after the other, no messages. */
export class BridgeModel {
  /** In the order in which they were opened. */
  readonly rooms = new Map<Identifier, ModelRoom>();
  readonly #policy: Pick<RoomPolicy, 'duplicateUser' | 'reconnectGraceMs'>;
  #now = 0;
  #tokens = 0;

  constructor(policy: Pick<RoomPolicy, 'duplicateUser' | 'reconnectGraceMs'>) {
    this.#policy = policy;
  }

  seatOf(holder: Holder): { readonly room: ModelRoom; readonly seat: ModelSeat } | undefined {
    for (const room of this.rooms.values()) {
      for (const seat of room.seats.values()) {
        if (seat.holders.includes(holder)) return { room, seat };
      }
    }
    return undefined;
  }

  /** @returns why not; null if it has the seat */
  join(holder: Holder, join: ModelJoin): ModelRefusal | null {
    const token = this.#nextToken(join);
    const { roomId, userId, isRed5 } = join;
    const room = this.rooms.get(roomId);
    const present = room?.seats.get(userId);
    if (present !== undefined && join.token !== null && present.token === join.token) {
      this.#giveUpOther(holder, present);
      Object.assign(present, { holders: [holder], token, awayUntil: null });
      return null;
    }
    const refusal = this.#refusal(holder, join, room, present);
    if (refusal !== null) return refusal;
    if (present?.isRed5 === true && isRed5) {
      present.holders = [...present.holders, holder];
      return null;
    }
    this.#giveUpOther(holder, present, room);
    const joined = room ?? {
      roomId,
      password: join.password,
      seats: new Map(),
      streams: new Map(),
    };
    this.rooms.set(roomId, joined);
    joined.streams.delete(userId);
    joined.seats.set(userId, { userId, isRed5, holders: [holder], token, awayUntil: null });
    if (isRed5) joined.streams.set(userId, userId);
    return null;
  }

  /** @param streamName null: stops */
  stream(holder: Holder, streamName: Identifier | null): void {
    const found = this.seatOf(holder);
    if (found === undefined) return;
    const { streams } = found.room;
    if (streamName === null) streams.delete(found.seat.userId);
    else streams.set(found.seat.userId, streamName);
  }

  leave(holder: Holder, isLost: boolean, keep?: ModelRoom): void {
    const found = this.seatOf(holder);
    if (found === undefined) return;
    const { room, seat } = found;
    const graceMs = this.#policy.reconnectGraceMs;
    seat.holders = seat.holders.filter((each) => each !== holder);
    if (seat.holders.length > 0) return;
    if (isLost && !seat.isRed5 && graceMs > 0) seat.awayUntil = this.#now + graceMs;
    else this.#remove(room, seat, keep);
  }

  wait(ms: number): void {
    this.#now += ms;
    for (const room of [...this.rooms.values()]) {
      for (const seat of [...room.seats.values()]) {
        if (seat.awayUntil !== null && seat.awayUntil <= this.#now) this.#remove(room, seat);
      }
    }
  }

  /** The server makes one for every JSON join, whether it comes to anything or not. */
  #nextToken({ isRed5 }: ModelJoin): string | null {
    if (isRed5) return null;
    this.#tokens += 1;
    return this.#policy.reconnectGraceMs > 0 ? `token-${String(this.#tokens)}` : null;
  }

  #refusal(
    holder: Holder,
    { password, isRed5 }: ModelJoin,
    room: ModelRoom | undefined,
    present: ModelSeat | undefined,
  ): ModelRefusal | null {
    if (room !== undefined && room.password !== '' && room.password !== password) {
      return 'incorrect-password';
    }
    if (this.#policy.duplicateUser === 'replace' || present === undefined) return null;
    const isShared = present.isRed5 && isRed5;
    const isTaken = present.holders.some((each) => each !== holder);
    return isTaken && !isShared ? 'user-id-in-use' : null;
  }

  #giveUpOther(holder: Holder, wanted: ModelSeat | undefined, keep?: ModelRoom): void {
    const found = this.seatOf(holder);
    if (found !== undefined && found.seat !== wanted) this.leave(holder, false, keep);
  }

  #remove(room: ModelRoom, seat: ModelSeat, keep?: ModelRoom): void {
    room.seats.delete(seat.userId);
    room.streams.delete(seat.userId);
    if (room.seats.size === 0 && room !== keep) this.rooms.delete(room.roomId);
  }
}
