import { clientOf } from '../plan/names.js';

/** One list of a Red5 room: the numbers of its streams, as a rule those of clients; -1 for what nobody knows. */
export interface StreamList {
  readonly clients: readonly number[];
}

/** The difference between two lists. */
export interface ListChange {
  readonly appeared: readonly number[];
  readonly gone: readonly number[];
}

/**
 * Reads the lists of one room. All of its members get the same bytes one after
 * the other, so that each list is decoded once for all of them.
 */
export class StreamLists {
  readonly #room: string;
  readonly #numberOf: (name: unknown) => number;
  #bytes: Buffer = Buffer.alloc(0);
  #list: StreamList | null = null;
  #compared: { from: StreamList; to: StreamList; change: ListChange } | null = null;

  /**
   * @param room its name
   * @param numberOf a stream by its name, -1 if there is none; that of its client if left out
   */
  constructor(
    tag: string,
    room: string,
    numberOf = (name: unknown): number => clientOf(tag, name),
  ) {
    this.#room = room;
    this.#numberOf = numberOf;
  }

  /** @returns null if it is no list of this room */
  read(data: Buffer): StreamList | null {
    if (this.#list !== null && this.#bytes.equals(data)) return this.#list;
    const streams = streamsIn(data, this.#room);
    if (streams === null) return null;
    this.#bytes = Buffer.from(data);
    this.#list = { clients: streams.map(this.#numberOf) };
    return this.#list;
  }

  compare(from: StreamList, to: StreamList): ListChange {
    if (this.#compared?.from === from && this.#compared.to === to) return this.#compared.change;
    const before = new Set(from.clients);
    const after = new Set(to.clients);
    const change = {
      appeared: to.clients.filter((client) => !before.has(client)),
      gone: from.clients.filter((client) => !after.has(client)),
    };
    this.#compared = { from, to, change };
    return change;
  }
}

function streamsIn(data: Buffer, room: string): readonly unknown[] | null {
  try {
    const value: unknown = JSON.parse(data.toString());
    if (typeof value !== 'object' || value === null) return null;
    if (!('room' in value) || !('streams' in value) || value.room !== room) return null;
    return Array.isArray(value.streams) ? value.streams : null;
  } catch {
    return null;
  }
}
