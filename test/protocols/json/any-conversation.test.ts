import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Backplane } from '../../../src/backplane/backplane.js';
import { createMemoryBackplane } from '../../../src/backplane/memory.js';
import type { StampedCommand } from '../../../src/rooms/commands.js';
import type { Participant, RoomView } from '../../../src/protocol.js';
import type { RoomPolicy } from '../../../src/rooms/policy.js';
import type { ParticipantEntry, Presence } from '../../../protocols/json/frames.js';
import { createDelayedCluster } from '../../support/doubles/delayed-backplane.js';
import {
  type Conversation,
  createConversation,
  type JsonClient,
} from '../../support/doubles/json-conversation.js';
import { Believer } from './believer.js';

const roomIds = ['lobby', 42, '42'];
const userIds = ['ada', 'ben', 7, '7'];

const nothing = { rooms: 0, seats: 0, away: 0 };

const policy: fc.Arbitrary<Partial<RoomPolicy>> = fc.record({
  historySize: fc.constantFrom(0, 2, 100),
  historyTtlMs: fc.constantFrom(1000, 300_000),
  emptyRoomTtlMs: fc.constantFrom(0, 2000),
  reconnectGraceMs: fc.constantFrom(0, 1000, 5000),
  maxAwayParticipants: fc.constantFrom(1, 100),
  duplicateUser: fc.constantFrom('replace' as const, 'reject' as const),
});
const claim = fc.record({
  roomId: fc.constantFrom(...roomIds),
  userId: fc.constantFrom(...userIds),
});
const step = fc.record({
  who: fc.nat(4),
  action: fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom(
        'join-room',
        'leave-room',
        'start-streaming',
        'stop-streaming',
        'chat-message',
        'chat-message',
        'come-back',
        'come-back',
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom('ping', 'list-rooms', 'webrtc-offer', 'sync-room') },
    { weight: 2, arbitrary: fc.constantFrom('hang-up', 'drop', 'go-deaf', 'time-passes') },
  ),
  claim,
  /** Whether it claims what it believes itself to be. */
  isHonest: fc.boolean(),
  password: fc.constantFrom('', '', 'sesame'),
  presence: fc.constantFrom<Presence>('full', 'delta'),
  history: fc.constantFrom(0, 0, 1, 50),
  clientMessageId: fc.option(fc.constantFrom('m1', 'm2')),
  deliver: fc.nat(3),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** On a new connection, whether the old one is gone or not, with all that it remembers. */
function comeBack(believer: Believer, { isHonest, presence, history, password }: Step): void {
  const { memory } = believer;
  if (memory === null) return;
  believer.reconnect();
  const { roomId, userId, recover } = memory;
  const resumeToken = isHonest ? memory.resumeToken : 'wrong';
  believer.join(roomId, userId, { presence, history, password, recover, resumeToken });
}

function act(believer: Believer, conversation: Conversation, next: Step): void {
  const { action, claim: other, isHonest, password, presence, history, clientMessageId } = next;
  const { client, belief } = believer;
  const { roomId, userId } = isHonest ? (belief ?? other) : other;
  if (action === 'time-passes') conversation.moveOn(400);
  else if (action === 'come-back') comeBack(believer, next);
  else if (action === 'hang-up') client.hangUp();
  else if (action === 'drop') client.hangUp({ reason: 'lost' });
  else if (action === 'go-deaf') believer.deafFor = belief?.presence === 'delta' ? 2 : 0;
  else if (action !== 'join-room') {
    const signal = { fromUserId: userId, toUserId: other.userId, offer: 'sdp' };
    const chat = { content: { by: client.connection.id }, clientMessageId };
    client.send({ type: action, roomId, userId, ...chat, ...signal });
  } else if (client.connection.isOpen) {
    believer.join(other.roomId, other.userId, { presence, history, password });
  }
}

function seatOf(client: JsonClient, { rooms }: Conversation): [RoomView, Participant] | null {
  for (const room of rooms) {
    for (const participant of room.participants.values()) {
      const { seat } = participant;
      const isHeld = seat.state === 'held' && seat.connection === client.connection.id;
      if (isHeld) return [room, participant];
    }
  }
  return null;
}

function entryOf(participant: Participant, presence: Presence): ParticipantEntry {
  const { userId, userName, streamName, seat } = participant;
  return {
    userId,
    userName,
    isStreaming: streamName !== null,
    ...(streamName === null ? {} : { streamName }),
    // With the whole list alone it is not told who comes and goes so.
    ...(seat.state !== 'away' || presence === 'full' ? {} : { away: true }),
  };
}

function expectTruth({ client, belief }: Believer, conversation: Conversation): void {
  const seat = seatOf(client, conversation);
  if (seat === null) {
    expect([...client.connection.topics]).toEqual([]);
    return;
  }
  const [room, participant] = seat;
  if (belief === null) throw new Error('a seat that nobody was told of');
  const { presence } = belief;
  expect([...client.connection.topics]).toEqual([
    presence === 'full' ? room.epoch : `${room.epoch}/delta`,
  ]);
  expect(belief).toMatchObject({
    roomId: room.key.roomId,
    userId: participant.userId,
    epoch: room.epoch,
    offset: presence === 'delta' ? room.offset : belief.offset,
    isSyncing: false,
  });
  const participants = [...belief.participants.values()].map(({ away, ...entry }) =>
    presence === 'delta' && away === true ? { ...entry, away } : entry,
  );
  expect(participants).toEqual(
    [...room.participants.values()].map((each) => entryOf(each, presence)),
  );
}

/** @param deliver brings at most so many commands back; all of them if left out */
function play(
  backplane: Backplane<StampedCommand>,
  deliver: (count?: number) => void,
  { steps, policy: rules }: { steps: Step[]; policy: Partial<RoomPolicy> },
): void {
  const conversation = createConversation(() => backplane, {}, rules);
  const believers = Array.from({ length: 5 }, () => new Believer(conversation));
  const connections = new Set(believers.map(({ client }) => client));
  const settle = (): void => {
    deliver();
    for (const each of believers) each.listen();
  };
  for (const next of steps) {
    const believer = believers[next.who];
    if (believer !== undefined) act(believer, conversation, next);
    deliver(next.deliver);
    for (const each of believers) {
      connections.add(each.client);
      each.listen();
    }
  }
  settle();
  // One more event each, which shows whoever lost the last one that it did.
  for (const each of believers) {
    each.deafFor = 0;
    const { client, belief } = each;
    client.send({ type: 'chat-message', ...belief, content: 'last words' });
  }
  settle();
  settle();
  for (const each of believers) if (each.client.connection.isOpen) expectTruth(each, conversation);
  for (const each of connections) each.hangUp();
  deliver();
  // First whoever was away leaves, then the rooms that this empties go.
  for (let round = 0; round < 2; round += 1) {
    conversation.moveOn(10_000);
    deliver();
  }
  expect(conversation.engine.counts()).toMatchObject(nothing);
}

describe('any conversation', () => {
  const script = fc.record({ steps: fc.array(step, { maxLength: 80 }), policy });

  it('[JR-20] [JR-39] [JR-40] [JR-55] [JR-57] leaves everyone with the truth about its own room', () => {
    fc.assert(
      fc.property(script, (played) => {
        play(createMemoryBackplane(), () => undefined, played);
      }),
      { numRuns: 400 },
    );
  });

  it('[JR-20] [JR-39] [JR-40] [JR-55] [JR-57] does so too with events that come whenever they like', () => {
    fc.assert(
      fc.property(script, (played) => {
        const { nodes } = createDelayedCluster(1);
        const [node] = nodes;
        if (node === undefined) throw new Error('a cluster of one has a node');
        play(
          node,
          (count) => {
            node.deliver(count);
          },
          played,
        );
      }),
      { numRuns: 400 },
    );
  });
});
