import type {
  ConnectionId,
  Departure,
  JoinCommand,
  Joined,
  LeaveReason,
  Participant,
  Recovery,
  SeenSoFar,
} from '../../src/protocol.js';
import type { StampedCommand } from '../../src/rooms/commands.js';
import { latest, missedSince } from './model-history.js';
import {
  findUser,
  holdersOf,
  type ModelRoom,
  type ModelSeat,
  put,
  remove,
  setToken,
  snapshot,
} from './model-room.js';
import { endOf, type ModelState } from './model-state.js';

export function join(
  state: ModelState,
  command: JoinCommand,
  { id, resumeToken }: StampedCommand,
): void {
  const { connection, userId, room: key } = command;
  const open = state.roomAt(key);
  const present = findUser(open, userId);
  const isHidden = command.seat === 'hidden';
  const isResumed =
    !isHidden && present !== undefined && open?.tokens.get(userId) === command.resumeToken;
  const code = isResumed ? null : objection(state, command, open, present);
  if (code !== null) {
    const room = snapshot(open ?? newRoom(command, id));
    state.told.push({ type: 'join-rejected', connection, room, code });
    return;
  }
  state.emptied = state.emptied.filter(({ room }) => room !== open);
  const old = state.seatOf(connection);
  const isRefreshed =
    old?.room === open && old?.holder.userId === userId && !old.isHidden && !isHidden;
  if (old !== undefined && !isRefreshed) {
    giveUp(state, old, connection, 'left', open);
  }
  const welcome = welcomeFor(state, command, open, resumeToken);
  const room = open ?? openRoom(state, command, id);
  if (isHidden) hide(state, room, command, welcome);
  else if (isResumed) resume(state, room, present, connection, welcome);
  else takeSeat(state, room, present, command, welcome);
}

function objection(
  state: ModelState,
  { connection, password, seat }: JoinCommand,
  room: ModelRoom | undefined,
  present: Participant | undefined,
): 'incorrect-password' | 'user-id-in-use' | 'room-full' | 'too-many-rooms' | null {
  if (room !== undefined && room.password !== '' && room.password !== password) {
    return 'incorrect-password';
  }
  const { maxRooms, maxParticipantsPerRoom } = state.policy;
  const isOthers = ({ holder }: ModelSeat): boolean => {
    const connections = holdersOf(holder);
    return connections.length !== 1 || connections[0] !== connection;
  };
  const others = state.seats.filter(isOthers);
  if (room === undefined || isUnused(room)) {
    const everybodyElse = [...others, ...state.hiddenSeats.filter(isOthers)];
    const rooms = new Set(everybodyElse.map((seat) => seat.room)).size;
    return maxRooms > 0 && rooms >= maxRooms ? 'too-many-rooms' : null;
  }
  if (seat === 'hidden') return null;
  const inRoom = others.filter((seat) => seat.room === room).length;
  const isFull = maxParticipantsPerRoom > 0 && inRoom >= maxParticipantsPerRoom;
  if (present === undefined && isFull) return 'room-full';
  if (state.policy.duplicateUser === 'replace' || present === undefined) return null;
  const isTaken = holdersOf(present).some((one) => one !== connection);
  const isShared = present.seat.state === 'shared' && seat === 'shared';
  return isTaken && !isShared ? 'user-id-in-use' : null;
}

type Welcome = Pick<Joined, 'history' | 'recovery' | 'resumeToken'>;

function welcomeFor(
  state: ModelState,
  { history, recover, seat }: JoinCommand,
  room: ModelRoom | undefined,
  token: string | null,
): Welcome {
  const isKept = state.policy.reconnectGraceMs > 0 && seat === 'resumable';
  if (isKept && token !== null) state.tokens.push(token);
  const recovery = recover && recoveryOf(recover, room);
  const wantsHistory = history > 0 && recovery?.recovered !== true;
  return {
    resumeToken: isKept ? token : null,
    recovery,
    history: wantsHistory ? latest(room?.messages ?? [], history) : null,
  };
}

function recoveryOf({ epoch, offset }: SeenSoFar, room: ModelRoom | undefined): Recovery {
  if (room?.epoch !== epoch) return { recovered: false, failure: 'epoch-changed' };
  if (offset > room.offset) return { recovered: false, failure: 'gap' };
  const missed = missedSince(room.messages, offset);
  return typeof missed === 'string'
    ? { recovered: false, failure: missed }
    : { recovered: true, missed };
}

function openRoom(state: ModelState, command: JoinCommand, epoch: string): ModelRoom {
  const room = newRoom(command, epoch);
  state.rooms = [...state.rooms, room];
  return room;
}

function newRoom({ room: key, roomName, password }: JoinCommand, epoch: string): ModelRoom {
  const lists = {
    participants: [],
    hidden: [],
    streamers: [],
    tokens: new Map<never, never>(),
    messages: [],
  };
  return { key, roomName, password, epoch, offset: 0, ...lists };
}

