import { type Mark, markOf } from './mark.js';
import { clientOf, numberAt } from '../plan/names.js';
import { fieldsOf, type Fields } from './participants.js';
import { streamOf, unnamedStream } from '../plan/streams.js';

/** The ears of a member of a room. Clients are numbers of this run, -1 for whom nobody knows. */
export interface RoomListener {
  /** To whom joined, with everybody in the room. */
  welcomed(frame: Fields): void;
  /** @param message -1 if it is none of this run */
  said(message: number): void;
  joined(client: number, frame: Buffer): void;
  left(client: number, frame: Buffer): void;
  /** @param stream see participants.ts; of the stream that ended, if it did */
  streamed(client: number, isOn: boolean, stream: number, frame: Buffer): void;
  /** Its connection is lost and its seat kept, or it has come back to it. */
  moved(client: number, isAway: boolean): void;
  refused(type: string, code: string): void;
  /** Nothing that a client must know. */
  unexpected(type: string): void;
}

const firstLetterOfType = '{"type":"'.length;
const typeMark = Buffer.from('{"type":"');
const participantsMark = Buffer.from('"participants":[');
const changesOfPresence = new Set(['user-joined', 'user-left', 'user-away', 'user-back']);
const [letterC, quote] = [...Buffer.from('c"')];

/** Where the list of everybody begins in a frame, -1 if there is none. */
export function listPlace(data: Buffer): number {
  return data.indexOf(participantsMark);
}

/**
 * Reads what members of one run get. Of what is frequent it decodes only what
 * must be known: the number in a chat message, and who has done what.
 */
export class RoomFrames {
  readonly #tag: string;
  readonly #chatMark: Mark;
  readonly #userMark: Buffer;
  readonly #streamMark: Buffer;

  constructor(tag: string) {
    this.#tag = tag;
    this.#chatMark = markOf(`"content":"${tag}:`);
    this.#userMark = Buffer.from(`"userId":"${tag}-`);
    this.#streamMark = Buffer.from(`"streamName":"${tag}:`);
  }

  read(data: Buffer, listener: RoomListener): void {
    if (data[firstLetterOfType] === letterC) {
      const place = this.#chatMark.endIn(data);
      if (place !== -1) {
        listener.said(numberAt(data, place));
        return;
      }
    } else if (this.#readPresence(data, listener)) return;
    this.#readSlowly(data, listener);
  }

  /** @returns whether the frame was of the form that most servers give it */
  #readPresence(data: Buffer, listener: RoomListener): boolean {
    if (typeMark.compare(data, 0, firstLetterOfType) !== 0) return false;
    const type = data.toString('latin1', firstLetterOfType, data.indexOf(quote ?? 0, 9));
    const isOn = type === 'user-streaming-started';
    const isStreaming = isOn || type === 'user-streaming-stopped';
    if (!isStreaming && !changesOfPresence.has(type)) return false;
    const place = data.indexOf(this.#userMark);
    const list = listPlace(data);
    const end = list === -1 ? data.length : list;
    // Anybody could be named in the list.
    if (place === -1 || place > end) return false;
    const client = numberAt(data, place + this.#userMark.length);
    if (isStreaming) {
      const name = data.indexOf(this.#streamMark);
      if (name === -1 || name > end) return false;
      listener.streamed(client, isOn, numberAt(data, name + this.#streamMark.length), data);
    } else if (type === 'user-joined') listener.joined(client, data);
    else if (type === 'user-left') listener.left(client, data);
    else listener.moved(client, type === 'user-away');
    return true;
  }

  /** Reads a frame that is rare, or does not look as it does with most servers. */
  #readSlowly(data: Buffer, listener: RoomListener): void {
    const frame = fieldsOf(data);
    const type = String(frame['type']);
    const client = clientOf(this.#tag, frame['userId']);
    switch (type) {
      case 'room-joined':
        listener.welcomed(frame);
        return;
      case 'chat-message':
        listener.said(-1);
        return;
      // The bare server passes on the request itself.
      case 'join-room':
      case 'user-joined':
        listener.joined(client, data);
        return;
      case 'user-left':
        listener.left(client, data);
        return;
      case 'user-streaming-started':
      case 'user-streaming-stopped': {
        const name = frame['streamName'] ?? null;
        const stream = name === null ? unnamedStream : streamOf(this.#tag, client, name);
        listener.streamed(client, type.endsWith('started'), stream, data);
        return;
      }
      case 'user-away':
      case 'user-back':
        listener.moved(client, type === 'user-away');
        return;
      case 'error':
      case 'join-room-error':
        listener.refused(type, String(frame['code'] ?? frame['error']));
        return;
      default:
        listener.unexpected(type);
    }
  }
}
