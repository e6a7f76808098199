import { describe, expect, it } from 'vitest';
import type { ChatMessageFrame } from '../../../protocols/json/frames.js';
import { createDelayedCluster } from '../../support/doubles/delayed-backplane.js';
import {
  type Conversation,
  createConversation,
  type JsonClient,
} from '../../support/doubles/json-conversation.js';

/** Numbers from 0 to 1 that are the same each time (a linear congruential generator). */
function createChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A client that does as the README says, and so loses nothing. */
class CarefulClient {
  readonly heard = new Map<string, ChatMessageFrame>();
  readonly userId: string;
  repeats = 0;
  #client: JsonClient;
  #sent = 0;
  #isJoined = false;
  #seen: { epoch: string; offset: number } | undefined;
  #resumeToken: string | undefined;
  /** Said, but not heard yet. */
  readonly #outbox = new Map<string, object>();
  readonly #conversation: Conversation;

  constructor(userId: string, conversation: Conversation) {
    this.userId = userId;
    this.#conversation = conversation;
    this.#client = conversation.connect();
    this.#join();
  }

  get isDone(): boolean {
    return this.#isJoined && this.#outbox.size === 0;
  }

  say(): void {
    this.#sent += 1;
    const clientMessageId = `${this.userId}-${String(this.#sent)}`;
    const { userId } = this;
    const message = { type: 'chat-message', roomId: 'lobby', userId, clientMessageId };
    this.#outbox.set(clientMessageId, { ...message, content: clientMessageId });
    if (this.#isJoined) this.#client.send({ ...message, content: clientMessageId });
  }

  /** Loses all that was on its way to it. */
  drop(): void {
    this.#client.hangUp({ reason: 'lost' });
    this.#client = this.#conversation.connect();
    this.#join();
  }

  listen(): void {
    for (const frame of this.#client.take()) {
      if (frame.type === 'room-joined') {
        if (this.#seen !== undefined) expect(frame.recovered).toBe(true);
        this.#isJoined = true;
        this.#resumeToken = frame.resumeToken;
        // What was missed comes next; nothing is seen until it has come.
        this.#seen = { epoch: frame.epoch, offset: this.#seen?.offset ?? frame.offset };
        for (const message of this.#outbox.values()) this.#client.send(message);
      } else if (frame.type === 'chat-message') this.#hear(frame);
    }
  }

  #hear(frame: ChatMessageFrame): void {
    const known = this.heard.get(frame.messageId);
    if (known === undefined) this.heard.set(frame.messageId, frame);
    else {
      this.repeats += 1;
      expect(frame).toEqual(known);
    }
    this.#outbox.delete(frame.clientMessageId ?? '');
    if (this.#seen !== undefined && frame.offset > this.#seen.offset) {
      this.#seen = { ...this.#seen, offset: frame.offset };
    }
  }

  #join(): void {
    this.#isJoined = false;
    const { userId } = this;
    const extensions = { presence: 'delta', recover: this.#seen, resumeToken: this.#resumeToken };
    this.#client.send({ type: 'join-room', roomId: 'lobby', userId, ...extensions });
  }
}

describe('a thousand lost connections in the middle of a chat', () => {
  it.each([
    { reconnectGraceMs: 0, seed: 1 },
    { reconnectGraceMs: 60_000, seed: 2 },
  ])(
    '[JR-60] [JR-66] lose and double nothing, with a grace of $reconnectGraceMs ms (seed $seed)',
    ({ reconnectGraceMs, seed }) => {
      const chance = createChance(seed);
      const { nodes } = createDelayedCluster(1);
      const [node] = nodes;
      if (node === undefined) throw new Error('a cluster of one has a node');
      const policy = { reconnectGraceMs, historySize: 10_000, historyMaxBytes: 10_000_000 };
      const conversation = createConversation(() => node, {}, policy);
      const keeper = conversation.connect();
      keeper.send({ type: 'join-room', roomId: 'lobby', userId: 'keeper' });
      const clients = ['ada', 'ben', 'cem', 'dan'].map((id) => new CarefulClient(id, conversation));
      node.deliver();
      for (const client of clients) client.listen();

      for (let drops = 0; drops < 1000;) {
        const client = clients[Math.floor(chance() * clients.length)];
        if (chance() < 0.6) client?.say();
        else if (chance() < 0.5) {
          client?.drop();
          drops += 1;
        }
        node.deliver(Math.floor(chance() * 4));
        for (const each of clients) if (chance() < 0.5) each.listen();
      }
      while (node.pending > 0 || !clients.every((client) => client.isDone)) {
        node.deliver();
        for (const client of clients) client.listen();
      }

      const log = keeper.take().filter((frame) => frame.type === 'chat-message');
      expect(log.length).toBeGreaterThan(1000);
      expect(new Set(log.map(({ clientMessageId }) => clientMessageId)).size).toBe(log.length);
      for (const client of clients) {
        const heard = [...client.heard.values()].sort((a, b) => a.offset - b.offset);
        expect(heard).toEqual(log);
        expect(client.repeats).toBeGreaterThan(0);
      }
    },
  );
});
