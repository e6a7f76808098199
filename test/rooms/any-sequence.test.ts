import { isDeepStrictEqual } from 'node:util';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Command, Identifier } from '../../src/protocol.js';
import type { StampedCommand } from '../../src/rooms/commands.js';
import type { RoomPolicy } from '../../src/rooms/policy.js';
import { type Cluster, createLateCluster, createMemoryCluster, type Node } from './cluster.js';
import {
  commandPlan,
  everybodyLeaves,
  listEverything,
  pauseMs,
  roomPolicy,
} from './commands.arbitrary.js';
import { changesList } from './follower.js';
import { holdingsOf } from './holdings.js';
import { isRoomEvent, type RecordedEvent } from './recorder.js';
import { createRoomModel, type RoomModel } from './room-model.js';
import { seatedCommands } from './seated-commands.js';

/** The words of the model so far, beside what runs. */
interface Expected {
  readonly room: RoomModel;
  readonly events: RecordedEvent[];
}

/** Something that happens, and what it was, so that a failure can be read. */
type Step = (expected: Expected, cluster: Cluster) => string;

describe('any sequence of commands', () => {
  it('has exactly the events that the model foretells, with commands applied at once', () => {
    checkAgainstModel(createMemoryCluster, stepsAt([0]));
  });

  it('has the same events on every node, with commands that come back late', () => {
    const late = fc.oneof({ weight: 4, arbitrary: stepsAt([0, 1, 2]) }, deliveries);
    checkAgainstModel((policy) => createLateCluster(policy, 3), late);
  });
});

function checkAgainstModel(
  createCluster: (policy: RoomPolicy) => Cluster,
  step: fc.Arbitrary<Step>,
): void {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(roomPolicy, fc.array(step, { minLength: 60, maxLength: 150 }), (policy, steps) => {
      const cluster = createCluster(policy);
      const expected: Expected = { room: createRoomModel(policy), events: [] };
      const done: string[] = [];
      try {
        for (const happen of steps) {
          done.push(happen(expected, cluster));
          expectForetold(expected, cluster);
        }
        expectGoodEnd(expected, cluster, policy);
      } catch (cause) {
        throw new Error(done.join('\n'), { cause });
      }
      for (const outcome of expected.events.map(outcomeOf)) {
        seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
      }
    }),
    { numRuns: 120 },
  );
  // Else too little was put to the test.
  for (const outcome of outcomes) expect(seen.get(outcome) ?? 0, outcome).toBeGreaterThan(2);
}

function expectGoodEnd(expected: Expected, cluster: Cluster, policy: RoomPolicy): void {
  give(listEverything, expected, cluster);
  expectAgreement(expected, cluster, policy);

  give(everybodyLeaves, expected, cluster);
  // Those who are away leave first, and then the rooms that they have left empty.
  endWhatHasHadItsTime(expected, cluster);
  endWhatHasHadItsTime(expected, cluster);
  give(listEverything, expected, cluster);
  expectAgreement(expected, cluster, policy);
  for (const node of cluster.nodes) expectNothingLeft(node);
}

/** Everything that can come of a command. */
const outcomes = [
  'participant-joined',
  'participant-away',
  'participant-back',
  'participant-left left',
  'participant-left disconnected',
  'participant-left timeout',
  'replaced',
  'hidden-left',
  'joined',
  'joined with history',
  'joined, recovered',
  'joined, recovered something',
  'joined, epoch-changed',
  'joined, gap',
  'joined, expired',
  'join-rejected incorrect-password',
  'join-rejected user-id-in-use',
  'join-rejected room-full',
  'join-rejected too-many-rooms',
  'command-rejected not-joined',
  'command-rejected identity-mismatch',
  'command-rejected forbidden',
  'rooms-listed',
  ...Object.values(seatedCommands).flatMap(({ outcomes: tell }) => tell),
];

function outcomeOf(event: RecordedEvent): string {
  if ('reason' in event) return `${event.type} ${event.reason}`;
  if ('code' in event) return `${event.type} ${event.code}`;
  if (event.type !== 'joined') return event.type;
  const { recovery, history } = event;
  if (recovery === null) return (history?.length ?? 0) > 0 ? 'joined with history' : 'joined';
  if (!recovery.recovered) return `joined, ${recovery.failure}`;
  return `joined, recovered${recovery.missed.length > 0 ? ' something' : ''}`;
}

function foretell(commands: readonly StampedCommand[], { room, events }: Expected): void {
  for (const command of commands) events.push(...room.apply(command));
}

function give(commands: readonly Command[], expected: Expected, cluster: Cluster): void {
  for (const command of commands) foretell([cluster.dispatch(command, 0)], expected);
  cluster.deliverAll();
}

function endWhatHasHadItsTime(expected: Expected, cluster: Cluster): void {
  cluster.pause(1_000_000);
  foretell(cluster.expire(0), expected);
  cluster.deliverAll();
}

