import { clientOf, numberAt } from '../../plan/names.js';
import type { PresenceKind } from '../../plan/recording.js';

/** Everybody who is there, by their place among the people of the recording, and whether they stream. */
export type Roster = ReadonlyMap<number, boolean>;

/** A frame of the JSON protocol, as somebody understands it whose room is replayed. */
export type Heard =
  | { readonly kind: 'entered'; readonly roster: Roster }
  | { readonly kind: 'chat'; readonly event: number }
  | {
      readonly kind: 'presence';
      readonly what: PresenceKind;
      readonly person: number;
      /** Null if the frame does not say who is there now. */
      readonly roster: Roster | null;
    }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'refused'; readonly reason: string };

const presence: Readonly<Record<string, PresenceKind>> = {
  'user-joined': 'join',
  'user-left': 'leave',
  'user-streaming-started': 'start-stream',
  'user-streaming-stopped': 'stop-stream',
};

/** As many frames as members may be behind each other without decoding anything twice. */
const kept = 64;

/**
 * Understands the frames of one room. All members get the same bytes one after
 * the other, so that each frame is decoded once for all of them.
 */
export class RoomFrames {
  readonly #tag: string;
  readonly #firstClient: number;
  readonly #members: number;
  readonly #recent: { readonly data: Buffer; readonly heard: Heard }[] = [];
  #next = 0;

  /** @param firstClient the number of the room's first member */
  constructor(tag: string, firstClient: number, members: number) {
    this.#tag = tag;
    this.#firstClient = firstClient;
    this.#members = members;
  }

  read(data: Buffer): Heard {
    const known = this.#recent.find((one) => one.data.equals(data));
    if (known !== undefined) return known.heard;
    const heard = this.#understood(data);
    // What comes is valid during this call alone.
    this.#recent[this.#next] = { data: Buffer.from(data), heard };
    this.#next = (this.#next + 1) % kept;
    return heard;
  }

  #understood(data: Buffer): Heard {
    const frame = fieldsOf(data);
    const type = String(frame['type']);
    const what = presence[type];
    if (what !== undefined) {
      const person = this.#personOf(frame['userId']);
      const { participants } = frame;
      const roster = participants === undefined ? null : this.#rosterOf(participants);
      return person === -1 ? { kind: 'foreign' } : { kind: 'presence', what, person, roster };
    }
    if (type === 'room-joined') {
      return { kind: 'entered', roster: this.#rosterOf(frame['participants']) };
    }
    if (type === 'chat-message') return this.#chat(frame['content']);
    const reason = [frame['code'], frame['error']].find((one) => typeof one === 'string');
    return { kind: 'refused', reason: `${type}: ${reason ?? 'an unexpected frame'}` };
  }

  #chat(content: unknown): Heard {
    const mark = `${this.#tag}:`;
    if (typeof content !== 'string' || !content.startsWith(mark)) return { kind: 'foreign' };
    return { kind: 'chat', event: numberAt(Buffer.from(content.slice(mark.length)), 0) };
  }

  /** Strangers have the number -1. */
  #rosterOf(participants: unknown): Roster {
    const entries: readonly unknown[] = Array.isArray(participants) ? participants : [];
    return new Map(
      entries.map((entry) => {
        const fields = typeof entry === 'object' && entry !== null ? Object.entries(entry) : [];
        const { userId, isStreaming } = Object.fromEntries<unknown>(fields);
        return [this.#personOf(userId), isStreaming === true];
      }),
    );
  }

  #personOf(userId: unknown): number {
    const person = clientOf(this.#tag, userId) - this.#firstClient;
    return person >= 0 && person < this.#members ? person : -1;
  }
}

/** The fields of a frame; none if it is no object. */
function fieldsOf(data: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(data.toString());
    return typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value))
      : {};
  } catch {
    return {};
  }
}
