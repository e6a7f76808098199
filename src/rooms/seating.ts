import type {
  Claim,
  ConnectionId,
  ExpireCommand,
  JoinCommand,
  LeaveCommand,
  LeaveReason,
  StampedCommand,
} from './commands.js';
import { Deadlines } from './deadlines.js';
import type { Departure, EngineEvent, Joined, Participant } from './events.js';
import { JoinRules, type Objection } from './join-rules.js';
import type { RoomLimitCheck, RoomPolicy } from './policy.js';
import type { Room, RoomOpening } from './room.js';
import type { RoomTable } from './room-table.js';
import { isClaimed, isSameSeat, type Seat, seatedIn, type Seated } from './seat.js';
import { otherConnections } from './seat-state.js';

/** A join on its way through its checks, with its stamp. */
interface Join {
  // Inside, not spread: a copy of so many fields is an object of 1 kB that V8 keeps for long.
  readonly command: JoinCommand;
  readonly at: number;
  readonly token: string | null;
  readonly opensAs: string;
}

/** The part of `joined` that is for the newcomer alone. */
type Welcome = Pick<Joined, 'history' | 'recovery' | 'resumeToken'>;

export interface SeatingOptions {
  readonly policy: RoomPolicy;
  readonly refuses: RoomLimitCheck;
  readonly emit: (event: EngineEvent) => void;
}

/** The seats of all rooms, and the commands that change them: joins, leaves, takeovers, seats that are kept. */
export class Seating {
  readonly #rooms: RoomTable;
  readonly #policy: RoomPolicy;
  readonly #rules: JoinRules;
  readonly #emit: (event: EngineEvent) => void;
  readonly #seats = new Map<ConnectionId, Seat>();
  /** The seats that are kept, as they became so. */
  readonly #away = new Deadlines<Seated>();
  readonly #awayBy = new Map<Participant, Seated>();

  constructor(rooms: RoomTable, { policy, refuses, emit }: SeatingOptions) {
    this.#rooms = rooms;
    this.#policy = policy;
    this.#rules = new JoinRules({ rooms, policy, refuses, seats: this.#seats });
    this.#emit = emit;
  }

  /** The number of connections that hold a seat. */
  get held(): number {
    return this.#seats.size;
  }

  /** The number of seats that are kept for a connection that was lost. */
  get away(): number {
    return this.#away.size;
  }

  /** The time at which the first kept seat is given up, in ms since the epoch; infinite if there is none. */
  get nextDeadline(): number {
    return this.#away.next;
  }

  /** The seat that a connection holds and claims to hold; or the code of the error if it does not. */
  find(connection: ConnectionId, claim: Claim): Seated | 'not-joined' | 'identity-mismatch' {
    const seat = this.#seats.get(connection);
    if (seat === undefined) return 'not-joined';
    return isClaimed(seat, claim) ? seatedIn(seat) : 'identity-mismatch';
  }

  join(command: JoinCommand, { at, id, resumeToken }: StampedCommand): void {
    const join: Join = { command, at, token: resumeToken, opensAs: id };
    const { userId } = command;
    const room = this.#rooms.get(command.room);
    if (command.seat === 'hidden') {
      this.#joinHidden(join, room);
      return;
    }
    const present = room?.participants.get(userId);
    if (room === undefined || present === undefined || !room.resumes(userId, command.resumeToken))
      this.#joinAnew(join, room, present);
    else this.#resume(join, room, present);
  }

