import type { Recorder } from '../measuring/recorder.js';
import type { LoadSocket } from './load-socket.js';
import { clientName, roomName } from '../plan/names.js';
import { openSocket } from './socket.js';
import type { StreamList, StreamLists } from './stream-lists.js';

/** The context that the members of one room, in one process, share. */
export interface Red5MemberContext {
  readonly url: string;
  readonly tag: string;
  readonly room: number;
  readonly lists: StreamLists;
  readonly recorder: Recorder;
  /** Somebody has heard that a client came or went. */
  readonly saw: (client: number, what: 'came' | 'went') => void;
}

/** A simulated connection of the Red5 protocol: it says nothing and follows the lists. */
export class Red5Member {
  readonly client: number;
  readonly #context: Red5MemberContext;
  #socket: LoadSocket | null = null;
  #list: StreamList | null = null;
  #isWanted = false;
  /** Counts its connections. */
  #visit = 0;

  constructor(client: number, context: Red5MemberContext) {
    this.client = client;
    this.#context = context;
  }

  /** The newest list, null if there was none on this connection. */
  get clients(): readonly number[] | null {
    return this.#list?.clients ?? null;
  }

  /** Opens a connection; complains if that fails. */
  come(): void {
    const { tag, room, recorder } = this.#context;
    const url = new URL(this.#context.url);
    const query = { room: roomName(tag, room), streamName: clientName(tag, this.client) };
    url.search = new URLSearchParams(query).toString();
    this.#isWanted = true;
    this.#visit += 1;
    const visit = this.#visit;
    void openSocket(url.href, this.client, (data) => {
      // What the server said before it heard the close is of no concern any more.
      if (this.#isWanted && this.#visit === visit) this.#receive(data);
    }).then(
      (socket) => this.#opened(socket, visit),
      (error: unknown) => recorder.complain(String(error)),
    );
  }

  go(): void {
    this.#isWanted = false;
    this.#list = null;
    this.#socket?.close(1000);
    this.#socket = null;
  }

  #opened(socket: LoadSocket, visit: number): void {
    const { recorder } = this.#context;
    if (!this.#isWanted || this.#visit !== visit) {
      socket.close(1000);
      return;
    }
    this.#socket = socket;
    socket.on('error', (error) => recorder.complain(error.message));
    socket.on('close', (code) => {
      if (this.#isWanted && this.#socket === socket) recorder.complain(`closed with ${code}`);
    });
  }

  #receive(data: Buffer): void {
    const { lists, recorder, saw } = this.#context;
    recorder.bytes += data.length;
    const list = lists.read(data);
    if (list === null) {
      recorder.faults.foreign += 1;
      return;
    }
    const before = this.#list;
    this.#list = list;
    if (before === null) {
      saw(this.client, 'came');
      return;
    }
    const { appeared, gone } = lists.compare(before, list);
    for (const client of appeared) saw(client, 'came');
    for (const client of gone) saw(client, 'went');
  }
}
