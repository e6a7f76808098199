import type {
  EngineEvent,
  Identifier,
  Participant,
  RoomEvent,
  RoomKey,
  RoomView,
} from '../../src/protocol.js';

/** A room as it was at one moment. */
export interface RoomSnapshot {
  readonly key: RoomKey;
  readonly roomName: Identifier;
  readonly hasPassword: boolean;
  readonly epoch: string;
  readonly offset: number;
  readonly participants: readonly Participant[];
  readonly streams: readonly (readonly [userId: Identifier, streamName: Identifier])[];
}

type Recorded<Event> = Event extends { readonly room: RoomView }
  ? Omit<Event, 'room'> & { readonly room: RoomSnapshot }
  : Event extends { readonly rooms: readonly RoomView[] }
    ? Omit<Event, 'rooms'> & { readonly rooms: readonly RoomSnapshot[] }
    : Event;

/** An event with its rooms as they were when it came. */
export type RecordedEvent = Recorded<EngineEvent>;

/** A record of all that an engine tells, copied at the moment of hearing. */
export interface Recorder {
  /** The listener that the engine emits to. */
  readonly emit: (event: EngineEvent) => void;
  /** All events so far. */
  readonly events: readonly RecordedEvent[];
  /** The ids of all messages that were sent so far. */
  readonly messageIds: readonly string[];
  /** The epochs so far, each once, oldest first. */
  readonly epochs: readonly string[];
  /** Returns the events that came since the last call. */
  take(): readonly RecordedEvent[];
}

export function createRecorder(): Recorder {
  const events: RecordedEvent[] = [];
  const messageIds: string[] = [];
  const epochs: string[] = [];
  let taken = 0;

  function snapshot(room: RoomView): RoomSnapshot {
    if (!epochs.includes(room.epoch)) epochs.push(room.epoch);
    return {
      key: room.key,
      roomName: room.roomName,
      hasPassword: room.hasPassword,
      epoch: room.epoch,
      offset: room.offset,
      participants: [...room.participants.values()].map((participant) => ({ ...participant })),
      streams: [...room.streams],
    };
  }

  function record(event: EngineEvent): RecordedEvent {
    if (event.type === 'command-rejected') return event;
    if (event.type === 'rooms-listed') return { ...event, rooms: event.rooms.map(snapshot) };
    if (event.type === 'message-sent') messageIds.push(event.message.messageId);
    return { ...event, room: snapshot(event.room) };
  }

  return {
    emit: (event) => events.push(record(event)),
    events,
    messageIds,
    epochs,
    take: () => {
      const fresh = events.slice(taken);
      taken = events.length;
      return fresh;
    },
  };
}

/** A recorded event that the room counts. */
export type RecordedRoomEvent = Recorded<RoomEvent>;

export function isRoomEvent(event: RecordedEvent): event is RecordedRoomEvent {
  return 'offset' in event;
}
