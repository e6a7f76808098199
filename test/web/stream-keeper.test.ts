import { describe, expect, it } from 'vitest';

import type { RoomState } from '../../src/client/index.js';
import { StreamKeeper, type StreamingRoom } from '../../src/web/demo/media/stream-keeper.js';

/** A room that does what it is asked when the test says so. */
class SlowRoom implements StreamingRoom {
  readonly userId = 'me';
  readonly asked: string[] = [];
  state: RoomState = { status: 'joined' };
  isStreaming = false;
  #settle: ((isDone: boolean) => void) | null = null;

  get participants() {
    const { isStreaming } = this;
    const streamName = isStreaming ? 'me' : null;
    return [{ userId: 'me', userName: 'Me', isStreaming, streamName, isAway: false }];
  }

  startStreaming(): Promise<void> {
    return this.#ask('start', true);
  }

  stopStreaming(): Promise<void> {
    return this.#ask('stop', false);
  }

  /** Does or refuses what was asked, and lets those who waited go on. */
  async settle(isDone = true): Promise<void> {
    this.#settle?.(isDone);
    await new Promise((resolve) => setImmediate(resolve));
  }

  #ask(what: string, isStreaming: boolean): Promise<void> {
    this.asked.push(what);
    return new Promise((resolve, reject) => {
      this.#settle = (isDone) => {
        if (!isDone) {
          reject(new Error('refused'));
          return;
        }
        this.isStreaming = isStreaming;
        resolve();
      };
    });
  }
}

describe('what the room believes of our streaming', () => {
  it('is put right once, however often it is looked at', async () => {
    const room = new SlowRoom();
    const keeper = new StreamKeeper(room);
    keeper.look(true);
    keeper.look(true);
    await room.settle();
    keeper.look(true);
    expect(room.asked).toEqual(['start']);
  });

  it('follows a user who thinks better of it meanwhile', async () => {
    const room = new SlowRoom();
    const keeper = new StreamKeeper(room);
    keeper.look(true);
    keeper.look(false);
    await room.settle();
    await room.settle();
    expect(room.asked).toEqual(['start', 'stop']);
    expect(room.isStreaming).toBe(false);
  });

  it('is said again to a server that has forgotten it', async () => {
    const room = new SlowRoom();
    const keeper = new StreamKeeper(room);
    keeper.look(true);
    await room.settle();
    room.isStreaming = false;
    keeper.look(true);
    expect(room.asked).toEqual(['start', 'start']);
  });

  it('waits for the next change after a refusal', async () => {
    const room = new SlowRoom();
    const keeper = new StreamKeeper(room);
    keeper.look(true);
    await room.settle(false);
    expect(room.asked).toEqual(['start']);
    keeper.look(true);
    expect(room.asked).toEqual(['start', 'start']);
  });

  it('waits for a connection', () => {
    const room = new SlowRoom();
    room.state = { status: 'connecting' };
    const keeper = new StreamKeeper(room);
    keeper.look(true);
    expect(room.asked).toEqual([]);
    room.state = { status: 'joined' };
    keeper.look(true);
    expect(room.asked).toEqual(['start']);
  });
});
