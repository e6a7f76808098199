import { createMemoryBackplane } from '../../../src/backplane/memory.js';
import type { Backplane } from '../../../src/backplane/backplane.js';
import type { StampedCommand } from '../../../src/rooms/commands.js';
import type {
  ChatMessage,
  ConnectionRequest,
  Disconnection,
  ProtocolLimits,
  RoomView,
} from '../../../src/protocol.js';
import { createRoomEngine, type RoomEngine } from '../../../src/rooms/engine.js';
import type { RoomPolicy } from '../../../src/rooms/policy.js';
import type { ServerFrame } from '../../../protocols/json/frames.js';
import { jsonProtocol } from '../../../protocols/json/index.js';
import type { FakeConnection } from './fake-connection.js';
import {
  createFakeProtocolContext,
  type FakeClient,
  type FakeProtocolContext,
  type FakeProtocolContextOptions,
} from './fake-protocol-context.js';
import { createMicrotaskBackplane } from './delayed-backplane.js';
import { serverFrameSchema } from '../documents/json-schemas.js';
import { jsonTypeOf } from './frame-types.js';

/** Both ways in which events can come: before a dispatch returns, and after. */
export const backplanes = [
  { when: 'at once', createBackplane: createMemoryBackplane },
  { when: 'later', createBackplane: createMicrotaskBackplane },
] as const;

/** The time at which everything begins, in ms since the epoch; it stands still until it is moved. */
export const conversationTime = 1_700_000_000_000;

/** The server's own defaults. */
const defaultPolicy: RoomPolicy = {
  historySize: 100,
  historyTtlMs: 300_000,
  historyMaxBytes: 262_144,
  emptyRoomTtlMs: 0,
  maxEmptyRooms: 1000,
  reconnectGraceMs: 0,
  maxAwayParticipants: 10_000,
  duplicateUser: 'replace',
  maxRooms: 0,
  maxParticipantsPerRoom: 0,
};

/** One JSON client, from the outside. */
export class JsonClient {
  readonly connection: FakeConnection;
  readonly #client: FakeClient;
  #seen = 0;

  constructor(client: FakeClient) {
    this.#client = client;
    this.connection = client.connection;
  }

  /** Sends a message: an object as JSON, text and bytes as they are. */
  send(message: object | string | Uint8Array): void {
    const isRaw = typeof message === 'string' || message instanceof Uint8Array;
    this.#client.say(isRaw ? message : JSON.stringify(message));
  }

  /** Sends a message and waits until all that it causes has happened. */
  async say(message: object | string | Uint8Array): Promise<void> {
    this.send(message);
    await settled();
  }

  /** The frames that came since the last call, each checked against the server's schema. */
  take(): ServerFrame[] {
    return this.takeText().map(parseServerFrame);
  }

  /** The frames that came since the last call, as they are on the wire. */
  takeText(): string[] {
    const frames = this.connection.received.slice(this.#seen);
    this.#seen = this.connection.received.length;
    return frames;
  }

  /** Says something and takes what came. */
  async ask(message: object | string | Uint8Array): Promise<ServerFrame[]> {
    await this.say(message);
    return this.take();
  }

  async join(
    roomId: string | number,
    userId: string | number,
    more: object = {},
  ): Promise<ServerFrame[]> {
    return this.ask({ type: 'join-room', roomId, userId, ...more });
  }

  /** Ends the connection from this side; by default with a goodbye. */
  hangUp(disconnection?: Disconnection): void {
    this.#client.leave(disconnection);
  }

  /** Ends the connection and waits until all that it causes has happened. */
  async close(disconnection?: Disconnection): Promise<void> {
    this.hangUp(disconnection);
    await settled();
  }

  /** The connection is lost without a word. */
  async drop(): Promise<void> {
    await this.close({ reason: 'lost' });
  }

  /** The server goes away. */
  drain(retryAfterMs: number): void {
    this.#client.session.end({ code: 'draining', retryAfterMs });
  }
}

/** The JSON protocol, a real engine and a backplane, without sockets. */
export interface Conversation {
  readonly context: FakeProtocolContext;
  readonly engine: RoomEngine;
  /** Every room that there has been, as the engine sees it. */
  readonly rooms: ReadonlySet<RoomView>;
  /** Everything that was ever said, by the room's epoch. */
  readonly said: ReadonlyMap<string, readonly ChatMessage[]>;
  connect(request?: Partial<ConnectionRequest>): JsonClient;
  /** Lets time pass, ends what has had its time, and waits until all that it causes has happened. */
  pass(ms: number): Promise<void>;
  /** As `pass`, but without waiting. */
  moveOn(ms: number): void;
}

export function createConversation(
  createBackplane: () => Backplane<StampedCommand> = createMemoryBackplane,
  limits: Partial<ProtocolLimits> = {},
  policy: Partial<RoomPolicy> = {},
  guard: Pick<FakeProtocolContextOptions, 'authenticator' | 'clock'> = {},
): Conversation {
  let ids = 0;
  let tokens = 0;
  let now = conversationTime;
  const rooms = new Set<RoomView>();
  const said = new Map<string, ChatMessage[]>();
  const engine = createRoomEngine({
    refuses: () => true,
    policy: { ...defaultPolicy, ...policy },
    backplane: createBackplane(),
    clock: () => now,
    nextId: () => `id-${String((ids += 1))}`,
    nextToken: () => `token-${String((tokens += 1))}`,
    emit: (event) => {
      if ('room' in event) rooms.add(event.room);
      if (event.type === 'message-sent') {
        const messages = said.get(event.room.epoch) ?? [];
        messages.push(event.message);
        said.set(event.room.epoch, messages);
      }
      instance.render(event);
    },
  });
  const context = createFakeProtocolContext({
    ...guard,
    limits,
    typeOf: jsonTypeOf,
    dispatch: (command) => {
      engine.dispatch(command);
    },
  });
  const instance = jsonProtocol.create(context);
  const moveOn = (ms: number): void => {
    now += ms;
    engine.expire();
  };
  return {
    context,
    engine,
    rooms,
    said,
    connect: (request) => new JsonClient(context.open(instance, request)),
    moveOn,
    pass: async (ms) => {
      moveOn(ms);
      await settled();
    },
  };
}

/** The token that takes the seat back that these frames tell of; throws if they tell of none. */
export function resumeTokenIn(frames: readonly ServerFrame[]): string {
  const joined = frames.find((frame) => frame.type === 'room-joined');
  if (joined?.resumeToken === undefined) throw new Error('no seat that can be resumed');
  return joined.resumeToken;
}

/** A frame as the schema reads it; throws if the server should not send such a thing. */
export function parseServerFrame(text: string): ServerFrame {
  return serverFrameSchema.parse(JSON.parse(text));
}

/** Waits until everything that was on its way has arrived: microtasks come before immediates. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
