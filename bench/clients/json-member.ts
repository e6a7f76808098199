import { ChatLedger, digest } from '../ledgers/chat-ledger.js';
import type { Recorder } from '../measuring/recorder.js';
import type { ChatSchedule, RoomsSize } from '../plan/schedule.js';
import { clientName, roomName } from '../plan/names.js';
import { type Fields, type Listed, listedIn } from './participants.js';
import { noStream, streamName } from '../plan/streams.js';
import { RoomConnection } from './room-connection.js';
import { listPlace, RoomFrames, type RoomListener } from './room-frames.js';
import { RoomView } from './room-view.js';

/** The view that one who measures takes of what members hear. `by` is the member that heard it. */
export interface RoomWatch {
  /** A message that had to come, for the first time. */
  said(message: number, by: JsonMember): void;
  /** @param list everybody, as it was told to whom joined */
  welcomed(by: JsonMember, list: readonly Listed[], frame: Fields): void;
  /** @param isNews whether it was not there before, as far as this member knows */
  joined(client: number, by: JsonMember, isNews: boolean): void;
  left(client: number, by: JsonMember): void;
  /** @param stream see participants.ts; of the stream that ended, if it did */
  streamed(client: number, isOn: boolean, stream: number, by: JsonMember): void;
  moved(client: number, isAway: boolean, by: JsonMember): void;
  refused(type: string, code: string, by: JsonMember): void;
  closed(code: number, by: JsonMember): void;
}

/** The context that the members of one process share. */
export interface JsonMemberContext {
  readonly url: string;
  readonly tag: string;
  readonly size: RoomsSize;
  readonly presence: 'full' | 'delta';
  readonly chat: ChatSchedule;
  /** The least size of the content of a chat message, in bytes. */
  readonly contentBytes: number;
  readonly recorder: Recorder;
  readonly watch: RoomWatch;
}

/** The wishes of whoever joins. */
export interface JoinWishes {
  readonly userName?: string;
  readonly resumeToken?: string;
}

/** A simulated member of a room: it does as it is told, and keeps what it hears. */
export class JsonMember implements RoomListener {
  readonly client: number;
  readonly room: number;
  readonly chat: ChatLedger;
  readonly view: RoomView;
  readonly connection: RoomConnection;
  hasJoined = false;
  /** When what it hears was read, by the machine's clock. */
  readMs = 0;
  readonly #context: JsonMemberContext;
  readonly #name: string;
  readonly #roomName: string;

  constructor(client: number, context: JsonMemberContext) {
    const { url, tag, size, chat, recorder } = context;
    this.client = client;
    this.room = Math.floor(client / size.members);
    this.#context = context;
    this.#name = clientName(tag, client);
    this.#roomName = roomName(tag, this.room);
    this.chat = new ChatLedger(chat, this.room, recorder.faults);
    this.view = new RoomView(tag);
    const frames = new RoomFrames(tag);
    const clients = size.rooms * size.members;
    this.connection = new RoomConnection(
      client,
      { url, clients, recorder },
      {
        receive: (data, atMs) => {
          this.readMs = atMs;
          frames.read(data, this);
        },
        closed: (code) => context.watch.closed(code, this),
      },
    );
  }

  join(wishes: JoinWishes = {}): void {
    const { presence } = this.#context;
    const who = { roomId: this.#roomName, userId: this.#name, userName: this.#name };
    this.connection.send({ type: 'join-room', ...who, presence, ...wishes });
  }

  /** Loses its connection; what it had joined is to be joined again. */
  break(): void {
    this.hasJoined = false;
    this.connection.break();
  }

  /** @param message its number in the schedule */
  say(message: number): void {
    const { tag, contentBytes } = this.#context;
    const content = `${tag}:${message}:`.padEnd(contentBytes, '.');
    this.#send({ type: 'chat-message', content });
  }

  /** @param change its number, which is the name of the stream */
  startStreaming(change: number): void {
    this.#send({ type: 'start-streaming', streamName: streamName(this.#context.tag, change) });
  }

  stopStreaming(): void {
    this.#send({ type: 'stop-streaming' });
  }

  /**
   * Digest of who is in the room in what order, and streams; undefined if that
   * is not what it must be.
   *
   * @param count how many it must have
   * @param isRight whether it may have this entry, which is of this room
   */
  rosterDigest(
    count: number,
    isRight: (entry: Listed) => boolean = () => true,
  ): number | undefined {
    const list = this.view.entries();
    if (list.length !== count) return undefined;
    if (!list.every((entry) => this.#isOurs(entry.client) && isRight(entry))) return undefined;
    if (new Set(list.map(({ client }) => client)).size !== count) return undefined;
    return list.reduce(
      (sofar, { client, stream }) => digest(digest(sofar, client), stream === noStream ? 0 : 1),
      0,
    );
  }

  welcomed(frame: Fields): void {
    const { recorder, tag, watch } = this.#context;
    if (this.hasJoined) recorder.faults.doubled += 1;
    this.hasJoined = true;
    const list = listedIn(tag, frame);
    for (const { client } of list) if (!this.#isOurs(client)) recorder.faults.foreign += 1;
    recorder.faults.doubled += list.length - new Set(list.map(({ client }) => client)).size;
    watch.welcomed(this, list, frame);
    this.view.take(list);
  }

  said(message: number): void {
    if (message === -1) this.#context.recorder.faults.foreign += 1;
    else if (this.chat.receive(message)) this.#context.watch.said(message, this);
  }

  joined(client: number, frame: Buffer): void {
    if (client === this.client) this.hasJoined = true;
    if (!this.#checkOurs(client)) return;
    const isNews = !this.view.has(client);
    this.view.joined(client);
    this.#lookFor(frame);
    this.#context.watch.joined(client, this, isNews);
  }

  left(client: number, frame: Buffer): void {
    if (!this.#checkOurs(client)) return;
    // Of the originals' servers, one that came back may be told as gone after that.
    if (!this.#lists(client, frame)) this.view.left(client);
    this.#lookFor(frame);
    this.#context.watch.left(client, this);
  }

  streamed(client: number, isOn: boolean, stream: number, frame: Buffer): void {
    if (!this.#checkOurs(client)) return;
    this.view.streamed(client, isOn ? stream : noStream);
    this.#lookFor(frame);
    this.#context.watch.streamed(client, isOn, stream, this);
  }

  moved(client: number, isAway: boolean): void {
    if (!this.#checkOurs(client)) return;
    this.view.moved(client, isAway);
    this.#context.watch.moved(client, isAway, this);
  }

  refused(type: string, code: string): void {
    this.#context.watch.refused(type, code, this);
  }

  unexpected(type: string): void {
    this.#context.recorder.complain(`an unexpected frame: ${type}`);
  }

  #send(frame: object): void {
    this.connection.send({ ...frame, roomId: this.#roomName, userId: this.#name });
  }

  #isOurs(client: number): boolean {
    return Math.floor(client / this.#context.size.members) === this.room;
  }

  #checkOurs(client: number): boolean {
    if (this.#isOurs(client)) return true;
    this.#context.recorder.faults.foreign += 1;
    return false;
  }

  /** Keeps a frame that lists everybody. */
  #lookFor(frame: Buffer): void {
    if (listPlace(frame) !== -1) this.view.shown(frame);
  }

  #lists(client: number, frame: Buffer): boolean {
    const place = listPlace(frame);
    return (
      place !== -1 && frame.includes(`"userId":"${clientName(this.#context.tag, client)}"`, place)
    );
  }
}
