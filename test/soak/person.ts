import { isDeepStrictEqual } from 'node:util';

import { WebSocket } from 'ws';

/**
 * `here` from the answer to the join on; `doubtful` from the moment on at which
 * the server may or may not have noticed that it goes.
 */
export type Standing = 'coming' | 'here' | 'doubtful';

/** The people in a room, in order, and whether they stream. */
export type Roster = readonly (readonly [userId: string, isStreaming: boolean])[];

interface Frame {
  readonly type: string;
  readonly userId?: string;
  readonly participants?: readonly { readonly userId: string; readonly isStreaming: boolean }[];
  readonly resumeToken?: string;
}

/** Somebody in a JSON room who keeps the list of participants by what it is told. */
export class Person {
  readonly userId: string;
  readonly roomId: string;
  standing: Standing = 'coming';
  /** Since when it is `doubtful`, by `performance.now`. */
  doubtfulSince = 0;
  isStreaming = false;
  /** Whether it reads. */
  isPaused = false;
  readonly #url: string;
  readonly #presence: 'full' | 'delta';
  readonly #fail: (reason: string) => void;
  #socket: WebSocket | null = null;
  #roster: Roster = [];
  #resumeToken: string | undefined;
  /** The callbacks that wait for the room as it is; null: it will not come any more. */
  #states: ((roster: Roster | null) => void)[] = [];

  /** @param fail hears of what must not happen */
  constructor(
    url: string,
    userId: string,
    roomId: string,
    presence: 'full' | 'delta',
    fail: (reason: string) => void,
  ) {
    this.#url = url;
    this.userId = userId;
    this.roomId = roomId;
    this.#presence = presence;
    this.#fail = fail;
  }

  /** Connects and joins, with its old seat if it has one. */
  come(options: { readonly answersPings: boolean } = { answersPings: true }): void {
    this.standing = 'coming';
    this.isPaused = false;
    this.#forgetQuestions();
    const socket = new WebSocket(this.#url, {
      perMessageDeflate: false,
      autoPong: options.answersPings,
    });
    this.#socket = socket;
    socket.on('error', () => undefined);
    socket.on('open', () => {
      this.act('join-room', {
        userName: this.userId,
        presence: this.#presence,
        resumeToken: this.#resumeToken,
      });
    });
    socket.on('message', (data: Buffer) => {
      // The server's own frames; one that is not as typed shows as a wrong list.
      if (this.#socket === socket) this.#hear(JSON.parse(data.toString()) as Frame);
    });
    socket.on('close', (code) => {
      if (this.#socket !== socket) return;
      this.#forgetQuestions();
      if (this.standing === 'doubtful') return;
      if (!this.isPaused) this.#fail(`${this.userId} was closed with ${code} for nothing`);
      this.doubt();
    });
  }

  act(type: string, fields: object = {}): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#socket.send(
      JSON.stringify({ type, roomId: this.roomId, userId: this.userId, ...fields }),
    );
  }

  /** Starts to stream, or stops. */
  toggleStream(): void {
    this.isStreaming = !this.isStreaming;
    this.act(this.isStreaming ? 'start-streaming' : 'stop-streaming');
  }

  /** Closes in order. */
  leave(): void {
    this.doubt();
    this.#socket?.close(1000);
  }

  /** Cuts the connection, without a word. */
  drop(): void {
    this.doubt();
    this.#socket?.terminate();
  }

  pause(): void {
    this.isPaused = true;
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
    this.isPaused = false;
  }

  /** From now on nobody can say whether it is in the room. */
  doubt(): void {
    this.standing = 'doubtful';
    this.doubtfulSince = performance.now();
  }

  /**
   * Asks for the room as it is; it must be what this person believes.
   *
   * @returns null if the connection ends before that
   */
  sync(): Promise<Roster | null> {
    this.act('sync-room');
    return new Promise((resolve) => this.#states.push(resolve));
  }

  #hear(frame: Frame): void {
    const { type, participants } = frame;
    if (type === 'error' && this.standing === 'here') this.#fail(`${this.userId}: ${type}`);
    const listed = participants?.map(({ userId, isStreaming }) => [userId, isStreaming] as const);
    if (type === 'room-state') {
      this.#compare(listed ?? []);
      return;
    }
    this.#roster = listed ?? apply(this.#roster, frame);
    if (type !== 'room-joined') return;
    this.#resumeToken = frame.resumeToken;
    // A seat that was taken back streams as it did.
    this.isStreaming = this.#roster.find(([userId]) => userId === this.userId)?.[1] ?? false;
    if (this.standing === 'coming') this.standing = 'here';
  }

  #forgetQuestions(): void {
    for (const resolve of this.#states.splice(0)) resolve(null);
  }

  #compare(state: Roster): void {
    if (!isDeepStrictEqual(state, this.#roster)) {
      const [believed, real] = [this.#roster, state].map((one) => JSON.stringify(one));
      this.#fail(
        `${this.userId} (${this.#presence}) believes ${believed ?? ''}, it is ${real ?? ''}`,
      );
    }
    this.#states.shift()?.(state);
  }
}

/** Applies an event without a list to the list (JR-57). */
function apply(roster: Roster, { type, userId = '' }: Frame): Roster {
  const set = (isStreaming: boolean): Roster => {
    const isThere = roster.some(([id]) => id === userId);
    return isThere
      ? roster.map((entry) => (entry[0] === userId ? ([userId, isStreaming] as const) : entry))
      : [...roster, [userId, isStreaming]];
  };
  switch (type) {
    case 'user-joined':
    case 'user-streaming-stopped':
      return set(false);
    case 'user-streaming-started':
      return set(true);
    case 'user-left':
      return roster.filter(([id]) => id !== userId);
    default:
      return roster;
  }
}
