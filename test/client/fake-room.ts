import {
  type ChatMessage,
  RoomClient,
  type RoomClientOptions,
  type RoomEvents,
} from '../../src/client/index.js';
import { FakePlatform, turns } from '../support/doubles/fake-web-socket.js';

const limits = {
  maxPayloadBytes: 1000,
  maxChatBytes: 100,
  maxNameBytes: 100,
  rateLimitPerSecond: 0,
  rateLimitBurst: 200,
};

/** An entry of a participant list. */
export function entry(userId: string, more: object = {}): object {
  return { userId, userName: userId.toUpperCase(), isStreaming: false, ...more };
}

/** The frame that ada is told when she joins. */
export function roomJoined(more: object = {}): object {
  return {
    type: 'room-joined',
    roomId: 'lobby',
    userId: 'ada',
    roomName: 'The lobby',
    epoch: 'first',
    offset: 1,
    limits,
    participants: [entry('ada')],
    ...more,
  };
}

/** Something said by ben unless it says otherwise. */
export function chat(offset: number, content: unknown, more: object = {}): object {
  return {
    type: 'chat-message',
    roomId: 'lobby',
    userId: 'ben',
    userName: 'BEN',
    content,
    timestamp: 1000 + offset,
    offset,
    messageId: `message-${String(offset)}`,
    ...more,
  };
}

const eventNames = [
  'state',
  'participant-joined',
  'participant-left',
  'participant-away',
  'participant-back',
  'stream-started',
  'stream-stopped',
  'message',
  'signal',
  'history-lost',
  'error',
] as const satisfies readonly (keyof RoomEvents)[];

/** Ada's client, whose server is the test. */
export class FakeRoom {
  readonly platform = new FakePlatform();
  readonly client: RoomClient;
  /** Everything but states, each with its event's name. */
  readonly events: (readonly [string, unknown])[] = [];
  readonly states: RoomEvents['state'][] = [];
  /** The number of times that subscribers were called. */
  changes = 0;

  constructor(options: Partial<RoomClientOptions> = {}) {
    const { environment, WebSocket } = this.platform;
    this.client = new RoomClient('ws://room.test', {
      roomId: 'lobby',
      userId: 'ada',
      environment,
      WebSocket,
      ...options,
    });
    for (const name of eventNames) {
      this.client.on(name, (event) => {
        if (name !== 'state') this.events.push([name, event]);
      });
    }
    this.client.on('state', (state) => this.states.push(state));
    this.client.subscribe(() => (this.changes += 1));
  }

  get socket() {
    return this.platform.socket;
  }

  /** Joins, and forgets what happened on the way. */
  async joined(more: object = {}): Promise<this> {
    const joining = this.client.join();
    this.welcome(more);
    await joining;
    this.forget();
    return this;
  }

  /** Accepts the connection and the join. */
  welcome(more: object = {}): void {
    this.socket.open();
    this.socket.receive(roomJoined(more));
  }

  /** The connection is lost, and the next one made. Its join is not answered yet. */
  reconnect(): void {
    this.socket.end();
    const { state } = this.client;
    if (state.status !== 'reconnecting' || state.nextTryAt === null) throw new Error(state.status);
    this.platform.pass(state.nextTryAt - this.platform.now);
    this.socket.open();
  }

  /** Receives frames, all of what happens now. */
  receive(...frames: readonly object[]): void {
    for (const frame of frames) this.socket.receive(frame);
  }

  contents(): readonly unknown[] {
    return this.client.messages.map(({ content }) => content);
  }

  /** The contents of the message events. */
  heard(): readonly unknown[] {
    return this.eventsOf('message').map((event) => (event as ChatMessage).content);
  }

  eventsOf(name: string): readonly unknown[] {
    return this.events.filter(([other]) => other === name).map(([, event]) => event);
  }

  names(): readonly string[] {
    return this.events.map(([name]) => name);
  }

  forget(): void {
    this.events.length = 0;
    this.states.length = 0;
    this.changes = 0;
  }
}

/** The code with which a promise is rejected; null while it is not settled. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  let outcome: unknown = null;
  promise.then(
    () => (outcome = 'resolved'),
    (error: unknown) => (outcome = error instanceof Error && 'code' in error ? error.code : error),
  );
  await turns();
  return outcome;
}
