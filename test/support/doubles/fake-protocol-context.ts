/**
 * A transport that is not there: plays the connections, topics and timers of
 * src/protocol.ts in memory, so that whole conversations run without a socket
 * and without waiting.
 */

import type {
  Authenticator,
  Command,
  ConnectionId,
  ConnectionRequest,
  Disconnection,
  ProtocolContext,
  ProtocolInstance,
  ProtocolLimits,
  ProtocolRooms,
  Session,
} from '../../../src/protocol.js';
import { type Counted, ConnectionRecord, type FakeConnection } from './fake-connection.js';
import { createManualClock, type ManualClock } from './manual-clock.js';

/** One client in conversation with a protocol instance. */
export interface FakeClient {
  readonly connection: FakeConnection;
  readonly session: Session;
  /** Sends one message; text is encoded as UTF-8. */
  say(message: string | Uint8Array): void;
  /** Ends the connection from the client's side; by default with a goodbye. Nothing if it is closed. */
  leave(disconnection?: Disconnection): void;
}

export interface FakeProtocolContext extends ProtocolContext {
  readonly clock: ManualClock;
  /** Every command that was dispatched, in order. */
  readonly commands: readonly Command[];
  /** Every frame that was published, in order, received by anybody or not. */
  readonly published: readonly { readonly topic: string; readonly frame: string }[];
  /** The counts, in order. */
  readonly counted: readonly Counted[];
  /** A connection on its own, for tests that call `open` themselves. */
  connect(id?: ConnectionId): FakeConnection;
  /**
   * Opens a connection with a protocol. As on the real transport, a connection
   * that the server closes has its session's `closed` called inside `close`, or
   * right after `open` has returned.
   */
  open(
    instance: ProtocolInstance,
    request?: Partial<ConnectionRequest>,
    id?: ConnectionId,
  ): FakeClient;
}

export interface FakeProtocolContextOptions {
  /** Called with each command that is recorded, say to give it to an engine; default nothing. */
  readonly dispatch?: (command: Command) => void;
  /** Default: the server's own defaults. */
  readonly limits?: Partial<ProtocolLimits>;
  /** Default: nobody is asked for a token. */
  readonly authenticator?: Authenticator;
  /** Default: rooms of the JSON protocol's own. */
  readonly rooms?: ProtocolRooms;
  /**
   * Reads the type of a frame from its text. Given that, a frame that leaves
   * under another type is an error, thrown into the protocol. Default: nothing is checked.
   */
  readonly typeOf?: (frame: string) => string;
  /** Shared by several contexts, say of several protocols; default one of its own. */
  readonly clock?: ManualClock;
}

const defaultLimits: ProtocolLimits = {
  maxPayloadBytes: 131_072,
  maxNameBytes: 1024,
  maxChatBytes: 65_536,
  maxJsonDepth: 100,
  maxQueuedBytes: 1_048_576,
  rateLimitPerSecond: 100,
  rateLimitBurst: 200,
  refuses: () => true,
  joinDelayMs: () => 0,
};

export function createFakeProtocolContext(
  options: FakeProtocolContextOptions = {},
): FakeProtocolContext {
  const clock = options.clock ?? createManualClock();
  const counted: Counted[] = [];
  const checkType = (frame: string, type: string): void => {
    const actual = options.typeOf?.(frame) ?? type;
    if (actual !== type) throw new Error(`a frame of type ${actual} is said to be ${type}`);
  };
  const commands: Command[] = [];
  const published: { topic: string; frame: string }[] = [];
  const connections = new Set<ConnectionRecord>();
  let connectionCount = 0;

  const connect = (id?: ConnectionId): ConnectionRecord => {
    connectionCount += 1;
    const connection = new ConnectionRecord(id ?? `connection-${String(connectionCount)}`, {
      checkType,
      count: (what) => void counted.push(what),
    });
    connections.add(connection);
    return connection;
  };

  return {
    clock,
    commands,
    published,
    counted,
    limits: { ...defaultLimits, ...options.limits },
    authenticator: options.authenticator ?? null,
    rooms: options.rooms ?? { namespace: 'json', areBridged: false },
    failed: (error) => {
      throw error;
    },
    now: clock.now,
    schedule: clock.schedule,
    dispatch(command) {
      commands.push(command);
      options.dispatch?.(command);
    },
    broadcaster: {
      publish(topic, frame, type) {
        checkType(frame, type);
        published.push({ topic, frame });
        const members = [...connections].filter((each) => each.isSubscribed(topic));
        if (members.length === 0) return;
        for (const member of members) member.received.push(frame);
        const bytes = Buffer.byteLength(frame);
        counted.push({ kind: 'published', type, bytes, receivers: members.length });
      },
    },
    connect,
    open(instance, request = {}, id) {
      const connection = connect(id);
      const session = instance.open(connection, {
        path: '/',
        query: null,
        address: '192.0.2.1',
        ...request,
      });
      let closedIsTold = false;
      const end = (disconnection: Disconnection): void => {
        if (closedIsTold) return;
        closedIsTold = true;
        connections.delete(connection);
        connection.shut();
        session.closed(disconnection);
      };
      connection.onServerClose = () => {
        end({ reason: 'lost' });
      };
      if (!connection.isOpen) end({ reason: 'lost' });
      return {
        connection,
        session,
        say: (message) => {
          if (!connection.isOpen) return;
          const lent = new Uint8Array(Buffer.from(message));
          session.receive(lent);
          // Whoever keeps what was only lent to it is to notice.
          lent.fill(0);
        },
        leave: (disconnection = { reason: 'goodbye' }) => {
          end(disconnection);
        },
      };
    },
  };
}
