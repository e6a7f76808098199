import { jsonProtocol } from '../../../protocols/json/index.js';
import { red5Protocol } from '../../../protocols/red5/index.js';
import type { Backplane } from '../../../src/backplane/backplane.js';
import { createMemoryBackplane } from '../../../src/backplane/memory.js';
import type { StampedCommand } from '../../../src/rooms/commands.js';
import type { Identifier, ProtocolLimits, ProtocolRooms, RoomView } from '../../../src/protocol.js';
import { createRoomEngine, type RoomEngine } from '../../../src/rooms/engine.js';
import type { RoomPolicy } from '../../../src/rooms/policy.js';
import { defaultPolicy } from '../../rooms/engine-harness.js';
import { createFakeProtocolContext, type FakeClient } from './fake-protocol-context.js';
import { createManualClock, type ManualClock } from './manual-clock.js';
import { jsonTypeOf, red5TypeOf } from './frame-types.js';
import { JsonClient } from './json-conversation.js';

/** Both protocols on one real engine, without sockets. */
export interface Bridge {
  readonly engine: RoomEngine;
  readonly clock: ManualClock;
  /** Every room that there has been, as the engine sees it. */
  readonly rooms: ReadonlySet<RoomView>;
  /** A client of the JSON port that has joined nothing yet. */
  connect(): JsonClient;
  /** A client of the JSON port that has asked for a seat; what it is answered waits to be taken. */
  join(roomId: Identifier, userId: Identifier, fields?: object): JsonClient;
  /** A client of the Red5 port, with its names encoded as browsers do. */
  stream(room: string, streamName: string, password?: string): FakeClient;
  /** Lets time pass, a second unless told otherwise: lists that wait go out, and what has had its time ends. */
  wait(ms?: number): void;
}

export interface BridgeOptions {
  /** The changes from the defaults. */
  readonly policy?: Partial<RoomPolicy>;
  readonly limits?: Partial<ProtocolLimits>;
  /** Default: one in memory. */
  readonly backplane?: Backplane<StampedCommand>;
  /** Default: bridged. */
  readonly rooms?: (protocol: 'json' | 'red5') => ProtocolRooms;
}

const bridgedRooms: ProtocolRooms = { namespace: 'both', areBridged: true };

export function createBridge({
  policy,
  limits = {},
  backplane = createMemoryBackplane(),
  rooms = () => bridgedRooms,
}: BridgeOptions = {}): Bridge {
  const clock = createManualClock();
  const count = { ids: 0, tokens: 0 };
  const seen = new Set<RoomView>();
  const nextId = (): string => `id-${String((count.ids += 1))}`;
  const dispatch: RoomEngine['dispatch'] = (command) => {
    engine.dispatch(command);
  };
  const shared = { clock, limits, dispatch };
  const json = createFakeProtocolContext({ ...shared, rooms: rooms('json'), typeOf: jsonTypeOf });
  const red5 = createFakeProtocolContext({ ...shared, rooms: rooms('red5'), typeOf: red5TypeOf });
  const jsonInstance = jsonProtocol.create(json);
  const red5Instance = red5Protocol.create(red5);
  const engine = createRoomEngine({
    refuses: () => true,
    policy: { ...defaultPolicy, ...policy },
    backplane,
    clock: clock.now,
    nextId,
    nextToken: () => `token-${String((count.tokens += 1))}`,
    emit: (event) => {
      if ('room' in event) seen.add(event.room);
      jsonInstance.render(event);
      red5Instance.render(event);
    },
  });
  const connect = (): JsonClient => new JsonClient(json.open(jsonInstance, {}, nextId()));
  return {
    engine,
    clock,
    rooms: seen,
    connect,
    join: (roomId, userId, fields) => {
      const client = connect();
      client.send({ type: 'join-room', roomId, userId, ...fields });
      return client;
    },
    stream: (room, streamName, password) => {
      const parameters = { room, streamName, ...(password === undefined ? {} : { password }) };
      const query = Object.entries(parameters)
        .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
        .join('&');
      return red5.open(red5Instance, { query }, nextId());
    },
    wait: (ms = 1000) => {
      clock.advance(ms);
      engine.expire();
    },
  };
}
