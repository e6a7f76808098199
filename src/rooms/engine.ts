import type { Backplane } from '../backplane/backplane.js';
import { assertNever } from '../errors.js';
import type {
  Command,
  ConnectionId,
  Identifier,
  JoinCommand,
  LeaveCommand,
  LeaveReason,
  ListRoomsCommand,
  SeatedCommand,
  SendMessageCommand,
  SignalCommand,
  StampedCommand,
  StartStreamCommand,
  StopStreamCommand,
} from './commands.js';
import type { EngineEvent, Participant } from './events.js';
import { RoomTable } from './room-table.js';
import { type Room, withConnection, withoutConnection } from './room.js';

/** What the engine works with; nothing else makes it depend on time or chance. */
export interface RoomEngineDependencies {
  readonly backplane: Backplane;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Never the same twice, on any node. */
  readonly nextId: () => string;
  /** Hears every event, in order. What it dispatches is applied after it has returned. */
  readonly emit: (event: EngineEvent) => void;
}

/** How much the engine holds. */
export interface RoomEngineCounts {
  readonly rooms: number;
  /** Connections that hold a seat. */
  readonly seats: number;
}

/** The truth about rooms: commands in, events out. */
export interface RoomEngine {
  /** Hands a command to the cluster; its events come when the cluster has ordered it. */
  dispatch(command: Command): void;
  counts(): RoomEngineCounts;
}

/** Makes the engine of one node and connects it to the backplane. */
export function createRoomEngine(dependencies: RoomEngineDependencies): RoomEngine {
  const { backplane, clock, nextId, emit } = dependencies;
  const rooms = new CommandApplier(emit);
  backplane.receiveWith((stamped) => {
    rooms.apply(stamped);
  });
  return {
    dispatch: (command) => {
      backplane.submit({ command, at: clock(), id: nextId() });
    },
    counts: () => rooms.counts(),
  };
}

/** The place that a connection holds. */
interface Seat {
  readonly room: Room;
  readonly userId: Identifier;
}

interface Seated {
  readonly room: Room;
  readonly participant: Participant;
}

/** Applies ordered commands to the rooms of this node: deterministic, so that every node comes to the same. */
class CommandApplier {
  readonly #emit: (event: EngineEvent) => void;
  readonly #rooms = new RoomTable();
  readonly #seats = new Map<ConnectionId, Seat>();

  constructor(emit: (event: EngineEvent) => void) {
    this.#emit = emit;
  }

  counts(): RoomEngineCounts {
    return { rooms: this.#rooms.size, seats: this.#seats.size };
  }

  apply(stamped: StampedCommand): void {
    const { command } = stamped;
    switch (command.type) {
      case 'join':
        this.#join(command, stamped.id);
        return;
      case 'leave':
        this.#leave(command);
        return;
      case 'start-stream':
        this.#startStream(command);
        return;
      case 'stop-stream':
        this.#stopStream(command);
        return;
      case 'send-message':
        this.#sendMessage(command, stamped);
        return;
      case 'signal':
        this.#signal(command);
        return;
      case 'list-rooms':
        this.#listRooms(command);
        return;
      default:
        assertNever(command);
    }
  }

  #join(command: JoinCommand, stampId: string): void {
    const { connection, userId } = command;
    const open = this.#rooms.get(command.room);
    if (open?.admits(command.password) === false) {
      const code = 'incorrect-password';
      this.#emit({ type: 'join-rejected', connection, room: open, code });
      return;
    }
    const old = this.#seats.get(connection);
    if (old !== undefined && (old.room !== open || old.userId !== userId)) {
      this.#giveUp(connection, old, 'left', open);
    }
    const { room: key, roomName, password } = command;
    const room = open ?? this.#rooms.open({ key, roomName, password, epoch: stampId });
    this.#takeSeat(room, command);
  }

