import { red5Protocol } from '../../../protocols/red5/index.js';
import type { Backplane } from '../../../src/backplane/backplane.js';
import type { StampedCommand } from '../../../src/rooms/commands.js';
import { createMemoryBackplane } from '../../../src/backplane/memory.js';
import { createRoomEngine, type RoomEngine } from '../../../src/rooms/engine.js';
import { defaultPolicy } from '../../rooms/engine-harness.js';
import {
  createFakeProtocolContext,
  type FakeClient,
  type FakeProtocolContext,
  type FakeProtocolContextOptions,
} from './fake-protocol-context.js';
import { red5TypeOf } from './frame-types.js';
import { ownRooms } from './red5-server.js';

/** The Red5 protocol on a real engine, without sockets. */
export interface Red5Conference {
  readonly context: FakeProtocolContext;
  readonly engine: RoomEngine;
  /** Connects with the names encoded as browsers do. */
  join(room: string, streamName: string): FakeClient;
  connect(query: string | null, path?: string): FakeClient;
  /** Lets a second go by: every list that waits goes out. */
  settle(): void;
}

export interface List {
  readonly room: string;
  readonly streams: readonly string[];
}

export interface Red5ConferenceOptions extends Pick<
  FakeProtocolContextOptions,
  'clock' | 'limits'
> {
  /** Default: one in memory. */
  readonly backplane?: Backplane<StampedCommand>;
  /** Tells the connections of this node from those of others. */
  readonly node?: string;
}

export function createRed5Conference({
  backplane = createMemoryBackplane(),
  node = 'node',
  ...contextOptions
}: Red5ConferenceOptions = {}): Red5Conference {
  let ids = 0;
  const nextId = (): string => {
    ids += 1;
    return `${node}-${ids}`;
  };
  const context = createFakeProtocolContext({
    rooms: ownRooms,
    typeOf: red5TypeOf,
    ...contextOptions,
    dispatch: (command) => {
      engine.dispatch(command);
    },
  });
  const instance = red5Protocol.create(context);
  const engine = createRoomEngine({
    refuses: () => true,
    policy: defaultPolicy,
    backplane,
    clock: context.now,
    nextId,
    nextToken: () => 'no seat of this protocol is resumed',
    emit: (event) => {
      instance.render(event);
    },
  });
  const connect = (query: string | null, path = '/'): FakeClient =>
    context.open(instance, { path, query }, nextId());
  return {
    context,
    engine,
    connect,
    join: (room, streamName) =>
      connect(`room=${encodeURIComponent(room)}&streamName=${encodeURIComponent(streamName)}`),
    settle: () => {
      context.clock.advance(1000);
    },
  };
}

/** Every list that a client has received, in order. */
export function listsOf({ connection }: FakeClient): readonly List[] {
  // What a test's own server sends in this place is a list; assertions show it if not.
  return connection.received.map((frame) => JSON.parse(frame) as List);
}

export function lastStreamsOf(client: FakeClient): readonly string[] | undefined {
  return listsOf(client).at(-1)?.streams;
}
