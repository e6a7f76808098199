import type {
  ConnectionId,
  EngineEvent,
  ParticipantJoined,
  ParticipantLeft,
  Replaced,
  StreamStarted,
  StreamStopped,
} from '../../src/protocol.js';

/** The events that may have changed the streams of a room. Whoever is away goes on streaming. */
export type StreamEvent =
  ParticipantJoined | ParticipantLeft | StreamStarted | StreamStopped | Replaced;

const nobody: readonly ConnectionId[] = [];

/** Those who listen from each of these events on, if they are of this protocol and do not yet. */
const newcomers: {
  readonly [T in StreamEvent['type']]: (
    event: Extract<StreamEvent, { readonly type: T }>,
  ) => readonly ConnectionId[];
} = {
  'participant-joined': () => nobody,
  'participant-left': () => nobody,
  // All connections of this protocol share their seats.
  'stream-started': ({ participant: { seat } }) =>
    seat.state === 'shared' ? seat.connections : nobody,
  'stream-stopped': () => nobody,
  // It may have lost its seat before it streamed. It listens all the same.
  replaced: ({ connection }) => [connection],
};

export function isStreamEvent(event: EngineEvent): event is StreamEvent {
  return Object.hasOwn(newcomers, event.type);
}

/** The connections that listen from an event on, if they are of this protocol and do not yet. */
export function newcomersOf(event: StreamEvent): readonly ConnectionId[] {
  return newcomersAt(event.type, event);
}

function newcomersAt<T extends StreamEvent['type']>(
  type: T,
  event: Extract<StreamEvent, { readonly type: T }>,
): readonly ConnectionId[] {
  return newcomers[type](event);
}
