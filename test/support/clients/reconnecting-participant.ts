import { connect, type Socket } from 'node:net';
import { isDeepStrictEqual } from 'node:util';

import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';

import { Inbox } from './inbox.js';
import { type Frame, parseFrame } from './json-participant.js';
import { encodeFrame, opcodes } from './wire.js';

/** The ways in which a connection may end: without a word, with a goodbye, in the middle of a message. */
export type Drop = 'terminate' | 'close' | 'half-sent';

/** A chat message as it was heard. */
export interface HeardMessage {
  readonly messageId: unknown;
  readonly offset: number;
  readonly userId: unknown;
  readonly content: unknown;
}

/** The manners of somebody who comes back. */
export interface Manners {
  readonly presence: 'full' | 'delta';
  /**
   * Whether it repeats what is not acknowledged right after its join, instead of
   * looking first at what it has missed, which may hold its own words.
   */
  readonly isImpatient: boolean;
}

/** One of its connections, and the TCP connection beneath. */
interface Link {
  readonly socket: WebSocket;
  readonly transport: Socket;
}

/**
 * Someone in a room who comes back whenever its connection is gone, at once,
 * with all that the JSON protocol offers for it: `resumeToken`, `recover`, and
 * `clientMessageId` for what is not acknowledged yet.
 */
export class ReconnectingParticipant {
  readonly userId: string;
  /** All chat, in the order in which it came. */
  readonly heard: HeardMessage[] = [];
  /** The sayings of it, in order. */
  readonly said: string[] = [];
  /** The things that should not have come. */
  readonly complaints: unknown[] = [];
  /** The number of times that it was told again, alone, what it had said and heard before. */
  repeated = 0;
  /** The number of frames of each type that have come. */
  readonly counts = new Map<string, number>();
  readonly #url: URL;
  readonly #identity: object;
  readonly #manners: Manners;
  readonly #frames = new Inbox<Frame>();
  /** Content by clientMessageId, oldest first, until it is acknowledged. */
  readonly #outbox = new Map<string, string>();
  #link: Link;
  #isReady = false;
  #resumeToken: unknown = null;
  #epoch: unknown = null;
  /**
   * The newest event that it has heard of. What `room-joined` says does not count
   * after a recovery: the missed messages are still to come, and are older.
   */
  #seen = 0;

  constructor(url: string, roomId: string, userId: string, manners: Manners) {
    this.userId = userId;
    this.#url = new URL(url);
    this.#identity = { roomId, userId };
    this.#manners = manners;
    this.#link = this.#connect();
    onTestFinished(() => {
      this.#link.socket.terminate();
    });
  }

