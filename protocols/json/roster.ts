import type { JsonText, Participant, RoomView } from '../../src/protocol.js';
import type { ParticipantEntry } from './frames.js';

/**
 * Writes the participants of rooms as JSON arrays. A participant is written
 * once for as long as it does not change, and a room's list once an event,
 * however many frames carry it; a list that nobody asks for is not written.
 */
export class RosterEncoder {
  readonly #entries = new WeakMap<Participant, JsonText>();
  // The last list alone: the frames of one event are written one after the
  // other, and lists that were kept for every room would be most of what it costs.
  #room: RoomView | null = null;
  #offset = 0;
  #text: JsonText = '';

  encode(room: RoomView): JsonText {
    const { offset } = room;
    if (this.#room === room && this.#offset === offset) return this.#text;
    const entries: JsonText[] = [];
    for (const participant of room.participants.values()) entries.push(this.#entry(participant));
    this.#room = room;
    this.#offset = offset;
    this.#text = `[${entries.join(',')}]`;
    return this.#text;
  }

  #entry(participant: Participant): JsonText {
    const cached = this.#entries.get(participant);
    if (cached !== undefined) return cached;
    const { userId, userName, streamName, seat } = participant;
    const entry: ParticipantEntry = {
      userId,
      userName,
      isStreaming: streamName !== null,
      streamName: streamName ?? undefined,
      away: seat.state === 'away' ? true : undefined,
    };
    const text = JSON.stringify(entry);
    this.#entries.set(participant, text);
    return text;
  }
}
