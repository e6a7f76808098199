import type { Connection, ProtocolContext, RoomView, Timer } from '../../src/protocol.js';
import { delayOf, type Pace, paceAfter, unpaced } from './coalesce.js';

/** Changes that wait for the next list. */
interface Waiting {
  readonly timer: Timer;
  changes: number;
}

/** A room in which somebody listens. */
interface ListedRoom {
  /** As the newest change showed it: a view that lives on until the list goes out. */
  room: RoomView;
  listeners: number;
  pace: Pace;
  waiting: Waiting | null;
}

type ListContext = Pick<ProtocolContext, 'broadcaster' | 'now' | 'schedule'>;

/**
 * Keeps the listeners of every room informed of the streams in it. A room is
 * known here, by its epoch, from its first listener to its last.
 */
export class RoomLists {
  readonly #context: ListContext;
  readonly #rooms = new Map<string, ListedRoom>();

  constructor(context: ListContext) {
    this.#context = context;
  }

  /** From now on the connection gets the room's lists; the first one comes with the next change. */
  addListener(connection: Connection, room: RoomView): void {
    const listed = this.#rooms.get(room.epoch);
    if (listed === undefined) {
      this.#rooms.set(room.epoch, { room, listeners: 1, pace: unpaced, waiting: null });
    } else {
      listed.listeners += 1;
    }
    connection.subscribe(room.epoch);
  }

  /** One listener of the room is gone, its connection closed. */
  removeListener(epoch: string): void {
    const listed = this.#rooms.get(epoch);
    if (listed === undefined) return;
    listed.listeners -= 1;
    if (listed.listeners > 0) return;
    listed.waiting?.timer.cancel();
    this.#rooms.delete(epoch);
  }

  /** The room's streams are others than before, or somebody waits for the list. */
  changed(room: RoomView): void {
    const listed = this.#rooms.get(room.epoch);
    if (listed === undefined) return;
    listed.room = room;
    if (listed.waiting !== null) {
      listed.waiting.changes += 1;
      return;
    }
    const delayMs = delayOf(listed.pace, this.#context.now());
    if (delayMs === 0) {
      this.#send(listed, 1);
      return;
    }
    const timer = this.#context.schedule(delayMs, () => {
      const changes = listed.waiting?.changes ?? 1;
      listed.waiting = null;
      this.#send(listed, changes);
    });
    listed.waiting = { timer, changes: 1 };
  }

  #send(listed: ListedRoom, changes: number): void {
    const { room, listeners: members } = listed;
    const list = listText(room);
    const bytes = Buffer.byteLength(list);
    listed.pace = paceAfter(listed.pace, { at: this.#context.now(), changes, members, bytes });
    this.#context.broadcaster.publish(room.epoch, list);
  }
}

/** The list as clients know it. They compare `room` with their own text, so it is text always. */
function listText({ key, streams }: RoomView): string {
  return JSON.stringify({
    room: String(key.roomId),
    streams: Array.from(streams.values(), String),
  });
}
