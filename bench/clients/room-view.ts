import { fieldsOf, type Listed, listedIn } from './participants.js';
import { noStream } from '../plan/streams.js';

/** A room as one of its members sees it: who is there, in what order, who streams and who is away. */
export class RoomView {
  readonly #tag: string;
  /** Everybody, in the order in which they joined. */
  readonly #present = new Set<number>();
  readonly #streams = new Map<number, number>();
  readonly #away = new Set<number>();
  /** The newest frame with everybody in it, not decoded. */
  #list: Buffer = Buffer.alloc(0);
  /** 0 if something has come since. */
  #listLength = 0;

  constructor(tag: string) {
    this.#tag = tag;
  }

  /** The number of those known to be there. */
  get size(): number {
    return this.#present.size;
  }

  has(client: number): boolean {
    return this.#present.has(client);
  }

  isAway(client: number): boolean {
    return this.#away.has(client);
  }

  /** Begins again with what a list shows. */
  take(list: readonly Listed[]): void {
    this.#listLength = 0;
    this.#present.clear();
    this.#streams.clear();
    this.#away.clear();
    for (const { client, stream, isAway } of list) {
      this.#present.add(client);
      if (stream !== noStream) this.#streams.set(client, stream);
      if (isAway) this.#away.add(client);
    }
  }

  /** Whoever is there already keeps the place, and nothing else. */
  joined(client: number): void {
    this.#unfold();
    this.#present.add(client);
    this.#streams.delete(client);
    this.#away.delete(client);
  }

  left(client: number): void {
    this.#unfold();
    this.#present.delete(client);
    this.#streams.delete(client);
    this.#away.delete(client);
  }

  streamed(client: number, stream: number): void {
    this.#unfold();
    if (stream === noStream) this.#streams.delete(client);
    else this.#streams.set(client, stream);
  }

  moved(client: number, isAway: boolean): void {
    this.#unfold();
    if (isAway) this.#away.add(client);
    else this.#away.delete(client);
  }

  /** The change that was told last came with a list of everybody: at the end that is what counts. */
  shown(list: Buffer): void {
    // It is valid only now. A list grows, mostly, and there are many of them.
    if (list.length > this.#list.length) this.#list = Buffer.allocUnsafeSlow(2 * list.length);
    list.copy(this.#list);
    this.#listLength = list.length;
  }

  /** Everybody, decoded only now if there was a list. */
  entries(): readonly Listed[] {
    if (this.#listLength > 0) {
      return listedIn(this.#tag, fieldsOf(this.#list.subarray(0, this.#listLength)));
    }
    return [...this.#present].map((client) => ({
      client,
      stream: this.#streams.get(client) ?? noStream,
      isAway: this.#away.has(client),
    }));
  }

  /** Makes a list of the changes, which are always kept: what the last list showed is known without it. */
  #unfold(): void {
    this.#listLength = 0;
  }
}