function hide(
  state: ModelState,
  room: ModelRoom,
  { connection, userId, userName }: JoinCommand,
  welcome: Welcome,
): void {
  const participant: Participant = {
    userId,
    userName,
    streamName: null,
    seat: { state: 'held', connection, resumable: false },
  };
  room.hidden = [...room.hidden, participant];
  state.told.push({ type: 'joined', connection, room: snapshot(room), participant, ...welcome });
}

function takeSeat(
  state: ModelState,
  room: ModelRoom,
  present: Participant | undefined,
  { connection, userId, userName, seat }: JoinCommand,
  welcome: Welcome,
): void {
  if (present?.seat.state === 'shared' && seat === 'shared') {
    const others = holdersOf(present).filter((one) => one !== connection);
    const connections = [...others, connection];
    const participant: Participant = { ...present, seat: { state: 'shared', connections } };
    put(room, participant);
    state.told.push({ type: 'joined', connection, room: snapshot(room), participant, ...welcome });
    return;
  }
  if (present !== undefined) state.tellReplaced(room, present, connection);
  const participant: Participant = {
    userId,
    userName,
    streamName: null,
    seat:
      seat === 'shared'
        ? { state: 'shared', connections: [connection] }
        : { state: 'held', connection, resumable: seat === 'resumable' },
  };
  put(room, participant);
  setToken(room, userId, welcome.resumeToken);
  state.tell(room, { type: 'participant-joined', participant, connection });
  state.told.push({ type: 'joined', connection, room: snapshot(room), participant, ...welcome });
}

function resume(
  state: ModelState,
  room: ModelRoom,
  present: Participant,
  connection: ConnectionId,
  welcome: Welcome,
): void {
  state.tellReplaced(room, present, connection);
  const seat = { state: 'held', connection, resumable: true } as const;
  const participant = { ...present, seat };
  put(room, participant);
  setToken(room, present.userId, welcome.resumeToken);
  if (present.seat.state === 'away') {
    state.tell(room, { type: 'participant-back', participant, connection });
  }
  state.told.push({ type: 'joined', connection, room: snapshot(room), participant, ...welcome });
}

/** @param keep the room that is being joined: it outlives its last participant's change of name */
export function giveUp(
  state: ModelState,
  { room, holder, isHidden }: ModelSeat,
  connection: ConnectionId,
  reason: LeaveReason,
  keep?: ModelRoom,
): void {
  const { seat } = holder;
  const connections = holdersOf(holder).filter((one) => one !== connection);
  const isKept = reason === 'disconnected' && seat.state === 'held' && seat.resumable;
  if (isHidden) {
    room.hidden = room.hidden.filter((one) => one !== holder);
    endUnused(state, room, keep);
    state.told.push({ type: 'hidden-left', connection, room: snapshot(room) });
  } else if (connections.length > 0) {
    put(room, { ...holder, seat: { state: 'shared', connections } });
  } else if (isKept && state.policy.reconnectGraceMs > 0) {
    const until = state.now + state.policy.reconnectGraceMs;
    const participant: Participant = { ...holder, seat: { state: 'away', until } };
    put(room, participant);
    state.tell(room, { type: 'participant-away', participant, until });
    endAway(state);
  } else part(state, { room, holder, isHidden }, { connection, reason }, keep);
}

function part(
  state: ModelState,
  { room, holder: participant }: ModelSeat,
  departure: Departure,
  keep?: ModelRoom,
): void {
  remove(room, participant);
  endUnused(state, room, keep);
  state.tell(room, { type: 'participant-left', participant, ...departure });
}

/** Ends seats that were kept for too long, or that are too many. */
export function endAway(state: ModelState): void {
  for (;;) {
    const [oldest, ...others] = state.awaySeats;
    if (oldest === undefined) return;
    const isDue = endOf(oldest) <= state.now;
    if (!isDue && others.length < state.policy.maxAwayParticipants) return;
    part(state, oldest, { connection: null, reason: 'timeout' });
  }
}

function isUnused(room: ModelRoom): boolean {
  return room.participants.length === 0 && room.hidden.length === 0;
}

function endUnused(state: ModelState, room: ModelRoom, keep?: ModelRoom): void {
  if (!isUnused(room) || room === keep) return;
  state.emptied = [...state.emptied, { room, until: state.now + state.policy.emptyRoomTtlMs }];
  endEmpty(state);
}

/** Ends rooms that have been empty for too long, or that are too many. */
export function endEmpty(state: ModelState): void {
  const { emptied, now, policy } = state;
  const surplus = Math.max(0, emptied.length - policy.maxEmptyRooms);
  state.emptied = emptied.slice(surplus).filter(({ until }) => until > now);
  const ended = emptied.filter((one) => !state.emptied.includes(one)).map(({ room }) => room);
  state.rooms = state.rooms.filter((room) => !ended.includes(room));
}
