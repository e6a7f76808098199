import { createMemoryBackplane } from '../../src/backplane/memory.js';
import type {
  Command,
  ConnectionId,
  Identifier,
  Joined,
  SendMessageCommand,
} from '../../src/protocol.js';
import {
  createRoomEngine,
  type RoomEngine,
  type RoomEngineCounts,
} from '../../src/rooms/engine.js';
import type { RoomLimitCheck, RoomPolicy } from '../../src/rooms/policy.js';
import { joinCommand, type JoinFields } from '../support/doubles/commands.js';
import { type Holdings, holdingsOf } from './holdings.js';
import { createRecorder, type RecordedEvent, type RoomSnapshot } from './recorder.js';

/** The policy of rooms unless somebody sets it otherwise. */
export const defaultPolicy: RoomPolicy = {
  historySize: 100,
  historyTtlMs: 300_000,
  historyMaxBytes: 262_144,
  emptyRoomTtlMs: 0,
  maxEmptyRooms: 1_000,
  reconnectGraceMs: 0,
  maxAwayParticipants: 10_000,
  duplicateUser: 'replace',
  maxRooms: 0,
  maxParticipantsPerRoom: 0,
};

/** One engine on an in-memory backplane, to be spoken to in a test's words. */
export interface TestEngine {
  /** Dispatches, and returns the events that the command caused. */
  give(command: Command): Events;
  /** Joins as an unshared participant of `json` room `lobby`, unless told otherwise. */
  join(connection: ConnectionId, userId: Identifier, fields?: JoinFields): Events;
  /** Joins, and returns what the newcomer is told. */
  welcome(connection: ConnectionId, userId: Identifier, fields?: JoinFields): Welcome;
  /** Gives up whatever seat the connection holds. */
  leave(connection: ConnectionId, reason?: 'left' | 'disconnected'): Events;
  /** Starts a stream as whoever joined `lobby` under that name. */
  startStream(connection: ConnectionId, userId: Identifier, streamName?: Identifier): Events;
  /** Says something as whoever joined `lobby` under that name. */
  say(connection: ConnectionId, userId: Identifier, text: string, fields?: SayFields): Events;
  /** Lets time pass, and ends whatever has had its time by then. */
  wait(ms: number): Events;
  /** The rooms of a namespace, as a listing shows them. */
  rooms(namespace?: string): readonly RoomSnapshot[];
  counts(): RoomEngineCounts;
  holdings(): Holdings;
  census(): ReturnType<RoomEngine['census']>;
  /** The epochs heard of, oldest first. */
  readonly epochs: readonly string[];
  readonly messageIds: readonly string[];
  /** The engine's clock, in ms since the epoch. */
  readonly time: { now: number };
}

/** The events, in order. */
export type Events = readonly RecordedEvent[];
type SayFields = Partial<Pick<SendMessageCommand, 'clientMessageId' | 'claim'>>;
/** The welcome of a newcomer. */
export type Welcome = Omit<Joined, 'room'> & { readonly room: RoomSnapshot };

/**
 * @param policy what differs from the defaults
 * @param refuses asked when a limit is exceeded; by default they are in force
 */
export function createTestEngine(
  policy: Partial<RoomPolicy> = {},
  refuses: RoomLimitCheck = () => true,
): TestEngine {
  const recorder = createRecorder();
  const time = { now: 1_000 };
  const count = { ids: 0, tokens: 0 };
  const engine = createRoomEngine({
    refuses,
    policy: { ...defaultPolicy, ...policy },
    backplane: createMemoryBackplane(),
    clock: () => time.now,
    nextId: () => `id-${String((count.ids += 1))}`,
    nextToken: () => `token-${String((count.tokens += 1))}`,
    emit: recorder.emit,
  });

  function give(command: Command): Events {
    engine.dispatch(command);
    return recorder.take();
  }

  return {
    give,
    join: (connection, userId, fields) => give(joinCommand(connection, userId, fields)),
    welcome: (connection, userId, fields) => {
      const last = give(joinCommand(connection, userId, fields)).at(-1);
      if (last?.type !== 'joined') throw new Error(`not joined, but ${JSON.stringify(last)}`);
      return last;
    },
    leave: (connection, reason = 'disconnected') =>
      give({ type: 'leave', connection, claim: null, reason }),
    startStream: (connection, userId, streamName = userId) =>
      give({ type: 'start-stream', connection, claim: { roomId: 'lobby', userId }, streamName }),
    say: (connection, userId, text, { clientMessageId = null, ...rest } = {}) => {
      const claim = { roomId: 'lobby', userId, ...rest.claim };
      const content = JSON.stringify(text);
      return give({ type: 'send-message', connection, claim, content, clientMessageId });
    },
    wait: (ms) => {
      time.now += ms;
      engine.expire();
      return recorder.take();
    },
    rooms: (namespace = 'json') =>
      give({ type: 'list-rooms', connection: 'observer', namespace }).flatMap((event) =>
        event.type === 'rooms-listed' ? event.rooms : [],
      ),
    counts: () => engine.counts(),
    holdings: () => holdingsOf(engine),
    census: () => engine.census(),
    epochs: recorder.epochs,
    messageIds: recorder.messageIds,
    time,
  };
}

/** The events and whom they are about, in short: `participant-joined c1`, `stream-started`. */
export function outline(events: Events): readonly string[] {
  return events.map((event) =>
    'connection' in event ? `${event.type} ${event.connection}` : event.type,
  );
}

/** The userIds of the only room of a listing, in order. */
export function usersIn(rooms: readonly RoomSnapshot[]): readonly Identifier[] {
  return rooms.flatMap((room) => room.participants.map((participant) => participant.userId));
}