/** Everything has been delivered: all nodes said exactly what the model said, and hold as much. */
function expectAgreement(expected: Expected, cluster: Cluster, policy: RoomPolicy): void {
  expectForetold(expected, cluster);
  expectGaplessOffsets(expected.events);
  expectEventsSuffice(expected.events);
  for (const { engine, recorder } of cluster.nodes) {
    expect(recorder.events.length).toBe(expected.events.length);
    expect(engine.counts()).toEqual(expected.room.counts());
    expect(new Set(recorder.messageIds).size).toBe(recorder.messageIds.length);
    const { rooms } = engine.counts();
    const { messages, messageBytes, ...held } = holdingsOf(engine);
    const least = expected.room.holdings();
    expect(held).toEqual({ emptyRooms: least.emptyRooms, resumeTokens: least.resumeTokens });
    // What has become too old goes when the room is looked at again.
    expect(messages).toBeGreaterThanOrEqual(least.messages);
    expect(messages).toBeLessThanOrEqual(rooms * policy.historySize);
    expect(messageBytes).toBeGreaterThanOrEqual(least.messageBytes);
    expect(messageBytes).toBeLessThanOrEqual(rooms * policy.historyMaxBytes);
  }
}

function expectNothingLeft({ engine, recorder }: Node): void {
  expect(engine.counts()).toEqual({ rooms: 0, seats: 0, away: 0 });
  const nothing = { emptyRooms: 0, resumeTokens: 0, messages: 0, messageBytes: 0 };
  expect(holdingsOf(engine)).toEqual(nothing);
  const listings = recorder.events.slice(-listEverything.length);
  expect(listings.map((event) => event.type === 'rooms-listed' && event.rooms)).toEqual(
    listEverything.map(() => []),
  );
}

/** Said without the model: each incarnation counts 1, 2, 3 …, and shows the count. */
function expectGaplessOffsets(events: readonly RecordedEvent[]): void {
  const newest = new Map<string, number>();
  for (const { room, offset } of events.filter(isRoomEvent)) {
    expect(offset).toBe((newest.get(room.epoch) ?? 0) + 1);
    expect(room.offset).toBe(offset);
    newest.set(room.epoch, offset);
  }
}

/** Said without the model: who hears only the changes comes to the same list of participants. */
function expectEventsSuffice(events: readonly RecordedEvent[]): void {
  const rooms = new Map<string, Map<Identifier, unknown>>();
  for (const event of events.filter(isRoomEvent)) {
    const followed = rooms.get(event.room.epoch) ?? new Map<Identifier, unknown>();
    rooms.set(event.room.epoch, followed);
    // What changes nobody may come from one who is not in the list.
    if (!changesList(event)) continue;
    const { userId, userName, streamName } = event.participant;
    if (event.type === 'participant-left') followed.delete(userId);
    else followed.set(userId, { userId, userName, streamName });
    const present = event.room.participants.map((one) => ({
      userId: one.userId,
      userName: one.userName,
      streamName: one.streamName,
    }));
    if (!isDeepStrictEqual([...followed.values()], present)) {
      expect([...followed.values()]).toEqual(present);
    }
  }
}

/** Steps at any of the nodes. */
function stepsAt(nodes: readonly number[]): fc.Arbitrary<Step> {
  const node = fc.constantFrom(...nodes);
  const dispatch = fc
    .record({ plan: commandPlan, at: node })
    .map(({ plan, at }): Step => (expected, cluster) => {
      const command = plan(expected.room);
      foretell([cluster.dispatch(command, at)], expected);
      return `node ${String(at)}: ${JSON.stringify(command)}`;
    });
  const expire = node.map((at): Step => (expected, cluster) => {
    foretell(cluster.expire(at), expected);
    return `node ${String(at)} expires`;
  });
  const pause = pauseMs.map((ms): Step => (_, cluster) => {
    cluster.pause(ms);
    return `pause for ${String(ms)} ms`;
  });
  return fc.oneof({ weight: 16, arbitrary: dispatch }, expire, pause);
}

const deliveries: fc.Arbitrary<Step> = fc
  .record({ node: fc.nat({ max: 2 }), count: fc.integer({ min: 1, max: 10 }) })
  .map(({ node, count }): Step => (_, cluster) => {
    cluster.deliver(node, count);
    return `deliver ${String(count)} to node ${String(node)}`;
  });

/** No node has said anything but what the model says, though some may not have come that far. */
function expectForetold({ events }: Expected, { nodes }: Cluster): void {
  for (const { recorder } of nodes) {
    const fresh = recorder.take();
    const from = recorder.events.length - fresh.length;
    const foretold = events.slice(from, recorder.events.length);
    // The faster of the two says whether they differ, the other one how.
    if (!isDeepStrictEqual(fresh, foretold)) expect(fresh).toEqual(foretold);
  }
}
