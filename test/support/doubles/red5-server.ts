import { red5Protocol } from '../../../protocols/red5/index.js';
import type {
  Identifier,
  JoinRejected,
  Participant,
  ProtocolInstance,
  ProtocolRooms,
  RoomView,
} from '../../../src/protocol.js';
import {
  createFakeProtocolContext,
  type FakeClient,
  type FakeProtocolContext,
} from './fake-protocol-context.js';
import { red5TypeOf } from './frame-types.js';

/** The Red5 protocol with nothing behind it: tests render what an engine would say. */
export interface Red5Server {
  readonly context: FakeProtocolContext;
  readonly instance: ProtocolInstance;
  connect(query: string | null, path?: string): FakeClient;
}

/** Where the rooms of Red5 clients are, as long as they are theirs alone. */
export const ownRooms: ProtocolRooms = { namespace: 'red5', areBridged: false };

export function createRed5Server(maxNameBytes = 1024, rooms = ownRooms): Red5Server {
  const context = createFakeProtocolContext({
    limits: { maxNameBytes },
    rooms,
    typeOf: red5TypeOf,
  });
  const instance = red5Protocol.create(context);
  return {
    context,
    instance,
    connect: (query, path = '/') => context.open(instance, { path, query }),
  };
}

/** A room as the engine would show it, with the streams in it. */
export function roomOf(roomId: Identifier, ...streams: readonly Identifier[]): RoomView {
  return {
    key: { namespace: 'red5', roomId },
    roomName: roomId,
    hasPassword: false,
    epoch: `epoch of ${roomId}`,
    offset: 1,
    participants: new Map(),
    streams: new Map(streams.map((stream) => [stream, stream])),
  };
}

export function participantOf(name: Identifier, ...clients: readonly FakeClient[]): Participant {
  return {
    userId: name,
    userName: name,
    streamName: name,
    seat: { state: 'shared', connections: clients.map(({ connection }) => connection.id) },
  };
}

/** Tells the protocol that the clients' shared stream has started. */
export function startStream(
  { instance }: Red5Server,
  room: RoomView,
  name: Identifier,
  ...clients: readonly FakeClient[]
): void {
  const participant = participantOf(name, ...clients);
  instance.render({ type: 'stream-started', room, offset: 2, participant });
}

/** Tells the protocol that somebody else has the client's seat now. */
export function loseSeat(
  { instance }: Red5Server,
  room: RoomView,
  name: Identifier,
  client: FakeClient,
): void {
  const participant = participantOf(name, client);
  instance.render({ type: 'replaced', connection: client.connection.id, room, participant });
}

/** The event that tells a connection that it may not have its seat. */
export function rejectionOf(connection: string): Omit<JoinRejected, 'type'> {
  return { connection, room: roomOf('r'), code: 'incorrect-password' };
}
