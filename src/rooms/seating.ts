import type {
  Claim,
  ConnectionId,
  ExpireCommand,
  JoinCommand,
  LeaveCommand,
  StampedCommand,
} from './commands.js';
import { type Objection, RoomAdmission } from './join-rules.js';
import { Deadlines } from './deadlines.js';
import type { EngineEvent, Joined, Participant, ParticipantLeft } from './events.js';
import type { RoomLimitCheck, RoomPolicy } from './policy.js';
import type { RoomTable } from './room-table.js';
import { isClaimed, isSameSeat, type Seat, seatedIn, type Seated } from './seat.js';
import { type Room, type RoomOpening, withConnection, withoutConnection } from './room.js';

/** A join on its way through its checks, and what it was stamped with. */
interface Join {
  // Inside, not spread: a copy of so many fields is an object of 1 kB that V8 keeps for long.
  readonly command: JoinCommand;
  readonly at: number;
  readonly token: string | null;
  readonly opensAs: string;
}

/** What a newcomer is told beside the room itself. */
type Welcome = Pick<Joined, 'history' | 'recovery' | 'resumeToken'>;

/** What seating goes by, and whom it tells. */
export interface SeatingRules {
  readonly policy: RoomPolicy;
  readonly refuses: RoomLimitCheck;
  readonly emit: (event: EngineEvent) => void;
}

/** Who sits where: joins, leaves, takeovers, seats kept for those who come back. */
export class Seating {
  readonly #rooms: RoomTable;
  readonly #policy: RoomPolicy;
  readonly #admission: RoomAdmission;
  readonly #emit: (event: EngineEvent) => void;
  readonly #seats = new Map<ConnectionId, Seat>();
  /** Seats that are kept, by the participant as it went away. */
  readonly #away = new Deadlines<Participant>();
  readonly #awayFrom = new Map<Participant, Room>();

  constructor(rooms: RoomTable, { policy, refuses, emit }: SeatingRules) {
    this.#rooms = rooms;
    this.#policy = policy;
    this.#admission = new RoomAdmission({ rooms, policy, refuses, seats: this.#seats });
    this.#emit = emit;
  }

  /** How many connections hold a seat. */
  get held(): number {
    return this.#seats.size;
  }

  get away(): number {
    return this.#away.size;
  }

  /** When the first kept seat is given up, in ms since the epoch; infinite if there is none. */
  get nextDeadline(): number {
    return this.#away.next;
  }

  /** What a connection has and claims to have; or why it has not. */
  find(connection: ConnectionId, claim: Claim): Seated | 'not-joined' | 'identity-mismatch' {
    const seat = this.#seats.get(connection);
    if (seat === undefined) return 'not-joined';
    return isClaimed(seat, claim) ? seatedIn(seat) : 'identity-mismatch';
  }

