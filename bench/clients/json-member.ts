import { ChatLedger, digest, isWholeRoom, RosterLedger } from '../ledgers.js';
import type { Recorder } from '../run/recorder.js';
import type { ChatSchedule, RoomsSize } from '../schedule.js';
import type { LoadSocket } from './load-socket.js';
import { type Mark, markOf } from './mark.js';
import { clientName, clientOf, numberAt, roomName } from './names.js';
import { openSocket } from './socket.js';

/** What the members of one process have in common. */
export interface JsonMemberContext {
  readonly url: string;
  readonly tag: string;
  readonly size: RoomsSize;
  readonly presence: 'full' | 'delta';
  readonly chat: ChatSchedule;
  /** How many bytes of content a chat message has, at least. */
  readonly contentBytes: number;
  readonly recorder: Recorder;
  /** Somebody has heard of a client's join. */
  readonly sawJoin: (client: number) => void;
}

const firstLetterOfType = '{"type":"'.length;
const letterC = 'c'.charCodeAt(0);
const userJoined = Buffer.from('{"type":"user-joined"');

/**
 * A simulated member of a room. It decodes of what it gets only what must be
 * known: the number in a chat message, and who has joined.
 */
export class JsonMember {
  readonly chat: ChatLedger;
  readonly roster: RosterLedger;
  hasJoined = false;
  readonly #client: number;
  readonly #room: number;
  readonly #context: JsonMemberContext;
  readonly #chatMark: Mark;
  readonly #userMark: Buffer;
  #socket: LoadSocket | null = null;
  /** In the order in which they joined, as far as it is known from changes. */
  #list: number[] = [];
  /** The newest frame with everybody in it, not decoded. */
  #lastFull: Buffer = Buffer.alloc(0);
  #lastFullLength = 0;

  constructor(client: number, context: JsonMemberContext) {
    const { tag, size, chat, recorder } = context;
    this.#client = client;
    this.#room = Math.floor(client / size.members);
    this.#context = context;
    this.#chatMark = markOf(`"content":"${tag}:`);
    this.#userMark = Buffer.from(`"userId":"${tag}-`);
    this.chat = new ChatLedger(chat, this.#room, recorder.faults);
    this.roster = new RosterLedger(size.members, recorder.faults);
  }

  /** @throws Error if the connection does not open */
  async connect(): Promise<void> {
    const { url, recorder } = this.#context;
    const socket = await openSocket(url, this.#client, (data) => this.#receive(data));
    this.#socket = socket;
    socket.on('error', (error) => recorder.complain(error.message));
    socket.on('close', (code) => recorder.complain(`closed with ${code}`));
  }

  join(): void {
    const { tag, presence } = this.#context;
    const userId = clientName(tag, this.#client);
    const roomId = roomName(tag, this.#room);
    const join = { type: 'join-room', roomId, userId, userName: userId, presence };
    this.#socket?.send(JSON.stringify(join));
  }

  /** @param message its number in the schedule */
  say(message: number): void {
    const { tag, contentBytes } = this.#context;
    const content = `${tag}:${message}:`.padEnd(contentBytes, '.');
    const userId = clientName(tag, this.#client);
    const roomId = roomName(tag, this.#room);
    this.#socket?.send(JSON.stringify({ type: 'chat-message', roomId, userId, content }));
  }

  /** Digest of who is in the room, in what order; undefined if that is not everybody. */
  rosterDigest(): number | undefined {
    const lastFull = this.#lastFull.subarray(0, this.#lastFullLength);
    const list = lastFull.length === 0 ? this.#list : this.#listIn(parse(lastFull));
    const { members } = this.#context.size;
    return isWholeRoom(list, members) ? list.reduce(digest, 0) : undefined;
  }

  #receive(data: Buffer): void {
    this.#context.recorder.bytes += data.length;
    if (data[firstLetterOfType] === letterC) {
      const place = this.#chatMark.endIn(data);
      if (place !== -1) {
        this.#heard(numberAt(data, place));
        return;
      }
    } else if (userJoined.compare(data, 0, userJoined.length) === 0) {
      const place = data.indexOf(this.#userMark);
      if (place !== -1) {
        this.#sawJoin(numberAt(data, place + this.#userMark.length));
        // Named right after the change, if it is there at all.
        if (data.includes('"participants":[')) this.#keepFull(data);
        return;
      }
    }
    this.#receiveSlowly(data);
  }

  /** What is rare, or does not begin as it does with most servers. */
  #receiveSlowly(data: Buffer): void {
    const { recorder, tag } = this.#context;
    const frame = parse(data);
    switch (frame['type']) {
      case 'room-joined':
        this.#takeList(frame);
        return;
      case 'chat-message':
        recorder.faults.foreign += 1;
        return;
      // The bare server passes on the request itself.
      case 'join-room':
      case 'user-joined': {
        const client = clientOf(tag, frame['userId']);
        if (client === this.#client) this.hasJoined = true;
        this.#sawJoin(client);
        if (Array.isArray(frame['participants'])) this.#keepFull(data);
        return;
      }
      case 'error':
      case 'join-room-error':
        recorder.complain(`${frame['type']}: ${String(frame['code'] ?? frame['error'])}`);
        return;
      default:
        recorder.complain(`an unexpected frame: ${String(frame['type'])}`);
    }
  }

  #heard(message: number): void {
    if (this.chat.receive(message)) this.#context.recorder.seen(message);
  }

  /** What is received is valid only now. A list grows, mostly, and there are many of them. */
  #keepFull(data: Buffer): void {
    if (data.length > this.#lastFull.length) {
      this.#lastFull = Buffer.allocUnsafeSlow(2 * data.length);
    }
    data.copy(this.#lastFull);
    this.#lastFullLength = data.length;
  }

  #takeList(frame: Readonly<Record<string, unknown>>): void {
    if (this.hasJoined) this.#context.recorder.faults.doubled += 1;
    this.hasJoined = true;
    for (const member of this.#listIn(frame)) {
      if (this.roster.joined(member)) this.#list.push(member);
    }
    this.#context.sawJoin(this.#client);
  }

  #sawJoin(client: number): void {
    const { size, sawJoin } = this.#context;
    const member = client - this.#room * size.members;
    if (!this.roster.joined(member)) return;
    this.#list.push(member);
    sawJoin(client);
  }

  #listIn({ participants }: Readonly<Record<string, unknown>>): number[] {
    if (!Array.isArray(participants)) return [];
    const entries: readonly unknown[] = participants;
    return entries.map((entry) => {
      const userId = typeof entry === 'object' && entry !== null && 'userId' in entry;
      const client = userId ? clientOf(this.#context.tag, entry.userId) : -1;
      return client === -1 ? -1 : client - this.#room * this.#context.size.members;
    });
  }
}

/** The fields of a frame; none if it is no object. */
function parse(data: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(data.toString());
    return typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value))
      : {};
  } catch {
    return {};
  }
}
