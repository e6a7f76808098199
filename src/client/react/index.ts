/**
 * Rooms in React: one is in a room for as long as a component is there.
 *
 * @packageDocumentation
 */

import { useEffect, useMemo, useSyncExternalStore } from 'react';

import { type RoomActions, type RoomSnapshot, RoomStore } from './room-store.js';
import type { RoomClientOptions } from '../types.js';

export type { RoomActions, RoomSnapshot, RoomStore } from './room-store.js';

export interface UseRoomOptions extends RoomClientOptions {
  /** Of the server, `ws:` or `wss:`. */
  readonly url: string;
  /** Whether to be in the room at all; default true. */
  readonly enabled?: boolean | undefined;
}

/** A room as it is, and what one can do in it. */
export interface UseRoomResult extends RoomSnapshot, RoomActions {}

/**
 * Joins a room and follows it; leaves it when the component goes. Another
 * `url`, `roomId`, `userId` or `password` is another room; all other options
 * count at the moment of joining, and need not be the same objects each time.
 */
export function useRoom(options: UseRoomOptions): UseRoomResult {
  const store = useRoomStore(options);
  const snapshot = useRoomSnapshot(store);
  return useMemo(() => ({ ...snapshot, ...store.actions }), [snapshot, store]);
}

/**
 * Joins a room as `useRoom` does, and never renders anew by itself: for
 * components that hand the room on to others, which read with `useRoomValue`.
 */
export function useRoomStore(options: UseRoomOptions): RoomStore {
  const { url, roomId, userId, password, enabled = true } = options;
  const store = useMemo(
    () => new RoomStore(url, options),
    // Whoever writes the options into the call hands in a new object each time.
    [url, roomId, userId, password],
  );
  useEffect(() => (enabled ? store.open() : undefined), [store, enabled]);
  return store;
}

/**
 * One thing about a room; renders anew only when that changes.
 *
 * @param select takes something out of the room, such as `(room) => room.streams`; it makes nothing new
 */
export function useRoomValue<T>(store: RoomStore, select: (room: RoomSnapshot) => T): T {
  return useSyncExternalStore(
    store.subscribe,
    () => select(store.getSnapshot()),
    () => select(store.getServerSnapshot()),
  );
}

function useRoomSnapshot({ subscribe, getSnapshot, getServerSnapshot }: RoomStore): RoomSnapshot {
  return useSyncExternalStore(subscribe, getSnapshot, getServerSnapshot);
}
