import type { IncomingEntry, IncomingPresence } from '../wire/incoming.js';
import type { Identifier, Participant, RoomEvents, Stream } from '../types.js';

/** The participants in the room, in join order. Never changes; a newer one takes its place. */
export type Roster = readonly Participant[];

/** Something to tell, with its event. */
export type NamedEvent = {
  readonly [K in keyof RoomEvents]: readonly [K, RoomEvents[K]];
}[keyof RoomEvents];

/** The list that the server has sent; whoever is the same stays the same object. */
export function rosterOf(entries: readonly IncomingEntry[], before: Roster): Roster {
  const known = byId(before);
  const now = entries.map(({ userId, userName, isStreaming, streamName, away }) =>
    unlessSame(known.get(userId), {
      userId,
      userName: userName ?? userId,
      isStreaming,
      streamName: isStreaming ? (streamName ?? userId) : null,
      isAway: away === true,
    }),
  );
  const isSame =
    now.length === before.length && now.every((someone, index) => someone === before[index]);
  return isSame ? before : now;
}

/** The roster after an event that may carry it, or the change alone. */
export function rosterAfter(before: Roster, frame: IncomingPresence): Roster {
  // A server that knows of seats that are kept does not send lists unasked.
  if ('participants' in frame && Array.isArray(frame.participants)) {
    return rosterOf(frame.participants, before);
  }
  const { userId } = frame;
  switch (frame.type) {
    case 'user-joined': {
      const userName = frame.userName ?? userId;
      const newcomer = { userId, userName, isStreaming: false, streamName: null, isAway: false };
      return before.some((someone) => someone.userId === userId)
        ? changed(before, userId, newcomer)
        : [...before, newcomer];
    }
    case 'user-left':
      return before.filter((someone) => someone.userId !== userId);
    case 'user-streaming-started':
      return changed(before, userId, { isStreaming: true, streamName: frame.streamName ?? userId });
    case 'user-streaming-stopped':
      return changed(before, userId, { isStreaming: false, streamName: null });
    case 'user-away':
      return changed(before, userId, { isAway: true });
    case 'user-back':
      return changed(before, userId, { isAway: false });
  }
}

/** The news in the frame beyond the roster that it leads to. */
type Cause = Pick<IncomingPresence, 'type' | 'userId'> & {
  readonly reason?: string;
  readonly until?: number;
};

/**
 * The events between two rosters. What the server does not say in so
 * many words is told as well: the stream of somebody who leaves has stopped.
 */
export function eventsBetween(
  before: Roster,
  now: Roster,
  cause: Cause | null,
): readonly NamedEvent[] {
  const events: NamedEvent[] = [];
  if (before === now && cause?.type !== 'user-joined') return events;
  const [old, young] = [byId(before), byId(now)];
  const causedBy = (someone: Participant): Cause | null =>
    cause?.userId === someone.userId ? cause : null;
  for (const participant of before) {
    if (young.has(participant.userId)) continue;
    const reason = causedBy(participant)?.reason ?? 'unknown';
    if (participant.isStreaming) events.push(['stream-stopped', streamOf(participant)]);
    events.push(['participant-left', { participant, reason }]);
  }
  for (const participant of now) {
    const was = old.get(participant.userId);
    const because = causedBy(participant);
    const isSameStream = was?.streamName === participant.streamName;
    if (was?.isStreaming && !isSameStream) events.push(['stream-stopped', streamOf(was)]);
    // Somebody who comes in anew is another page than before.
    if (was === undefined || because?.type === 'user-joined') {
      events.push(['participant-joined', participant]);
    }
    if (participant.isAway && was?.isAway !== true) {
      events.push(['participant-away', { participant, until: because?.until ?? null }]);
    } else if (!participant.isAway && was?.isAway === true) {
      events.push(['participant-back', participant]);
    }
    if (participant.isStreaming && !(was?.isStreaming && isSameStream)) {
      events.push(['stream-started', streamOf(participant)]);
    }
  }
  return events;
}

/** The streams of those who stream. */
export function streamsOf(roster: Roster): readonly Stream[] {
  return roster.filter(({ isStreaming }) => isStreaming).map(streamOf);
}

function streamOf({ userId, streamName }: Participant): Stream {
  return { userId, streamName: streamName ?? userId };
}

function changed(roster: Roster, userId: Identifier, change: Partial<Participant>): Roster {
  const before = roster.find((someone) => someone.userId === userId);
  if (before === undefined) return roster;
  const after = unlessSame(before, { ...before, ...change });
  return after === before ? roster : roster.map((other) => (other === before ? after : other));
}

/** The one from before if the two say the same. */
function unlessSame(before: Participant | undefined, now: Participant): Participant {
  return JSON.stringify(before) === JSON.stringify(now) && before !== undefined ? before : now;
}

function byId(roster: Roster): ReadonlyMap<Identifier, Participant> {
  return new Map(roster.map((someone) => [someone.userId, someone]));
}
