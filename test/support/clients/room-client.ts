import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';

import { RoomClient, type RoomClientOptions, type RoomEvents } from '../../../src/client/index.js';
import { Inbox } from './inbox.js';

const watched = [
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
  'state',
] as const satisfies readonly (keyof RoomEvents)[];

type Watched = (typeof watched)[number];

/** A room client whose events are kept, and whose changes are awaited. It leaves when the test is over. */
export class TestClient {
  readonly client: RoomClient;
  readonly #events = new Inbox<readonly [Watched, unknown]>();

  constructor(url: string, options: Partial<RoomClientOptions> = {}) {
    this.client = new RoomClient(url, {
      roomId: 'lobby',
      userId: 'ada',
      WebSocket,
      // Tests do not want to wait.
      reconnect: ({ retryAfterMs }) => retryAfterMs ?? 20,
      ...options,
    });
    for (const name of watched) {
      this.client.on(name, (event) => {
        this.#events.push([name, event]);
      });
    }
    onTestFinished(() => this.client.leave());
  }

  /** @throws Error if it does not come to that before long */
  async until(condition: () => boolean): Promise<void> {
    await this.#events.until(condition, 'the room to change');
  }

  async untilStatus(status: RoomClient['state']['status']): Promise<void> {
    await this.until(() => this.client.state.status === status);
  }

  /** Everything that was told of one kind. */
  eventsOf<K extends Watched>(name: K): readonly RoomEvents[K][] {
    return (
      this.#events.all
        .filter(([other]) => other === name)
        // Events of a name have the type of that name.
        .map(([, event]) => event as RoomEvents[K])
    );
  }

  /** The names of the events that were told, states apart. */
  names(): readonly Watched[] {
    return this.#events.all.map(([name]) => name).filter((name) => name !== 'state');
  }

  contents(): readonly unknown[] {
    return this.client.messages.map(({ content }) => content);
  }
}

/** Somebody who has joined. */
export async function joinAs(
  url: string,
  userId: string,
  options: Partial<RoomClientOptions> = {},
): Promise<TestClient> {
  const someone = new TestClient(url, { userId, ...options });
  await someone.client.join();
  return someone;
}