  #takeSeat(room: Room, command: JoinCommand): void {
    const { connection, userId, userName, sharesSeat } = command;
    const present = room.participants.get(userId);
    this.#seats.set(connection, { room, userId });
    if (present?.sharesSeat === true && sharesSeat) {
      const participant = {
        ...present,
        connections: withConnection(present.connections, connection),
      };
      room.put(participant);
      this.#emit({ type: 'joined', connection, room, participant });
      return;
    }
    if (present !== undefined) this.#replace(room, present, connection);
    const connections = [connection];
    const participant = { userId, userName, streamName: null, connections, sharesSeat };
    room.put(participant);
    const offset = room.advance();
    this.#emit({ type: 'participant-joined', room, offset, participant, connection });
    this.#emit({ type: 'joined', connection, room, participant });
  }

  #replace(room: Room, participant: Participant, by: ConnectionId): void {
    for (const connection of withoutConnection(participant.connections, by)) {
      this.#seats.delete(connection);
      this.#emit({ type: 'replaced', connection, room, participant });
    }
  }

  #leave({ connection, claim, reason }: LeaveCommand): void {
    const seat = this.#seats.get(connection);
    if (seat === undefined) return;
    const { room, userId } = seat;
    if (claim !== null && (claim.roomId !== room.key.roomId || claim.userId !== userId)) return;
    this.#giveUp(connection, seat, reason);
  }

  /** @param keep a room that stays open even if this empties it, since somebody is about to join it */
  #giveUp(connection: ConnectionId, seat: Seat, reason: LeaveReason, keep?: Room): void {
    const { room } = seat;
    const participant = this.#participantOf(seat);
    this.#seats.delete(connection);
    const connections = withoutConnection(participant.connections, connection);
    if (connections.length > 0) {
      room.put({ ...participant, connections });
      return;
    }
    room.remove(seat.userId);
    if (room.isEmpty && room !== keep) this.#rooms.remove(room);
    const offset = room.advance();
    this.#emit({ type: 'participant-left', room, offset, participant, connection, reason });
  }

  #startStream(command: StartStreamCommand): void {
    const seated = this.#seatedFor(command);
    if (seated === null) return;
    const { room } = seated;
    const participant = { ...seated.participant, streamName: command.streamName };
    room.put(participant);
    this.#emit({ type: 'stream-started', room, offset: room.advance(), participant });
  }

  #stopStream(command: StopStreamCommand): void {
    const seated = this.#seatedFor(command);
    if (seated === null) return;
    const { room } = seated;
    const { streamName } = seated.participant;
    const participant = { ...seated.participant, streamName: null };
    room.put(participant);
    this.#emit({ type: 'stream-stopped', room, offset: room.advance(), participant, streamName });
  }

  #sendMessage(command: SendMessageCommand, { at, id }: StampedCommand): void {
    const seated = this.#seatedFor(command);
    if (seated === null) return;
    const { room, participant } = seated;
    const { content } = command;
    const offset = room.advance();
    const message = { messageId: id, content, timestamp: at };
    this.#emit({ type: 'message-sent', room, offset, participant, ...message });
  }

  #signal(command: SignalCommand): void {
    const seated = this.#seatedFor(command);
    if (seated === null) return;
    const { room } = seated;
    const connection = room.participants.get(command.toUserId)?.connections.at(-1);
    if (connection === undefined) return;
    const { kind, payload } = command;
    const fromUserId = seated.participant.userId;
    this.#emit({ type: 'signal', connection, room, fromUserId, kind, payload });
  }

  #listRooms({ connection, namespace }: ListRoomsCommand): void {
    this.#emit({ type: 'rooms-listed', connection, rooms: this.#rooms.list(namespace) });
  }

  /** Whom the command acts for; null, after rejecting it, if its sender may not. */
  #seatedFor(command: SeatedCommand): Seated | null {
    const { connection, claim } = command;
    const seat = this.#seats.get(connection);
    if (seat === undefined) {
      this.#emit({ type: 'command-rejected', connection, command, code: 'not-joined' });
      return null;
    }
    if (claim.roomId !== seat.room.key.roomId || claim.userId !== seat.userId) {
      this.#emit({ type: 'command-rejected', connection, command, code: 'identity-mismatch' });
      return null;
    }
    return { room: seat.room, participant: this.#participantOf(seat) };
  }

  #participantOf({ room, userId }: Seat): Participant {
    const participant = room.participants.get(userId);
    if (participant === undefined) throw new Error('invariant: a seat names a participant');
    return participant;
  }
}
