/** The record of one room, as far as it makes sense: nobody leaves who is not there. */
export interface Recording {
  readonly header: RecordingHeader;
  readonly people: readonly RecordedPerson[];
  /** By time. */
  readonly events: readonly RecordedEvent[];
}

/** The first line of a recording. */
export interface RecordingHeader {
  readonly kind: 'callboard-traffic';
  readonly format: 1;
  readonly protocol: 'json' | 'red5';
  readonly room: string;
  /** Of the Callboard that recorded it. */
  readonly version: string;
  readonly node: string;
  readonly startedAt: string;
}

/** Somebody of a recording; a person is known by their place in `Recording.people`. */
export interface RecordedPerson {
  readonly name: string;
  readonly isPresent: boolean;
  /** Whether they were streaming when the recording began. */
  readonly isStreaming: boolean;
}

export type PresenceKind = 'join' | 'leave' | 'start-stream' | 'stop-stream';
export type RecordedKind = PresenceKind | 'chat';

export interface RecordedEvent {
  /** Milliseconds since the recording began, by a clock that never jumps. */
  readonly atMs: number;
  readonly kind: RecordedKind;
  readonly person: number;
  /** Empty unless it is chat. */
  readonly content: string;
}

/** The people who are there after the first so many events, with whether they stream. */
export function stateAfter({ people, events }: Recording, count: number): Map<number, boolean> {
  const state = new Map<number, boolean>();
  for (const [person, { isPresent, isStreaming }] of people.entries()) {
    if (isPresent) state.set(person, isStreaming);
  }
  for (const { kind, person } of events.slice(0, count)) {
    if (kind === 'leave') state.delete(person);
    else if (kind !== 'chat') state.set(person, kind === 'start-stream');
  }
  return state;
}
