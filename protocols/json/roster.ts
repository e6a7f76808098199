import type { JsonText, Participant, RoomView } from '../../src/protocol.js';
import type { ParticipantEntry } from './frames.js';

interface CachedRoster {
  readonly offset: number;
  readonly text: JsonText;
}

/**
 * Writes the participants of rooms as JSON arrays. A participant is written
 * once for as long as it does not change, and a room's list once an event,
 * however many frames carry it; a list that nobody asks for is not written.
 */
export class RosterEncoder {
  readonly #entries = new WeakMap<Participant, JsonText>();
  readonly #rosters = new WeakMap<RoomView, CachedRoster>();

  encode(room: RoomView): JsonText {
    const { offset } = room;
    const cached = this.#rosters.get(room);
    if (cached?.offset === offset) return cached.text;
    const entries: JsonText[] = [];
    for (const participant of room.participants.values()) entries.push(this.#entry(participant));
    const text = `[${entries.join(',')}]`;
    this.#rosters.set(room, { offset, text });
    return text;
  }

  #entry(participant: Participant): JsonText {
    const cached = this.#entries.get(participant);
    if (cached !== undefined) return cached;
    const { userId, userName, streamName, awayUntil } = participant;
    const entry: ParticipantEntry = {
      userId,
      userName,
      isStreaming: streamName !== null,
      streamName: streamName ?? undefined,
      away: awayUntil === null ? undefined : true,
    };
    const text = JSON.stringify(entry);
    this.#entries.set(participant, text);
    return text;
  }
}
