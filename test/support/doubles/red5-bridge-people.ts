import { expect } from 'vitest';
import type { ParticipantEntry } from '../../../protocols/json/frames.js';
import type { Identifier } from '../../../src/protocol.js';
import type { FakeClient } from './fake-protocol-context.js';
import type { JsonClient } from './json-conversation.js';
import type { ModelRefusal, ModelRoom } from './red5-bridge-model.js';
import { listsOf } from './red5-conference.js';

/** A JSON client that believes the newest list of participants that it got. */
export class JsonListener {
  readonly client: JsonClient;
  /** The answers that are due to its joins: the refusal, or null. */
  readonly refusals: (ModelRefusal | null)[] = [];

  constructor(client: JsonClient) {
    this.client = client;
  }

  /** @param room where it has its seat; undefined: nowhere */
  expectBelief(room: ModelRoom | undefined): void {
    const answers: (string | null)[] = [];
    let roomId: Identifier | null = null;
    let participants: readonly ParticipantEntry[] = [];
    for (const frame of this.client.take()) {
      if (frame.type === 'room-joined') {
        ({ roomId, participants } = frame);
        answers.push(null);
      } else if (frame.type === 'join-room-error') {
        answers.push(frame.error);
      } else if ('participants' in frame && frame.participants !== undefined) {
        expect(frame.roomId).toBe(roomId);
        ({ participants } = frame);
      }
    }
    expect(answers).toEqual(this.refusals);
    if (room === undefined) return;
    expect(roomId).toBe(room.roomId);
    expect(participants.map(({ userId, streamName }) => [userId, streamName])).toEqual(
      [...room.seats.keys()].map((userId) => [userId, room.streams.get(userId)]),
    );
  }
}

/** A Red5 client, and what is to become of it. */
export class StreamListener {
  readonly client: FakeClient;
  readonly room: string;
  readonly streamName: string;
  /** The sentence that it is to be refused with; null: it is not. */
  refusal: string | null = null;
  /** The incarnation of the room whose password it has shown. */
  admittedTo: ModelRoom | null = null;
  wasReplaced = false;

  constructor(client: FakeClient, room: string, streamName: string) {
    this.client = client;
    this.room = room;
    this.streamName = streamName;
  }

  /** @param room the one of that name that there is now */
  expectLists(room: ModelRoom | undefined): void {
    const { connection } = this.client;
    if (this.refusal !== null) {
      // Whoever has left before it could be refused has heard nothing.
      expect([[this.refusal], []]).toContainEqual(connection.received);
      expect(connection.isOpen).toBe(false);
      return;
    }
    const lists = listsOf(this.client);
    for (const list of lists) {
      expect(list.room).toBe(this.room);
      expect(new Set(list.streams).size).toBe(list.streams.length);
      if (!this.wasReplaced) expect(list.streams).toContain(this.streamName);
    }
    if (connection.isOpen) expect(lists.at(-1)?.streams).toEqual(this.#streamsOf(room));
  }

  #streamsOf(room: ModelRoom | undefined): readonly string[] {
    const isHidden = room !== undefined && room.password !== '' && room !== this.admittedTo;
    if (room === undefined || isHidden) return [];
    return [...new Set(Array.from(room.streams.values(), String))];
  }
}
