import { createMemoryBackplane } from '../../src/backplane/memory.js';
import type { Backplane } from '../../src/backplane/backplane.js';
import type { ConnectionRequest, Disconnection, ProtocolLimits } from '../../src/protocol.js';
import { createRoomEngine, type RoomEngine } from '../../src/rooms/engine.js';
import type { ServerFrame } from '../../protocols/json/frames.js';
import { jsonProtocol } from '../../protocols/json/index.js';
import { serverFrameSchema } from '../../protocols/json/server-schema.js';
import {
  createFakeProtocolContext,
  type FakeClient,
  type FakeConnection,
  type FakeProtocolContext,
} from './fake-protocol-context.js';
import { createMicrotaskBackplane } from './delayed-backplane.js';

/** Both ways in which events can come: before a dispatch returns, and after. */
export const backplanes = [
  { when: 'at once', createBackplane: createMemoryBackplane },
  { when: 'later', createBackplane: createMicrotaskBackplane },
] as const;

/** The time at which everything happens, in ms since the epoch. */
export const conversationTime = 1_700_000_000_000;

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
  async say(message: object | string | Uint8Array): Promise<void> {
    const isRaw = typeof message === 'string' || message instanceof Uint8Array;
    this.#client.say(isRaw ? message : JSON.stringify(message));
    await settled();
  }

  /** The frames that came since the last call, each checked against the server's schema. */
  take(): ServerFrame[] {
    const frames = this.connection.received.slice(this.#seen).map(parseServerFrame);
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

  async close(disconnection?: Disconnection): Promise<void> {
    this.#client.leave(disconnection);
    await settled();
  }

  /** The server goes away. */
  drain(retryAfterMs: number): void {
    this.#client.session.drain(retryAfterMs);
  }
}

/** The JSON protocol, a real engine and a backplane, without sockets. */
export interface Conversation {
  readonly context: FakeProtocolContext;
  readonly engine: RoomEngine;
  connect(request?: Partial<ConnectionRequest>): JsonClient;
}

export function createConversation(
  createBackplane: () => Backplane = createMemoryBackplane,
  limits: Partial<ProtocolLimits> = {},
): Conversation {
  let ids = 0;
  const engine = createRoomEngine({
    backplane: createBackplane(),
    clock: () => conversationTime,
    nextId: () => `id-${String((ids += 1))}`,
    emit: (event) => {
      instance.render(event);
    },
  });
  const context = createFakeProtocolContext({
    limits,
    dispatch: (command) => {
      engine.dispatch(command);
    },
  });
  const instance = jsonProtocol.create(context);
  return { context, engine, connect: (request) => new JsonClient(context.open(instance, request)) };
}

/** A frame as the schema reads it; throws if the server should not send such a thing. */
export function parseServerFrame(text: string): ServerFrame {
  return serverFrameSchema.parse(JSON.parse(text));
}

/** Waits until everything that was on its way has arrived: microtasks come before immediates. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
