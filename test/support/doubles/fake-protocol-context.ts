/**
 * A transport that is not there: plays the connections, topics and timers of
 * src/protocol.ts in memory, so that whole conversations run without a socket
 * and without waiting.
 */

import type {
  Authenticator,
  Command,
  Connection,
  ConnectionId,
  ConnectionRequest,
  Disconnection,
  ProtocolContext,
  ProtocolInstance,
  ProtocolLimits,
  ProtocolRooms,
  Session,
  Timer,
} from '../../../src/protocol.js';

/** A clock that stands still until it is moved. */
export interface ManualClock {
  now(): number;
  schedule(delayMs: number, callback: () => void): Timer;
  /** Moves on, calling back whatever falls due on the way, each at its own time. */
  advance(ms: number): void;
  /** How many timers are still to come. */
  readonly pendingTimers: number;
}

/** How a server-side close looked; both undefined for a close frame without a code. */
export interface RecordedClose {
  readonly code: number | undefined;
  readonly reason: string | undefined;
}

/** A connection that keeps what happens to it. */
export interface FakeConnection extends Connection {
  /** Every text frame that reached it, sent to it or published to its topics, in order. */
  readonly received: readonly string[];
  /** Only the frames that were sent to it alone. */
  readonly sent: readonly string[];
  readonly topics: ReadonlySet<string>;
  /** How the server closed it; null if it did not. */
  readonly closedWith: RecordedClose | null;
  readonly isOpen: boolean;
}

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
  /** Under which types frames were sent and published. */
  readonly types: ReadonlySet<string>;
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
  /** What to do with a command beyond recording it, such as giving it to an engine; default nothing. */
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

interface ScheduledCall {
  readonly dueAt: number;
  readonly callback: () => void;
}

export function createManualClock(startMs = 1_000_000): ManualClock {
  let now = startMs;
  const scheduled = new Set<ScheduledCall>();

  /** The earliest call due by `until`; of several, the one scheduled first. */
  const nextDue = (until: number): ScheduledCall | undefined => {
    let next: ScheduledCall | undefined;
    for (const call of scheduled) {
      if (call.dueAt <= until && (next === undefined || call.dueAt < next.dueAt)) next = call;
    }
    return next;
  };

  return {
    now: () => now,
    schedule(delayMs, callback) {
      const call = { dueAt: now + Math.max(0, delayMs), callback };
      scheduled.add(call);
      return { cancel: () => void scheduled.delete(call) };
    },
    advance(ms) {
      const until = now + ms;
      for (let call = nextDue(until); call !== undefined; call = nextDue(until)) {
        scheduled.delete(call);
        now = call.dueAt;
        call.callback();
      }
      now = until;
    },
    get pendingTimers() {
      return scheduled.size;
    },
  };
}

/** The connection itself, and what only the context may do with it. */
class ConnectionRecord implements FakeConnection {
  readonly id: ConnectionId;
  readonly received: string[] = [];
  readonly sent: string[] = [];
  readonly topics = new Set<string>();
  closedWith: RecordedClose | null = null;
  isOpen = true;
  readonly #noteType: (frame: string, type: string) => void;
  /** Called once, when the server closes. */
  onServerClose: () => void = () => {};

  constructor(id: ConnectionId, noteType: (frame: string, type: string) => void) {
    this.id = id;
    this.#noteType = noteType;
  }

  countReceived(): void {
    // Nothing is counted here.
  }

  countRejection(): void {
    // Nothing is counted here.
  }

  send(frame: string, type: string): void {
    if (!this.isOpen) return;
    this.#noteType(frame, type);
    this.sent.push(frame);
    this.received.push(frame);
  }

  close(code?: number, reason?: string): void {
    if (!this.isOpen) return;
    this.closedWith = { code, reason };
    this.shut();
    this.onServerClose();
  }

  subscribe(topic: string): void {
    if (this.isOpen) this.topics.add(topic);
  }

  unsubscribe(topic: string): void {
    this.topics.delete(topic);
  }

  isSubscribed(topic: string): boolean {
    return this.topics.has(topic);
  }

  deliver(topic: string, frame: string): void {
    if (this.topics.has(topic)) this.received.push(frame);
  }

  shut(): void {
    this.isOpen = false;
    this.topics.clear();
  }
}

export function createFakeProtocolContext(
  options: FakeProtocolContextOptions = {},
): FakeProtocolContext {
  const clock = options.clock ?? createManualClock();
  const types = new Set<string>();
  const noteType = (frame: string, type: string): void => {
    types.add(type);
    const actual = options.typeOf?.(frame) ?? type;
    if (actual !== type) throw new Error(`a frame of type ${actual} is said to be ${type}`);
  };
  const commands: Command[] = [];
  const published: { topic: string; frame: string }[] = [];
  const connections = new Set<ConnectionRecord>();
  let connectionCount = 0;

  const connect = (id?: ConnectionId): ConnectionRecord => {
    connectionCount += 1;
    const connection = new ConnectionRecord(
      id ?? `connection-${String(connectionCount)}`,
      noteType,
    );
    connections.add(connection);
    return connection;
  };

  return {
    clock,
    commands,
    published,
    types,
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
        noteType(frame, type);
        published.push({ topic, frame });
        for (const connection of connections) connection.deliver(topic, frame);
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
        end({ goodbye: false });
      };
      if (!connection.isOpen) end({ goodbye: false });
      return {
        connection,
        session,
        say: (message) => {
          const bytes = typeof message === 'string' ? new TextEncoder().encode(message) : message;
          if (connection.isOpen) session.receive(bytes);
        },
        leave: (disconnection = { goodbye: true }) => {
          end(disconnection);
        },
      };
    },
  };
}