  leave({ connection, claim, reason }: LeaveCommand, { at }: StampedCommand): void {
    const seat = this.#seats.get(connection);
    if (seat === undefined || (claim !== null && !isClaimed(seat, claim))) return;
    const seated = seatedIn(seat);
    const { seat: held } = seated.participant;
    const isKept = reason === 'disconnected' && held.state === 'held' && held.resumable;
    if (isKept && this.#policy.reconnectGraceMs > 0) this.#keep(connection, seated, at);
    else this.#giveUp(connection, seat, reason, at);
  }

  expire(_: ExpireCommand, { at }: StampedCommand): void {
    this.#giveUpKept(at);
    this.#rooms.expire(at);
  }

  #joinAnew(join: Join, open: Room | undefined, present: Participant | undefined): void {
    const { command, at } = join;
    const { connection, userId } = command;
    const code = this.#rules.objection(command, open, present);
    if (code !== null) {
      this.#reject(join, open, code);
      return;
    }
    // Before the old seat: a room that is emptied by giving it up may end others that are empty.
    if (open !== undefined) this.#rooms.occupied(open);
    const old = this.#seats.get(connection);
    if (old !== undefined && !isSameSeat(old, open, userId)) {
      this.#giveUp(connection, old, 'left', at, open);
    }
    const welcome = this.#welcome(join, open);
    const room = open ?? this.#rooms.open(openingOf(join));
    this.#seats.set(connection, { kind: 'listed', room, userId });
    if (present?.seat.state === 'shared' && command.seat === 'shared') {
      const connections = [...otherConnections(present.seat, connection), connection];
      const participant: Participant = { ...present, seat: { state: 'shared', connections } };
      room.put(participant);
      this.#emit({ type: 'joined', connection, room, participant, ...welcome });
    } else {
      if (present !== undefined) this.#replace(room, present, connection);
      this.#sitDown(room, command, welcome);
    }
  }