  join(command: JoinCommand, { at, id, resumeToken }: StampedCommand): void {
    const join: Join = { command, at, token: resumeToken, opensAs: id };
    const { userId, hidden } = command;
    const room = this.#rooms.get(command.room);
    if (hidden) {
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
    const { participant } = seatedIn(seat);
    const isKept = reason === 'disconnected' && participant.resumable;
    if (isKept && this.#policy.reconnectGraceMs > 0) this.#keepSeat(connection, seat, at);
    else this.#giveUp(connection, seat, reason, at);
  }

  expire(_: ExpireCommand, { at }: StampedCommand): void {
    this.#giveUpKept(at);
    this.#rooms.expire(at);
  }

  #joinAnew(join: Join, open: Room | undefined, present: Participant | undefined): void {
    const { command, at } = join;
    const { connection, userId } = command;
    const code = this.#admission.objection(command, open, present);
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
    this.#seats.set(connection, { room, userId, hidden: null });
    if (present?.sharesSeat === true && command.sharesSeat) {
      const connections = withConnection(present.connections, connection);
      const participant = { ...present, connections };
      room.put(participant);
      this.#emit({ type: 'joined', connection, room, participant, ...welcome });
    } else {
      if (present !== undefined) this.#replace(room, present, connection);
      this.#sitDown(room, command, welcome);
    }
  }

  /** Takes a seat beside those that all know of. */
  #joinHidden(join: Join, open: Room | undefined): void {
    const { command, at } = join;
    const { connection, userId, userName } = command;
    const code = this.#admission.hiddenObjection(command, open);
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
      ...{ userId, userName, connections: [connection] },
      ...{ streamName: null, sharesSeat: false, resumable: false, awayUntil: null },
    };
    room.hide(connection, participant);
    this.#seats.set(connection, { room, userId, hidden: participant });
    this.#emit({ type: 'joined', connection, room, participant, ...welcome });
  }

  #reject(join: Join, open: Room | undefined, code: Objection): void {
    const room = open ?? this.#rooms.imagine(openingOf(join));
    this.#emit({ type: 'join-rejected', connection: join.command.connection, room, code });
  }

  #sitDown(room: Room, command: JoinCommand, welcome: Welcome): void {
    const { connection, userId, userName, sharesSeat } = command;
    const participant: Participant = {
      userId,
      userName,
      streamName: null,
      connections: [connection],
      sharesSeat,
      resumable: isResumable(command),
      awayUntil: null,
    };
    room.put(participant);
    room.setResumeToken(userId, welcome.resumeToken);
    const offset = room.advance();
    this.#emit({ type: 'participant-joined', room, offset, participant, connection });
    this.#emit({ type: 'joined', connection, room, participant, ...welcome });
  }

  /** The seat as it was, for the connection that can show whose it is. */
  #resume(join: Join, room: Room, present: Participant): void {
    const { command, at } = join;
    const { connection, userId } = command;
    const old = this.#seats.get(connection);
    if (old !== undefined && !isSameSeat(old, room, userId)) {
      this.#giveUp(connection, old, 'left', at);
    }
    const welcome = this.#welcome(join, room);
    this.#replace(room, present, connection);
    this.#seats.set(connection, { room, userId, hidden: null });
    const participant = { ...present, connections: [connection], awayUntil: null };
    room.put(participant);
    room.setResumeToken(userId, welcome.resumeToken);
    if (present.awayUntil !== null) {
      const offset = room.advance();
      this.#emit({ type: 'participant-back', room, offset, participant, connection });
    }
    this.#emit({ type: 'joined', connection, room, participant, ...welcome });
  }

  #welcome(join: Join, room: Room | undefined): Welcome {
    const { command, at } = join;
    const { recover, history: wanted } = command;
    const isKept = isResumable(command) && this.#policy.reconnectGraceMs > 0;
    const resumeToken = isKept ? join.token : null;
    // A room that this join opens is another incarnation than any that was seen.
    const epochChanged = { recovered: false, failure: 'epoch-changed' } as const;
    const recovery = recover && (room?.recover(recover, at) ?? epochChanged);
    const isWanted = wanted > 0 && recovery?.recovered !== true;
    const history = isWanted ? (room?.history.latest(wanted, at) ?? []) : null;
    return { resumeToken, recovery, history };
  }

  /** Takes a seat from whoever else has it. */
  #replace(room: Room, participant: Participant, by: ConnectionId): void {
    this.#away.delete(participant);
    this.#awayFrom.delete(participant);
    for (const connection of withoutConnection(participant.connections, by)) {
      this.#seats.delete(connection);
      this.#emit({ type: 'replaced', connection, room, participant });
    }
  }

  /** Keeps the seat of a connection that was lost. */
  #keepSeat(connection: ConnectionId, seat: Seat, at: number): void {
    const { room } = seat;
    const until = at + this.#policy.reconnectGraceMs;
    const participant = { ...seatedIn(seat).participant, connections: [], awayUntil: until };
    this.#seats.delete(connection);
    room.put(participant);
    this.#away.add(participant, until);
    this.#awayFrom.set(participant, room);
    const offset = room.advance();
    this.#emit({ type: 'participant-away', room, offset, participant, until });
    this.#giveUpKept(at);
  }

  #giveUpKept(at: number): void {
    for (const participant of this.#away.takeDue(at, this.#policy.maxAwayParticipants)) {
      const room = this.#awayFrom.get(participant);
      this.#awayFrom.delete(participant);
      /* v8 ignore else -- @preserve: both are kept and given up together */
      if (room !== undefined) {
        this.#part({ room, participant, isHidden: false }, null, 'timeout', at);
      }
    }
  }

  /** @param keep a room that stays even if this empties it, since somebody is about to join it */
  #giveUp(
    connection: ConnectionId,
    seat: Seat,
    reason: ParticipantLeft['reason'],
    at: number,
    keep?: Room,
  ): void {
    if (seat.hidden !== null) {
      this.#giveUpHidden(connection, seat.room, at, keep);
      return;
    }
    const seated = seatedIn(seat);
    const connections = withoutConnection(seated.participant.connections, connection);
    this.#seats.delete(connection);
    if (connections.length > 0) seated.room.put({ ...seated.participant, connections });
    else this.#part(seated, connection, reason, at, keep);
  }

  #giveUpHidden(connection: ConnectionId, room: Room, at: number, keep?: Room): void {
    this.#seats.delete(connection);
    room.removeHidden(connection);
    if (room.occupancy === 0 && room !== keep) this.#rooms.emptied(room, at);
    this.#emit({ type: 'hidden-left', connection, room });
  }

  #part(
    { room, participant }: Seated,
    connection: ConnectionId | null,
    reason: ParticipantLeft['reason'],
    at: number,
    keep?: Room,
  ): void {
    room.remove(participant.userId);
    const offset = room.advance();
    if (room.occupancy === 0 && room !== keep) this.#rooms.emptied(room, at);
    this.#emit({ type: 'participant-left', room, offset, participant, connection, reason });
  }
}

function openingOf({ command, opensAs: epoch }: Join): RoomOpening {
  const { room: key, roomName, password } = command;
  return { key, roomName, password, epoch };
}

/** A seat that others may hold as well is not kept: whom would its token belong to? */
function isResumable({ resumable, sharesSeat, hidden }: JoinCommand): boolean {
  return resumable && !sharesSeat && !hidden;
}
