import { expect } from 'vitest';
import type {
  ChatMessageFrame,
  Identifier,
  ParticipantEntry,
  Presence,
  RoomJoinedFrame,
  SeenSoFar,
  ServerFrame,
} from '../../../protocols/json/frames.js';
import type { Conversation, JsonClient } from '../../support/doubles/json-conversation.js';

/** The room as a client that applies what it gets believes it to be. */
interface Belief {
  readonly roomId: Identifier;
  readonly userId: Identifier;
  readonly epoch: string;
  readonly presence: Presence;
  offset: number;
  /** Up to here it has heard everything that was said. */
  heard: number;
  participants: Map<Identifier, ParticipantEntry>;
  /** It has seen a gap and waits for the room as it is. */
  isSyncing: boolean;
}

/** The facts that a client keeps of its last room, to come back with. */
export interface Memory {
  readonly roomId: Identifier;
  readonly userId: Identifier;
  readonly recover: SeenSoFar;
  readonly resumeToken: string | undefined;
}

interface Asked {
  readonly presence: Presence;
  readonly history: number;
  readonly recover: SeenSoFar | undefined;
}

/** The wishes of a join. */
export interface Wishes {
  readonly presence: Presence;
  readonly history: number;
  readonly userName?: string;
  readonly password?: string;
  readonly recover?: SeenSoFar | undefined;
  readonly resumeToken?: string | undefined;
}

type RoomEventFrame = Exclude<
  Extract<ServerFrame, { offset: number; userId: Identifier }>,
  RoomJoinedFrame
>;

/** A client that knows only what it was sent, and checks that it makes sense. */
export class Believer {
  client: JsonClient;
  belief: Belief | null = null;
  memory: Memory | null = null;
  /** The number of events that it is about to lose; only those who see gaps can lose any. */
  deafFor = 0;
  readonly #conversation: Conversation;
  /** Whether it ever lost an event; else it must never see a gap. */
  #hasLost = false;
  /** Joins that are not answered yet. */
  #asked: Asked[] = [];
  /** Missed messages that must come before anything else. */
  #due: ChatMessageFrame[] = [];

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
    this.client = conversation.connect();
  }

  /** Begins anew on another connection; what becomes of the old one is not its business. */
  reconnect(): void {
    this.client = this.#conversation.connect();
    this.belief = null;
    this.#asked = [];
    this.#due = [];
  }

  join(roomId: Identifier, userId: Identifier, wishes: Wishes): void {
    const { presence, history, recover } = wishes;
    this.#asked.push({ presence, history, recover });
    this.client.send({ type: 'join-room', roomId, userId, ...wishes });
  }

  listen(): void {
    for (const frame of this.client.take()) this.#hear(frame);
    expect(this.#due).toEqual([]);
  }

  #hear(frame: ServerFrame): void {
    if (this.#due.length > 0) {
      expect(frame).toEqual(this.#due.shift());
      return;
    }
    if (frame.type === 'room-joined') this.#joined(frame);
    else if (frame.type === 'join-room-error') this.#asked.shift();
    else if (frame.type === 'room-state') {
      if (this.belief?.isSyncing !== true || this.belief.epoch !== frame.epoch) return;
      this.belief.offset = frame.offset;
      this.belief.participants = byUserId(frame.participants);
      this.belief.isSyncing = false;
    } else if ('offset' in frame) this.#happened(frame);
  }

  #joined(frame: RoomJoinedFrame): void {
    const asked = this.#asked.shift();
    if (asked === undefined) throw new Error('a join that nobody asked for');
    const { roomId, userId, epoch, offset, resumeToken } = frame;
    const said = this.#saidIn(roomId, epoch).filter((message) => message.offset <= offset);
    expect(frame.recovered === undefined).toBe(asked.recover === undefined);
    if (frame.recovered === true) {
      expect(epoch).toBe(asked.recover?.epoch);
      this.#due = said.filter((message) => message.offset > (asked.recover?.offset ?? 0));
    }
    expect(frame.history === undefined).toBe(asked.history === 0 || frame.recovered === true);
    const history = frame.history ?? [];
    expect(history).toEqual(said.slice(said.length - history.length));
    expect(history.length).toBeLessThanOrEqual(asked.history);
    this.belief = {
      roomId,
      userId,
      epoch,
      offset,
      presence: asked.presence,
      heard: offset,
      participants: byUserId(frame.participants),
      isSyncing: false,
    };
    this.#remember(resumeToken);
  }

  #happened(frame: RoomEventFrame): void {
    const { belief } = this;
    if (belief === null) throw new Error('a room event without a room');
    expect(frame.roomId).toBe(belief.roomId);
    if (frame.type === 'chat-message') {
      expect(this.#saidIn(belief.roomId, belief.epoch)).toContainEqual(frame);
      if (frame.offset <= belief.offset) return;
    }
    expect(frame.offset).toBeGreaterThan(belief.offset);
    if (belief.presence === 'full') {
      applyFull(belief, frame);
      belief.heard = frame.offset;
    } else this.#applyDelta(belief, frame);
    this.#remember(this.memory?.resumeToken);
  }

  #applyDelta(belief: Belief, frame: RoomEventFrame): void {
    if (this.deafFor > 0) {
      this.deafFor -= 1;
      this.#hasLost = true;
      return;
    }
    if (belief.isSyncing) return;
    if (frame.offset > belief.offset + 1) {
      expect(this.#hasLost).toBe(true);
      belief.isSyncing = true;
      this.client.send({ type: 'sync-room', roomId: belief.roomId });
      return;
    }
    if (belief.heard === belief.offset) belief.heard = frame.offset;
    belief.offset = frame.offset;
    expect(frame).not.toHaveProperty('participants');
    applyChange(belief.participants, frame);
  }

  #remember(resumeToken: string | undefined): void {
    if (this.belief === null) return;
    const { roomId, userId, epoch, heard: offset } = this.belief;
    this.memory = { roomId, userId, recover: { epoch, offset }, resumeToken };
  }

  /** The messages that the engine knows of, as they are to be told. */
  #saidIn(roomId: Identifier, epoch: string): ChatMessageFrame[] {
    return (this.#conversation.said.get(epoch) ?? []).map(
      ({ content, clientMessageId, ...message }) => ({
        type: 'chat-message',
        roomId,
        ...message,
        ...(clientMessageId === null ? {} : { clientMessageId }),
        content: JSON.parse(content) as unknown,
      }),
    );
  }
}

