import type {
  Coalesced,
  Connection,
  Identifier,
  Participant,
  ProtocolContext,
  RoomView,
  Timer,
} from '../../src/protocol.js';
import { delayOf, type ListPace, paceAfter, unpaced } from './coalesce.js';
import { listType } from './message-types.js';

/** Changes that wait for the next list. */
interface Waiting extends Coalesced {
  readonly timer: Timer;
  changes: number;
}

/** A room in which somebody listens, through all its incarnations. */
interface ListedRoom {
  readonly roomId: string;
  /** The room that the list shows. A view that lives on until the list goes out. */
  streams: ReadonlyMap<Identifier, Identifier>;
  /** The same as the newest event left it: tells whether the next one changes anything. */
  readonly known: Map<Identifier, Identifier>;
  /** Where the lists of the present incarnation go. */
  topic: string;
  listeners: number;
  pace: ListPace;
  waiting: Waiting | null;
}

type ListContext = Pick<ProtocolContext, 'broadcaster' | 'now' | 'schedule'>;

/** Any event that tells of a participant. */
interface ParticipantEvent {
  readonly room: RoomView;
  readonly participant: Participant;
}

/**
 * Keeps the listeners of every room informed of the streams in it. A room is
 * known here, by its id, from its first listener to its last: a listener may
 * outlive the participant that it was, and the room with it.
 */
export class RoomLists {
  readonly #context: ListContext;
  readonly #rooms = new Map<Identifier, ListedRoom>();

  constructor(context: ListContext) {
    this.#context = context;
  }

  /**
   * Takes over what an event did to its participant's stream. A list goes out
   * if the streams are others than before or if there are newcomers.
   *
   * @param newcomers get the room's lists from now on
   */
  follow({ room, participant }: ParticipantEvent, newcomers: readonly Connection[] = []): void {
    const listed = this.#rooms.get(room.key.roomId) ?? this.#openFor(newcomers, room);
    if (listed === undefined) return;
    const topic = topicOf(room);
    if (topic !== listed.topic) {
      this.#sendWaiting(listed);
      listed.topic = topic;
    }
    const { userId } = participant;
    const isChanged = update(listed.known, userId, room.streams.get(userId));
    listed.streams = room.streams;
    for (const connection of newcomers) {
      listed.listeners += 1;
      connection.subscribe(openTopicOf(listed.roomId));
      connection.subscribe(topic);
    }
    if (isChanged || newcomers.length > 0) this.#changed(listed);
  }

  /** A listener has missed some lists: it gets the one that is true now. */
  catchUp(roomId: string, connection: Connection): void {
    const listed = this.#rooms.get(roomId);
    /* v8 ignore next -- @preserve: a room is listed for as long as somebody listens to it */
    if (listed === undefined) return;
    // Who is left from before the room was locked knows it empty, as it was then.
    const isOutside = !connection.isSubscribed(listed.topic);
    connection.send(listText(isOutside ? { roomId, streams: new Map() } : listed), listType);
  }

  /** One listener of the room is gone, its connection closed. */
  removeListener(roomId: string): void {
    const listed = this.#rooms.get(roomId);
    if (listed === undefined) return;
    listed.listeners -= 1;
    if (listed.listeners > 0) return;
    listed.waiting?.timer.cancel();
    this.#rooms.delete(roomId);
  }

  #openFor(newcomers: readonly Connection[], room: RoomView): ListedRoom | undefined {
    const { roomId } = room.key;
    // Red5 knows text alone: a room with a number for its id is never asked for here.
    if (newcomers.length === 0 || typeof roomId !== 'string') return undefined;
    const listed: ListedRoom = {
      roomId,
      streams: room.streams,
      known: new Map(room.streams),
      topic: topicOf(room),
      listeners: 0,
      pace: unpaced,
      waiting: null,
    };
    this.#rooms.set(roomId, listed);
    return listed;
  }

  #changed(listed: ListedRoom): void {
    if (listed.waiting !== null) {
      listed.waiting.changes += 1;
      return;
    }
    const now = this.#context.now();
    const delayMs = delayOf(listed.pace, now);
    if (delayMs === 0) {
      this.#send(listed);
      return;
    }
    const timer = this.#context.schedule(delayMs, () => {
      this.#sendWaiting(listed);
    });
    listed.waiting = { timer, changes: 1, since: now };
  }

  #sendWaiting(listed: ListedRoom): void {
    const { waiting } = listed;
    if (waiting === null) return;
    waiting.timer.cancel();
    listed.waiting = null;
    this.#send(listed, waiting);
  }

  /** @param waited left out: the list tells one change, of this moment */
  #send(listed: ListedRoom, waited?: Coalesced): void {
    const changes = waited?.changes ?? 1;
    const { topic, listeners: members } = listed;
    const list = listText(listed);
    const bytes = Buffer.byteLength(list);
    listed.pace = paceAfter(listed.pace, { at: this.#context.now(), changes, members, bytes });
    this.#context.broadcaster.publish(topic, list, listType, waited);
  }
}

/**
 * Lists of a locked room have a topic for each incarnation: whoever is left
 * from an earlier one has not shown the password of this one.
 */
function topicOf({ key, hasPassword, epoch }: RoomView): string {
  return hasPassword ? `locked ${epoch}` : openTopicOf(String(key.roomId));
}

/** The prefixes keep a room that is named like an epoch apart from that epoch. */
function openTopicOf(roomId: string): string {
  return `open ${roomId}`;
}

/**
 * @param value undefined: there is to be none
 * @returns whether the entry is another now
 */
function update<K, V>(map: Map<K, V>, key: K, value: V | undefined): boolean {
  if (map.get(key) === value) return false;
  if (value === undefined) map.delete(key);
  else map.set(key, value);
  return true;
}

/**
 * The list as clients know it. They compare `room` with their own text, so it
 * is text always; a name that several participants stream under is there once.
 */
function listText({ roomId, streams }: Pick<ListedRoom, 'roomId' | 'streams'>): string {
  return JSON.stringify({
    room: roomId,
    streams: [...new Set(Array.from(streams.values(), String))],
  });
}
