import { beforeEach, describe, expect, it } from 'vitest';

import { RoomStore } from '../../src/client/react/room-store.js';
import type { ClientEnvironment, WebSocketConstructor } from '../../src/client/index.js';

/** A server that nobody ever reaches: what counts here is who tries. */
class SilentSocket {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
    opened.push(url);
  }

  addEventListener(): void {}

  send(): void {}

  close(): void {
    closed.push(this.url);
  }
}

let opened: string[];
let closed: string[];

const environment: ClientEnvironment = {
  now: () => 0,
  random: () => 0,
  nextId: () => 'id',
  after: () => () => undefined,
  onWake: () => () => undefined,
};

function makeStore(url = 'ws://a'): RoomStore {
  const WebSocket: WebSocketConstructor = SilentSocket;
  return new RoomStore(url, { roomId: 'lobby', userId: 'ann', WebSocket, environment });
}

beforeEach(() => {
  opened = [];
  closed = [];
});

/** Lets happen what was put off until everything else has happened. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('a room store', () => {
  it('connects when it is opened, and not before', async () => {
    const store = makeStore();
    await settle();
    expect(opened).toEqual([]);
    expect(store.getSnapshot()).toBe(store.getServerSnapshot());
    store.open();
    await settle();
    expect(opened).toEqual(['ws://a']);
    expect(store.getSnapshot().state).toEqual({ status: 'connecting' });
  });

  it('that is opened, closed and opened again in one go connects once', async () => {
    const store = makeStore();
    const close = store.open();
    close();
    store.open();
    await settle();
    expect([opened, closed]).toEqual([['ws://a'], []]);
  });

  it('that is opened and closed in one go connects never', async () => {
    const store = makeStore();
    store.open()();
    await settle();
    expect(opened).toEqual([]);
  });

  it('that is closed disconnects, and shows nothing any more', async () => {
    const store = makeStore();
    const close = store.open();
    await settle();
    close();
    await settle();
    expect(closed).toEqual(['ws://a']);
    expect(store.getSnapshot()).toBe(store.getServerSnapshot());
  });

  it('tells of a change once, with another snapshot, and otherwise gives the same', async () => {
    const store = makeStore();
    const snapshots: unknown[] = [];
    const stop = store.subscribe(() => snapshots.push(store.getSnapshot()));
    const close = store.open();
    await settle();
    expect(snapshots).toHaveLength(1);
    expect(store.getSnapshot()).toBe(snapshots[0]);
    stop();
    close();
    await settle();
    expect(snapshots).toHaveLength(1);
  });

  it('keeps the lists that are empty, for those who look at nothing else', async () => {
    const store = makeStore();
    const { streams, participants, messages } = store.getSnapshot();
    store.open();
    await settle();
    const now = store.getSnapshot();
    expect(now.streams).toBe(streams);
    expect(now.participants).toBe(participants);
    expect(now.messages).toBe(messages);
  });

  it('refuses to act while it is not open', async () => {
    const { actions } = makeStore();
    await expect(actions.sendMessage('x')).rejects.toMatchObject({ code: 'closed' });
    await expect(actions.startStreaming()).rejects.toMatchObject({ code: 'closed' });
    await expect(actions.leave()).resolves.toBeUndefined();
  });
});