  /** Takes a seat beside those that are listed. */
  #joinHidden(join: Join, open: Room | undefined): void {
    const { command, at } = join;
    const { connection, userId, userName } = command;
    const code = this.#rules.hiddenObjection(command, open);
    if (code !== null) {
      this.#reject(join, open, code);
      return;
    }
    if (open !== undefined) this.#rooms.occupied(open);
    const old = this.#seats.get(connection);
    if (old !== undefined) this.#giveUp(connection, old, 'left', at, open);
    const welcome = this.#welcome(join, open);
    const room = open ?? this.#rooms.open(openingOf(join));
    const participant: Participant = {
      userId,
      userName,
      streamName: null,
      seat: { state: 'held', connection, resumable: false },
    };
    room.hide(connection, participant);
    this.#seats.set(connection, { kind: 'hidden', room, participant });
    this.#emit({ type: 'joined', connection, room, participant, ...welcome });
  }

  #reject(join: Join, open: Room | undefined, code: Objection): void {
    const room = open ?? this.#rooms.imagine(openingOf(join));
    this.#emit({ type: 'join-rejected', connection: join.command.connection, room, code });
  }

  #sitDown(room: Room, command: JoinCommand, welcome: Welcome): void {
    const { connection, userId, userName } = command;
    const participant: Participant = {
      userId,
      userName,
      streamName: null,
      seat:
        command.seat === 'shared'
          ? { state: 'shared', connections: [connection] }
          : { state: 'held', connection, resumable: command.seat === 'resumable' },
    };
    room.put(participant);
    room.setResumeToken(userId, welcome.resumeToken);
    const offset = room.advance();
    this.#emit({ type: 'participant-joined', room, offset, participant, connection });
    this.#emit({ type: 'joined', connection, room, participant, ...welcome });
  }

  /** Takes the seat as it was, for the connection that has shown its token. */
  #resume(join: Join, room: Room, present: Participant): void {
    const { command, at } = join;
    const { connection, userId } = command;
    const old = this.#seats.get(connection);
    if (old !== undefined && !isSameSeat(old, room, userId)) {
      this.#giveUp(connection, old, 'left', at);
    }
    const welcome = this.#welcome(join, room);
    this.#replace(room, present, connection);
    this.#seats.set(connection, { kind: 'listed', room, userId });
    const seat = { state: 'held', connection, resumable: true } as const;
    const participant: Participant = { ...present, seat };
    room.put(participant);
    room.setResumeToken(userId, welcome.resumeToken);
    if (present.seat.state === 'away') {
      const offset = room.advance();
      this.#emit({ type: 'participant-back', room, offset, participant, connection });
    }
    this.#emit({ type: 'joined', connection, room, participant, ...welcome });
  }

  #welcome(join: Join, room: Room | undefined): Welcome {
    const { command, at } = join;
    const { recover, history: wanted } = command;
    const isKept = command.seat === 'resumable' && this.#policy.reconnectGraceMs > 0;
    const resumeToken = isKept ? join.token : null;
    // A room that this join opens is another incarnation than any that was seen.
    const epochChanged = { recovered: false, failure: 'epoch-changed' } as const;
    const recovery = recover && (room?.recover(recover, at) ?? epochChanged);
    const isWanted = wanted > 0 && recovery?.recovered !== true;
    const history = isWanted ? (room?.history.latest(wanted, at) ?? []) : null;
    return { resumeToken, recovery, history };
  }

  /** Takes a seat from whoever else holds it, or waits for it. */
  #replace(room: Room, participant: Participant, by: ConnectionId): void {
    const kept = this.#awayBy.get(participant);
    if (kept !== undefined) {
      this.#away.delete(kept);
      this.#awayBy.delete(participant);
    }
    for (const connection of otherConnections(participant.seat, by)) {
      this.#seats.delete(connection);
      this.#emit({ type: 'replaced', connection, room, participant });
    }
  }

  /** Keeps the seat of a connection that was lost. */
  #keep(connection: ConnectionId, held: Seated, at: number): void {
    const { room } = held;
    const until = at + this.#policy.reconnectGraceMs;
    const participant: Participant = { ...held.participant, seat: { state: 'away', until } };
    const kept: Seated = { kind: 'listed', room, participant };
    this.#seats.delete(connection);
    room.put(participant);
    this.#away.add(kept, until);
    this.#awayBy.set(participant, kept);
    const offset = room.advance();
    this.#emit({ type: 'participant-away', room, offset, participant, until });
    this.#giveUpKept(at);
  }

  #giveUpKept(at: number): void {
    for (const kept of this.#away.takeDue(at, this.#policy.maxAwayParticipants)) {
      this.#awayBy.delete(kept.participant);
      this.#part(kept, { connection: null, reason: 'timeout' }, at);
    }
  }

  /** @param keep a room that stays even if this empties it, since somebody is about to join it */
  #giveUp(
    connection: ConnectionId,
    seat: Seat,
    reason: LeaveReason,
    at: number,
    keep?: Room,
  ): void {
    if (seat.kind === 'hidden') {
      this.#giveUpHidden(connection, seat.room, at, keep);
      return;
    }
    const seated = seatedIn(seat);
    const { room, participant } = seated;
    const connections = otherConnections(participant.seat, connection);
    this.#seats.delete(connection);
    if (connections.length > 0)
      room.put({ ...participant, seat: { state: 'shared', connections } });
    else this.#part(seated, { connection, reason }, at, keep);
  }

  #giveUpHidden(connection: ConnectionId, room: Room, at: number, keep?: Room): void {
    this.#seats.delete(connection);
    room.removeHidden(connection);
    if (room.occupancy === 0 && room !== keep) this.#rooms.emptied(room, at);
    this.#emit({ type: 'hidden-left', connection, room });
  }

  #part({ room, participant }: Seated, departure: Departure, at: number, keep?: Room): void {
    room.remove(participant.userId);
    const offset = room.advance();
    if (room.occupancy === 0 && room !== keep) this.#rooms.emptied(room, at);
    this.#emit({ type: 'participant-left', room, offset, participant, ...departure });
  }
}

function openingOf({ command, opensAs: epoch }: Join): RoomOpening {
  const { room: key, roomName, password } = command;
  return { key, roomName, password, epoch };
}