/** The events that everybody but those with `presence` `delta` is told with the list. */
const listed: readonly RoomEventFrame['type'][] = [
  'user-joined',
  'user-left',
  'user-streaming-started',
  'user-streaming-stopped',
];

/** The events that those with `presence` `delta` alone are told. */
const ofDelta: readonly RoomEventFrame['type'][] = ['user-away', 'user-back'];

function applyFull(belief: Belief, frame: RoomEventFrame): void {
  expect(ofDelta).not.toContain(frame.type);
  expect('participants' in frame).toBe(listed.includes(frame.type));
  belief.offset = frame.offset;
  if ('participants' in frame) belief.participants = byUserId(frame.participants ?? []);
}

/** As the README tells authors of clients. */
function applyChange(participants: Map<Identifier, ParticipantEntry>, frame: RoomEventFrame): void {
  const { userId } = frame;
  const entry = participants.get(userId);
  if (frame.type === 'user-joined') {
    participants.set(userId, { userId, userName: frame.userName, isStreaming: false });
    return;
  }
  // Other events, such as chat, are about nobody in the list.
  if (![...listed, ...ofDelta].includes(frame.type)) return;
  if (entry === undefined) throw new Error(`${frame.type} of nobody`);
  const { userName } = entry;
  if (frame.type === 'user-left') participants.delete(userId);
  else if (frame.type === 'user-away') participants.set(userId, { ...entry, away: true });
  else if (frame.type === 'user-back') participants.set(userId, { ...entry, away: undefined });
  else if (frame.type === 'user-streaming-stopped')
    participants.set(userId, { userId, userName, isStreaming: false });
  else if (frame.type === 'user-streaming-started') {
    const { streamName } = frame;
    participants.set(userId, { userId, userName, isStreaming: true, streamName });
  }
}

function byUserId(participants: readonly ParticipantEntry[]): Map<Identifier, ParticipantEntry> {
  return new Map(participants.map((entry) => [entry.userId, entry]));
}
