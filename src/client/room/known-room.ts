import type { RoomStateFrame, SeenSoFar } from '../../../protocols/json/frames.js';
import { ChatLog } from './chat-log.js';
import type { IncomingChat, IncomingPresence, IncomingRoomJoined } from '../wire/incoming.js';
import {
  type NamedEvent,
  eventsBetween,
  type Roster,
  rosterAfter,
  rosterOf,
  streamsOf,
} from './roster.js';
import type { ChatMessage, HistoryLossReason, RoomInfo, Stream } from '../types.js';

/** The room as this client knows it, over all its connections to it. */
export class KnownRoom {
  readonly #log: ChatLog;
  readonly #happened: (...events: readonly NamedEvent[]) => void;
  /** Null until it was joined. */
  room: RoomInfo | null = null;
  messagesLost = false;
  #roster: Roster = [];
  #streams: readonly Stream[] = [];
  /** Of the newest event; null where the server does not count. */
  #offset: number | null = null;
  /**
   * All messages up to here are known. Less than the offset while those that
   * were missed are told again: if that is cut short, the rest is still missing.
   */
  #knownOffset = 0;

  constructor(maxMessages: number, happened: (...events: readonly NamedEvent[]) => void) {
    this.#log = new ChatLog(maxMessages);
    this.#happened = happened;
  }

  get participants(): Roster {
    return this.#roster;
  }

  get streams(): readonly Stream[] {
    return this.#streams;
  }

  get messages(): readonly ChatMessage[] {
    return this.#log.messages;
  }

  /** From where on messages are missed while away; null if that cannot be said. */
  get seenSoFar(): SeenSoFar | null {
    const epoch = this.room?.epoch ?? null;
    return epoch === null ? null : { epoch, offset: this.#knownOffset };
  }

  /** The first time or again. */
  joined(frame: IncomingRoomJoined): RoomInfo {
    const { roomId, roomName = roomId, epoch = null, limits = null, offset = null } = frame;
    const before = this.room;
    const loss = before === null ? null : lossAt(frame);
    const room = { roomId, roomName, epoch, limits };
    this.room = room;
    this.#offset = offset;
    if (before === null || loss !== null) this.#knownOffset = offset ?? 0;

    const events = this.#follow(rosterOf(frame.participants, this.#roster), null);
    // Who is there at first has not just come.
    if (before !== null) this.#happened(...events);
    if (loss !== null) this.#lose(loss);
    for (const past of frame.history ?? []) {
      const { message, isNew } = this.#log.add(past);
      if (before !== null && isNew) this.#happened(['message', message]);
    }
    return room;
  }

  /** @returns whether events are missing, so that the roster may be wrong */
  presence(frame: IncomingPresence): boolean {
    const carriesRoster = 'participants' in frame && frame.participants !== undefined;
    const arrival = this.#arrive(frame.offset);
    if (arrival === 'old') return false;
    const isGap = arrival === 'gap' && !carriesRoster;
    if (isGap) this.#lose('gap');
    this.#happened(...this.#follow(rosterAfter(this.#roster, frame), frame));
    return isGap;
  }

  /** Takes a message, which may be an old one that comes late or again. */
  chat(frame: IncomingChat): { readonly message: ChatMessage; readonly isGap: boolean } {
    const isGap = this.#arrive(frame.offset) === 'gap';
    if (isGap) this.#lose('gap');
    const { message, isNew } = this.#log.add(frame);
    if (isNew) this.#happened(['message', message]);
    return { message, isGap };
  }

  /** @returns whether the state is older than what is known, so that it says nothing */
  stateAs({ epoch, offset, participants }: RoomStateFrame): boolean {
    if (this.room === null) return false;
    if (epoch !== this.room.epoch) {
      this.room = { ...this.room, epoch };
      this.#lose('epoch-changed');
    } else {
      if (offset < (this.#offset ?? 0)) return true;
      if (offset > (this.#offset ?? 0)) this.#lose('gap');
    }
    this.#offset = offset;
    this.#knownOffset = offset;
    this.#happened(...this.#follow(rosterOf(participants, this.#roster), null));
    return false;
  }

  /** Takes note of an event's offset, and says whether it is the one to come next. */
  #arrive(offset: number | undefined): 'next' | 'old' | 'gap' {
    // A server that does not count leaves nothing out either.
    if (offset === undefined || this.#offset === null) return 'next';
    this.#knownOffset = Math.max(this.#knownOffset, offset);
    if (offset <= this.#offset) return 'old';
    const isNext = offset === this.#offset + 1;
    this.#offset = offset;
    return isNext ? 'next' : 'gap';
  }

  #lose(reason: HistoryLossReason): void {
    this.messagesLost = true;
    this.#happened(['history-lost', { reason, after: this.messages.at(-1) ?? null }]);
  }

  /** The roster is another now; what has happened with that. */
  #follow(roster: Roster, cause: IncomingPresence | null): readonly NamedEvent[] {
    const events = eventsBetween(this.#roster, roster, cause);
    this.#roster = roster;
    const streams = streamsOf(roster);
    if (JSON.stringify(streams) !== JSON.stringify(this.#streams)) this.#streams = streams;
    return events;
  }
}

/** Whether messages are missing after a reconnect, and why; null if none are. */
function lossAt({ recovered, recoveryFailure }: IncomingRoomJoined): HistoryLossReason | null {
  if (recovered === undefined) return 'unsupported';
  return recovered ? null : (recoveryFailure ?? 'gap');
}
