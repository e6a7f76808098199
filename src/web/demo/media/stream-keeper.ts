import type { Identifier, Participant, RoomState } from '../../../client/index.js';

/** The part of a room that is needed. A `RoomClient` is one. */
export interface StreamingRoom {
  readonly userId: Identifier;
  readonly state: RoomState;
  readonly participants: readonly Participant[];
  startStreaming(): Promise<void>;
  stopStreaming(): Promise<void>;
}

/**
 * Makes the room believe of our streaming what is true. Whatever comes between,
 * such as a server that has forgotten us, it is put right at the next look.
 */
export class StreamKeeper {
  readonly #room: StreamingRoom;
  #isBusy = false;
  #isWanted = false;

  constructor(room: StreamingRoom) {
    this.#room = room;
  }

  /** Looks whether there is anything to say, and says it. */
  look(isWanted: boolean): void {
    this.#isWanted = isWanted;
    void this.#adjust();
  }

  async #adjust(): Promise<void> {
    const { state, participants, userId } = this.#room;
    const own = participants.find((participant) => participant.userId === userId);
    if (this.#isBusy || state.status !== 'joined' || own?.isStreaming !== !this.#isWanted) return;
    this.#isBusy = true;
    try {
      await (this.#isWanted ? this.#room.startStreaming() : this.#room.stopStreaming());
    } catch {
      // Refused, or the connection has gone: the next change of the room is the next chance.
      this.#isBusy = false;
      return;
    }
    this.#isBusy = false;
    // The user may have thought better of it meanwhile.
    await this.#adjust();
  }
}
