import type {
  Claim,
  Command,
  ConnectionId,
  Identifier,
  JoinCommand,
  LeaveReason,
  Participant,
  RoomKey,
  SeatedCommand,
} from '../../src/protocol.js';
import type { RecordedEvent, RoomSnapshot } from './recorder.js';

/** The engine as one would explain it: lists that are searched, copied and filtered. */
export interface RoomModel {
  /**
   * Says what the engine must tell about the next command.
   *
   * @param at when the command is dispatched, in ms since the epoch
   */
  apply(command: Command, at: number): readonly RecordedEvent[];
  /** Whom a connection may act for; null if it holds no seat. */
  claimOf(connection: ConnectionId): Claim | null;
  readonly roomCount: number;
  readonly seatCount: number;
}

interface ModelRoom {
  readonly key: RoomKey;
  readonly roomName: Identifier;
  readonly password: string;
  readonly incarnation: number;
  offset: number;
  participants: readonly Participant[];
  /** userIds in the order in which their streams began. */
  streamers: readonly Identifier[];
}

export function createRoomModel(): RoomModel {
  let rooms: readonly ModelRoom[] = [];
  let incarnations = 0;
  let told: RecordedEvent[] = [];

  const roomAt = (key: RoomKey): ModelRoom | undefined =>
    rooms.find((room) => room.key.namespace === key.namespace && room.key.roomId === key.roomId);

  function seatOf(connection: ConnectionId): { room: ModelRoom; holder: Participant } | null {
    for (const room of rooms) {
      const holder = room.participants.find((one) => one.connections.includes(connection));
      if (holder !== undefined) return { room, holder };
    }
    return null;
  }

  function join(command: JoinCommand): void {
    const { connection, userId, room: key } = command;
    const open = roomAt(key);
    if (open !== undefined && open.password !== '' && open.password !== command.password) {
      const code = 'incorrect-password';
      told.push({ type: 'join-rejected', connection, room: snapshot(open), code });
      return;
    }
    const old = seatOf(connection);
    if (old !== null && (old.room !== open || old.holder.userId !== userId)) {
      giveUp(connection, 'left', open);
    }
    takeSeat(open ?? openRoom(command), command);
  }

  function openRoom({ room: key, roomName, password }: JoinCommand): ModelRoom {
    incarnations += 1;
    const incarnation = incarnations;
    const empty = { offset: 0, participants: [], streamers: [] };
    const room = { key, roomName, password, incarnation, ...empty };
    rooms = [...rooms, room];
    return room;
  }

  function takeSeat(room: ModelRoom, command: JoinCommand): void {
    const { connection, userId, userName, sharesSeat } = command;
    const present = room.participants.find((one) => one.userId === userId);
    if (present?.sharesSeat === true && sharesSeat) {
      const others = present.connections.filter((one) => one !== connection);
      const participant = { ...present, connections: [...others, connection] };
      put(room, participant);
      told.push({ type: 'joined', connection, room: snapshot(room), participant });
      return;
    }
    for (const replaced of present?.connections ?? []) {
      if (present === undefined || replaced === connection) continue;
      const about = { room: snapshot(room), participant: present };
      told.push({ type: 'replaced', connection: replaced, ...about });
    }
    const connections = [connection];
    const participant = { userId, userName, streamName: null, connections, sharesSeat };
    put(room, participant);
    tell(room, { type: 'participant-joined', participant, connection });
    told.push({ type: 'joined', connection, room: snapshot(room), participant });
  }

  /** @param keep the room that is being joined: it outlives its last participant's change of name */
  function giveUp(connection: ConnectionId, reason: LeaveReason, keep?: ModelRoom): void {
    const seat = seatOf(connection);
    if (seat === null) return;
    const { room, holder: participant } = seat;
    const others = participant.connections.filter((one) => one !== connection);
    if (others.length > 0) {
      put(room, { ...participant, connections: others });
      return;
    }
    room.participants = room.participants.filter((one) => one !== participant);
    room.streamers = room.streamers.filter((one) => one !== participant.userId);
    rooms = rooms.filter((one) => one === keep || one.participants.length > 0);
    tell(room, { type: 'participant-left', participant, connection, reason });
  }

  function act(command: SeatedCommand, at: number): void {
    const { connection, claim } = command;
    const seat = seatOf(connection);
    if (seat === null || !claims(seat, claim)) {
      const code = seat === null ? 'not-joined' : 'identity-mismatch';
      told.push({ type: 'command-rejected', connection, command, code });
      return;
    }
    const { room, holder } = seat;
    if (command.type === 'start-stream') {
      const participant = { ...holder, streamName: command.streamName };
      put(room, participant);
      tell(room, { type: 'stream-started', participant });
    } else if (command.type === 'stop-stream') {
      const participant = { ...holder, streamName: null };
      put(room, participant);
      tell(room, { type: 'stream-stopped', participant, streamName: holder.streamName });
    } else if (command.type === 'send-message') {
      const { content } = command;
      tell(room, { type: 'message-sent', participant: holder, content, timestamp: at });
    } else {
      const addressee = room.participants.find((one) => one.userId === command.toUserId);
      const newest = addressee?.connections.at(-1);
      if (newest === undefined) return;
      const { kind, payload } = command;
      const direct = { connection: newest, room: snapshot(room) };
      told.push({ type: 'signal', ...direct, fromUserId: holder.userId, kind, payload });
    }
  }

  /** What is told of a room beyond the room itself. */
  type Happening = { [Type in CountedType]: Omit<Counted<Type>, 'room' | 'offset'> }[CountedType];

  function tell(room: ModelRoom, happening: Happening): void {
    room.offset += 1;
    told.push({ ...happening, room: snapshot(room), offset: room.offset });
  }

  function listRooms(connection: ConnectionId, namespace: string): void {
    const listed = rooms.filter((room) => room.key.namespace === namespace).map(snapshot);
    told.push({ type: 'rooms-listed', connection, rooms: listed });
  }

  return {
    apply(command, at) {
      told = [];
      if (command.type === 'join') join(command);
      else if (command.type === 'list-rooms') listRooms(command.connection, command.namespace);
      else if (command.type === 'leave') {
        const seat = seatOf(command.connection);
        const refused = command.claim !== null && seat !== null && !claims(seat, command.claim);
        if (!refused) giveUp(command.connection, command.reason);
      } else act(command, at);
      return told;
    },
    claimOf(connection) {
      const seat = seatOf(connection);
      return seat && { roomId: seat.room.key.roomId, userId: seat.holder.userId };
    },
    get roomCount() {
      return rooms.length;
    },
    get seatCount() {
      return rooms.flatMap((room) => room.participants.flatMap((one) => one.connections)).length;
    },
  };
}