  /** Says something now or, if it is not connected, as soon as it is. */
  say(content: string): void {
    const clientMessageId = `${this.userId}-${String(this.said.length)}`;
    this.said.push(content);
    this.#outbox.set(clientMessageId, content);
    if (this.#isReady) this.#send('chat-message', { content, clientMessageId });
  }

  /**
   * Loses its connection and opens another, while the server may not know yet.
   *
   * @returns false if the connection was not even open yet
   */
  drop(how: Drop): boolean {
    const { socket, transport } = this.#link;
    const wasOpen = socket.readyState === WebSocket.OPEN;
    this.#isReady = false;
    this.#link = this.#connect();
    if (how === 'close') socket.close(1000);
    else if (how === 'terminate' || !wasOpen) socket.terminate();
    else {
      const message = { type: 'chat-message', ...this.#identity, content: 'cut off' };
      const frame = encodeFrame({ opcode: opcodes.text, payload: JSON.stringify(message) });
      transport.write(frame.subarray(0, frame.length / 2), () => transport.destroy());
    }
    return wasOpen;
  }

  /** Resolves as soon as the condition holds. */
  until(condition: () => boolean, awaited: string): Promise<void> {
    return this.#frames.until(condition, `${this.userId}: ${awaited}`);
  }

  /** Resolves when it is in the room and nothing that it said is without acknowledgement. */
  quiet(): Promise<void> {
    return this.until(() => this.#isReady && this.#outbox.size === 0, 'an acknowledgement of all');
  }

  /** The room as the server has it. */
  async roomState(): Promise<Frame> {
    const before = this.#count('room-state');
    this.#send('sync-room');
    await this.until(() => this.#count('room-state') > before, 'room-state');
    const frame = this.#frames.all.findLast(({ type }) => type === 'room-state');
    if (frame === undefined) throw new Error('invariant: it has been counted');
    return frame;
  }

  #connect(): Link {
    const transport = connect({ host: this.#url.hostname, port: Number(this.#url.port) });
    const socket = new WebSocket(this.#url, {
      perMessageDeflate: false,
      createConnection: () => transport,
    });
    const isCurrent = (): boolean => this.#link.socket === socket;
    socket.on('open', () => {
      if (isCurrent()) this.#join();
    });
    socket.on('message', (data) => {
      // ws hands messages over as one Buffer unless it is told otherwise.
      if (isCurrent()) this.#receive(parseFrame((data as Buffer).toString()));
    });
    // A close always follows.
    socket.on('error', () => undefined);
    socket.once('close', (code) => {
      if (isCurrent()) this.complaints.push({ closedBy: 'server', code });
    });
    return { socket, transport };
  }

  #join(): void {
    const recover = this.#epoch === null ? null : { epoch: this.#epoch, offset: this.#seen };
    const resumeToken = this.#resumeToken;
    const { presence, isImpatient } = this.#manners;
    this.#send('join-room', { presence, recover, resumeToken });
    // What was missed comes before the answer to this, and may acknowledge what was said.
    if (!isImpatient) this.#send('ping');
    else this.#sayWhatIsLeft();
  }

  #send(type: string, fields: object = {}): void {
    this.#link.socket.send(JSON.stringify({ type, ...this.#identity, ...fields }));
  }

  #receive(frame: Frame): void {
    this.counts.set(frame.type, this.#count(frame.type) + 1);
    if (frame.type === 'room-joined') this.#joined(frame);
    else if (frame.type === 'pong') this.#sayWhatIsLeft();
    else if (frame.type === 'chat-message') this.#hear(frame);
    else if (frame.type === 'error' || frame.type === 'join-room-error')
      this.complaints.push(frame);
    else if (typeof frame['offset'] === 'number' && frame.type !== 'room-state') {
      this.#seen = Math.max(this.#seen, frame['offset']);
    }
    this.#frames.push(frame);
  }

  #joined(frame: Frame): void {
    const { epoch, offset, resumeToken, recovered } = frame;
    if (this.#epoch === null) {
      this.#seen = Number(offset);
      this.#epoch = epoch;
    } else if (recovered !== true || epoch !== this.#epoch) this.complaints.push(frame);
    this.#resumeToken = resumeToken;
  }

  #sayWhatIsLeft(): void {
    this.#isReady = true;
    for (const [clientMessageId, content] of this.#outbox) {
      this.#send('chat-message', { content, clientMessageId });
    }
  }

  #hear({ messageId, offset, userId, content, clientMessageId }: Frame): void {
    const message = { messageId, offset: Number(offset), userId, content };
    if (message.offset > this.#seen) {
      this.#seen = message.offset;
      this.heard.push(message);
      if (userId === this.userId) this.#outbox.delete(String(clientMessageId));
    } else if (userId === this.userId && this.#hasHeard(message)) this.repeated += 1;
    else this.complaints.push({ seen: this.#seen, ...message });
  }

  #hasHeard(message: HeardMessage): boolean {
    const heard = this.heard.findLast(({ offset }) => offset === message.offset);
    return isDeepStrictEqual(heard, message);
  }

  #count(type: string): number {
    return this.counts.get(type) ?? 0;
  }
}
