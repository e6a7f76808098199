import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Backplane } from '../../../src/backplane/backplane.js';
import { createMemoryBackplane } from '../../../src/backplane/memory.js';
import type { Participant, RoomView } from '../../../src/protocol.js';
import type { Identifier, ParticipantEntry } from '../../../protocols/json/frames.js';
import { createDelayedCluster } from '../../support/delayed-backplane.js';
import {
  type Conversation,
  createConversation,
  type JsonClient,
} from '../../support/json-conversation.js';

/** What a client that applies what it gets believes. */
interface Belief {
  roomId: Identifier;
  userId: Identifier;
  offset: number;
  participants: readonly ParticipantEntry[];
}

/** A client that knows only what it was sent, and checks that it makes sense. */
class Believer {
  belief: Belief | null = null;
  readonly client: JsonClient;

  constructor(client: JsonClient) {
    this.client = client;
  }

  listen(): void {
    for (const frame of this.client.take()) {
      if (frame.type === 'room-joined') {
        const { roomId, userId, offset, participants } = frame;
        this.belief = { roomId, userId, offset, participants };
      } else if ('offset' in frame) {
        const { belief } = this;
        if (belief === null) throw new Error('a room event without a room');
        expect(frame.roomId).toBe(belief.roomId);
        expect(frame.offset).toBe(belief.offset + 1);
        if (frame.type === 'user-joined' || frame.type === 'user-left') {
          expect(frame.userId).not.toBe(belief.userId);
        }
        belief.offset = frame.offset;
        if ('participants' in frame) belief.participants = frame.participants;
      }
    }
  }
}

const roomIds = ['lobby', 42, '42'];
const userIds = ['ada', 'ben', 7, '7'];

const claim = fc.record({
  roomId: fc.constantFrom(...roomIds),
  userId: fc.constantFrom(...userIds),
});
const step = fc.record({
  who: fc.nat(4),
  action: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        'join-room',
        'join-room',
        'leave-room',
        'start-streaming',
        'stop-streaming',
        'chat-message',
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom('ping', 'list-rooms', 'webrtc-offer', 'hang-up') },
  ),
  claim,
  /** Whether it claims what it believes itself to be. */
  isHonest: fc.boolean(),
  password: fc.constantFrom('', '', 'sesame'),
  deliver: fc.nat(3),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

function act(believer: Believer, { action, claim: other, isHonest, password }: Step): void {
  const { client, belief } = believer;
  if (action === 'hang-up') {
    client.hangUp({ goodbye: isHonest });
    return;
  }
  const { roomId, userId } = isHonest && action !== 'join-room' ? (belief ?? other) : other;
  const signal = { fromUserId: userId, toUserId: other.userId, offer: 'sdp' };
  client.send({ type: action, roomId, userId, password, content: 'hello', ...signal });
}

function seatOf(client: JsonClient, { rooms }: Conversation): [RoomView, Participant] | null {
  for (const room of rooms) {
    for (const participant of room.participants.values()) {
      if (participant.connections.includes(client.connection.id)) return [room, participant];
    }
  }
  return null;
}

function expectTruth({ client, belief }: Believer, conversation: Conversation): void {
  const seat = seatOf(client, conversation);
  if (seat === null) {
    expect([...client.connection.topics]).toEqual([]);
    return;
  }
  const [room, participant] = seat;
  expect([...client.connection.topics]).toEqual([room.epoch]);
  expect(belief).toEqual({
    roomId: room.key.roomId,
    userId: participant.userId,
    offset: room.offset,
    participants: [...room.participants.values()].map(({ userId, userName, streamName }) =>
      streamName === null
        ? { userId, userName, isStreaming: false }
        : { userId, userName, isStreaming: true, streamName },
    ),
  });
}

/** @param deliver brings at most so many commands back; all of them if left out */
function play(backplane: Backplane, deliver: (count?: number) => void, steps: Step[]): void {
  const conversation = createConversation(() => backplane);
  const believers = Array.from({ length: 5 }, () => new Believer(conversation.connect()));
  for (const next of steps) {
    const believer = believers[next.who];
    if (believer?.client.connection.isOpen === true) act(believer, next);
    deliver(next.deliver);
    for (const each of believers) each.listen();
  }
  deliver();
  for (const each of believers) {
    each.listen();
    if (each.client.connection.isOpen) expectTruth(each, conversation);
  }
  for (const each of believers) each.client.hangUp();
  deliver();
  expect(conversation.engine.counts()).toEqual({ rooms: 0, seats: 0 });
}

describe('any conversation', () => {
  const steps = fc.array(step, { maxLength: 80 });

  it('[JR-20] [JR-39] [JR-40] leaves everyone with the truth about its own room', () => {
    fc.assert(
      fc.property(steps, (script) => {
        play(createMemoryBackplane(), () => undefined, script);
      }),
      { numRuns: 300 },
    );
  });

  it('[JR-20] [JR-39] [JR-40] does so too with events that come whenever they like', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const { nodes } = createDelayedCluster(1);
        const [node] = nodes;
        if (node === undefined) throw new Error('a cluster of one has a node');
        play(
          node,
          (count) => {
            node.deliver(count);
          },
          script,
        );
      }),
      { numRuns: 300 },
    );
  });
});
