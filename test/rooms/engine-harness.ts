import { createMemoryBackplane } from '../../src/backplane/memory.js';
import type { Command, ConnectionId, Identifier, JoinCommand } from '../../src/protocol.js';
import { createRoomEngine, type RoomEngineCounts } from '../../src/rooms/engine.js';
import { createRecorder, type RecordedEvent, type RoomSnapshot } from './recorder.js';

/** One engine on an in-memory backplane, to be spoken to in a test's words. */
export interface TestEngine {
  /** Dispatches, and returns the events that the command caused. */
  give(command: Command): readonly RecordedEvent[];
  /** Joins as an unshared participant of `json` room `lobby`, unless told otherwise. */
  join(connection: ConnectionId, userId: Identifier, options?: JoinOptions): Events;
  /** Gives up whatever seat the connection holds. */
  leave(connection: ConnectionId, reason?: 'left' | 'disconnected'): Events;
  /** Starts a stream as whoever joined `lobby` under that name. */
  startStream(connection: ConnectionId, userId: Identifier, streamName?: Identifier): Events;
  /** The rooms of a namespace, as a listing shows them. */
  rooms(namespace?: string): readonly RoomSnapshot[];
  counts(): RoomEngineCounts;
  /** The epochs heard of, oldest first. */
  readonly epochs: readonly string[];
  readonly messageIds: readonly string[];
  /** The engine's clock, in ms since the epoch. */
  readonly time: { now: number };
}

type Events = readonly RecordedEvent[];
type JoinOptions = Partial<Omit<JoinCommand, 'type' | 'connection' | 'userId' | 'room'>> & {
  readonly roomId?: Identifier;
  readonly namespace?: string;
};

export function createTestEngine(): TestEngine {
  const recorder = createRecorder();
  const time = { now: 1_000 };
  let ids = 0;
  const engine = createRoomEngine({
    backplane: createMemoryBackplane(),
    clock: () => time.now,
    nextId: () => {
      ids += 1;
      return `id-${String(ids)}`;
    },
    emit: recorder.emit,
  });

  function give(command: Command): Events {
    engine.dispatch(command);
    return recorder.take();
  }

  return {
    give,
    join: (connection, userId, { roomId = 'lobby', namespace = 'json', ...rest } = {}) =>
      give({
        type: 'join',
        connection,
        room: { namespace, roomId },
        userId,
        userName: userId,
        roomName: roomId,
        password: '',
        sharesSeat: false,
        ...rest,
      }),
    leave: (connection, reason = 'disconnected') =>
      give({ type: 'leave', connection, claim: null, reason }),
    startStream: (connection, userId, streamName = userId) =>
      give({ type: 'start-stream', connection, claim: { roomId: 'lobby', userId }, streamName }),
    rooms: (namespace = 'json') =>
      give({ type: 'list-rooms', connection: 'observer', namespace }).flatMap((event) =>
        event.type === 'rooms-listed' ? event.rooms : [],
      ),
    counts: () => engine.counts(),
    epochs: recorder.epochs,
    messageIds: recorder.messageIds,
    time,
  };
}

/** What happened and to whom, in short: `participant-joined c1`, `stream-started`. */
export function outline(events: Events): readonly string[] {
  return events.map((event) =>
    'connection' in event ? `${event.type} ${event.connection}` : event.type,
  );
}

/** The userIds of the only room of a listing, in order. */
export function usersIn(rooms: readonly RoomSnapshot[]): readonly Identifier[] {
  return rooms.flatMap((room) => room.participants.map((participant) => participant.userId));
}
