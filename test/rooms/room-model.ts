import { assertNever } from '../../src/errors/assert-never.js';
import type {
  Claim,
  ConnectionId,
  Identifier,
  LeaveCommand,
  ListRoomsCommand,
  RoomKey,
  SeenSoFar,
} from '../../src/protocol.js';
import type { StampedCommand } from '../../src/rooms/commands.js';
import type { RoomEngineCounts } from '../../src/rooms/engine.js';
import type { RoomPolicy } from '../../src/rooms/policy.js';
import type { Holdings } from './holdings.js';
import { act, isSeated } from './model-acting.js';
import { forgetOld, kept, keptBytes } from './model-history.js';
import { claims, holdersOf, snapshot } from './model-room.js';
import { endAway, endEmpty, giveUp, join } from './model-seating.js';
import { ModelState } from './model-state.js';
import type { RecordedEvent } from './recorder.js';

/** A seat that somebody may want to take back. */
export interface KnownSeat {
  readonly room: RoomKey;
  readonly userId: Identifier;
  readonly token: string | null;
}

/** The engine as one would explain it: lists that are searched, copied and filtered. */
export interface RoomModel {
  /** Says what the engine must tell about the next command. */
  apply(stamped: StampedCommand): readonly RecordedEvent[];
  /** The user that a connection may act for; null if it holds no seat. */
  claimOf(connection: ConnectionId): Claim | null;
  /** The progress of a room; undefined if there is none. */
  progressOf(room: RoomKey): SeenSoFar | undefined;
  readonly seats: readonly KnownSeat[];
  /** Every token that was ever given out. */
  readonly tokens: readonly string[];
  counts(): RoomEngineCounts;
  holdings(): Holdings;
}

export function createRoomModel(policy: RoomPolicy): RoomModel {
  const state = new ModelState(policy);
  return {
    apply(stamped) {
      state.told = [];
      state.now = stamped.at;
      for (const { messages } of state.rooms) forgetOld(messages, policy, state.now);
      applyNow(state, stamped);
      return state.told;
    },
    claimOf(connection) {
      const seat = state.seatOf(connection);
      if (seat === undefined) return null;
      return { roomId: seat.room.key.roomId, userId: seat.holder.userId };
    },
    progressOf: (room) => state.roomAt(room),
    get seats() {
      return state.seats.map(({ room, holder: { userId } }) => {
        const token = room.tokens.get(userId) ?? null;
        return { room: room.key, userId, token };
      });
    },
    tokens: state.tokens,
    counts: () => ({
      rooms: state.rooms.length,
      seats: [...state.seats, ...state.hiddenSeats].flatMap(({ holder }) => holdersOf(holder))
        .length,
      away: state.awaySeats.length,
    }),
    holdings: () => ({
      emptyRooms: state.emptied.length,
      resumeTokens: state.rooms.reduce((sum, { tokens }) => sum + tokens.size, 0),
      messages: state.rooms.reduce((sum, { messages }) => sum + kept(messages).length, 0),
      messageBytes: state.rooms.reduce((sum, { messages }) => sum + keptBytes(messages), 0),
    }),
  };
}

function applyNow(state: ModelState, stamped: StampedCommand): void {
  const { command } = stamped;
  if (isSeated(command)) {
    act(state, command, stamped);
    return;
  }
  switch (command.type) {
    case 'join':
      join(state, command, stamped);
      return;
    case 'leave':
      leave(state, command);
      return;
    case 'list-rooms':
      listRooms(state, command);
      return;
    case 'expire':
      endAway(state);
      endEmpty(state);
      return;
    default:
      assertNever(command);
  }
}

function leave(state: ModelState, { connection, claim, reason }: LeaveCommand): void {
  const seat = state.seatOf(connection);
  if (seat === undefined || (claim !== null && !claims(seat, claim))) return;
  giveUp(state, seat, connection, reason);
}

function listRooms(state: ModelState, { connection, namespace }: ListRoomsCommand): void {
  const listed = state.rooms.filter(
    ({ key, participants }) => key.namespace === namespace && participants.length > 0,
  );
  state.told.push({ type: 'rooms-listed', connection, rooms: listed.map(snapshot) });
}