type CountedType = Extract<RecordedEvent, { readonly offset: number }>['type'];
type Counted<Type> = Extract<RecordedEvent, { readonly type: Type }>;

function claims(seat: { room: ModelRoom; holder: Participant }, claim: Claim): boolean {
  return claim.roomId === seat.room.key.roomId && claim.userId === seat.holder.userId;
}

/** Puts a participant in its old place, or at the end; the same for its stream. */
function put(room: ModelRoom, participant: Participant): void {
  const { userId, streamName } = participant;
  const present = room.participants.some((one) => one.userId === userId);
  room.participants = present
    ? room.participants.map((one) => (one.userId === userId ? participant : one))
    : [...room.participants, participant];
  if (streamName === null) room.streamers = room.streamers.filter((one) => one !== userId);
  else if (!room.streamers.includes(userId)) room.streamers = [...room.streamers, userId];
}

function snapshot(room: ModelRoom): RoomSnapshot {
  const { key, roomName, password, incarnation, offset, participants, streamers } = room;
  const streams = streamers.map((userId) => {
    const streamName = participants.find((one) => one.userId === userId)?.streamName ?? null;
    if (streamName === null) throw new Error('a streamer has a stream');
    return [userId, streamName] as const;
  });
  const hasPassword = password !== '';
  return { key, roomName, hasPassword, incarnation, offset, participants, streams };
}
