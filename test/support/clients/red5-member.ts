import { TestSocket } from './websocket.js';

/** A list as the server sends it. */
export interface StreamList {
  readonly room: string;
  readonly streams: readonly string[];
}

/** Someone who is in a Red5 conference. */
export class Red5Member {
  readonly connection: TestSocket;
  readonly room: string;
  readonly streamName: string;

  constructor(url: string, room: string, streamName: string) {
    const query = `room=${encodeURIComponent(room)}&streamName=${encodeURIComponent(streamName)}`;
    this.connection = new TestSocket(`${url}/?${query}`);
    this.room = room;
    this.streamName = streamName;
  }

  /** Joins; the first list has come. */
  static async join(url: string, room: string, streamName: string): Promise<Red5Member> {
    const member = new Red5Member(url, room, streamName);
    await member.connection.opened();
    await member.#newestIs((list) => list.streams.includes(streamName), 'a list with its own name');
    return member;
  }

  /** Every list so far. */
  get received(): readonly StreamList[] {
    return this.connection.texts.all.map(parseList);
  }

  /** Resolves when the newest list is this one; lists may be coalesced, so others may come first. */
  async listed(streams: readonly string[]): Promise<void> {
    const expected = JSON.stringify({ room: this.room, streams });
    await this.#newestIs((list) => JSON.stringify(list) === expected, `the list ${expected}`);
  }

  async #newestIs(test: (list: StreamList) => boolean, awaited: string): Promise<void> {
    const { texts } = this.connection;
    await texts.until(() => {
      const newest = texts.all.at(-1);
      return newest !== undefined && test(parseList(newest));
    }, awaited);
  }
}

function parseList(text: string): StreamList {
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null && 'room' in value && 'streams' in value) {
    const { room, streams } = value;
    if (typeof room === 'string' && Array.isArray(streams)) {
      return { room, streams: streams.map(String) };
    }
  }
  throw new Error(`not a list: ${text.slice(0, 200)}`);
}
