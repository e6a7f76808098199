import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Command, Identifier } from '../../src/protocol.js';
import type { StampedCommand } from '../../src/rooms/commands.js';
import type { RoomPolicy } from '../../src/rooms/policy.js';
import { type Cluster, createLateCluster, createMemoryCluster, type Node } from './cluster.js';
import {
  type CommandPlan,
  commandPlan,
  everybodyLeaves,
  listEverything,
  pauseMs,
  roomPolicy,
} from './commands.arbitrary.js';
import { isRoomEvent, type RecordedEvent } from './recorder.js';
import { createRoomModel, type RoomModel } from './room-model.js';

/** What the model says so far, beside what runs. */
interface Expected {
  readonly room: RoomModel;
  readonly events: RecordedEvent[];
}

type Step = fc.Command<Expected, Cluster>;

describe('any sequence of commands', () => {
  it('has exactly the events that the model foretells, with commands applied at once', () => {
    checkAgainstModel(createMemoryCluster, stepsAt([0]));
  });

  it('has the same events on every node, with commands that come back late', () => {
    checkAgainstModel(
      (policy) => createLateCluster(policy, 3),
      [...stepsAt([0, 1, 2]), deliveries, deliveries],
    );
  });
});

function checkAgainstModel(
  createCluster: (policy: RoomPolicy) => Cluster,
  steps: fc.Arbitrary<Step>[],
): void {
  fc.assert(
    fc.property(roomPolicy, fc.commands(steps, { maxCommands: 100 }), (policy, commands) => {
      const cluster = createCluster(policy);
      const expected: Expected = { room: createRoomModel(policy), events: [] };
      fc.modelRun(() => ({ model: expected, real: cluster }), commands);
      give(listEverything, expected, cluster);
      expectAgreement(expected, cluster, policy);

      give(everybodyLeaves, expected, cluster);
      // Those who are away leave first, and then the rooms that they have left empty.
      endWhatHasHadItsTime(expected, cluster);
      endWhatHasHadItsTime(expected, cluster);
      give(listEverything, expected, cluster);
      expectAgreement(expected, cluster, policy);
      for (const node of cluster.nodes) expectNothingLeft(node);
    }),
    { numRuns: 600 },
  );
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
function expectAgreement(expected: Expected, { nodes }: Cluster, policy: RoomPolicy): void {
  for (const { engine, recorder } of nodes) {
    expect(recorder.events).toEqual(expected.events);
    expect(engine.counts()).toEqual(expected.room.counts());
    expect(new Set(recorder.messageIds).size).toBe(recorder.messageIds.length);
    expectGaplessOffsets(recorder.events);
    expectEventsSuffice(recorder.events);

    const { rooms } = engine.counts();
    const { messages, messageBytes, ...held } = engine.holdings();
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
  expect(engine.holdings()).toEqual(nothing);
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
    const { userId, userName, streamName } = event.participant;
    if (event.type === 'participant-left') followed.delete(userId);
    else followed.set(userId, { userId, userName, streamName });
    const present = event.room.participants.map((one) => ({
      userId: one.userId,
      userName: one.userName,
      streamName: one.streamName,
    }));
    expect([...followed.values()]).toEqual(present);
  }
}

/** Steps at any of the nodes. */
function stepsAt(nodes: readonly number[]): fc.Arbitrary<Step>[] {
  const node = fc.constantFrom(...nodes);
  const dispatch = fc.record({ plan: commandPlan, node }).map(dispatchStep);
  const expire = node.map((at): Step =>
    step(`node ${String(at)} expires`, (expected, cluster) => {
      foretell(cluster.expire(at), expected);
    }),
  );
  const pause = pauseMs.map((ms): Step =>
    step(`pause for ${String(ms)} ms`, (_, cluster) => cluster.pause(ms)),
  );
  // Far more is said than waited for.
  return [...Array.from({ length: 8 }, () => dispatch), expire, pause];
}

function dispatchStep({ plan, node }: { plan: CommandPlan; node: number }): Step {
  let given = 'not come to';
  return {
    check: () => true,
    run: (expected, cluster) => {
      const command = plan(expected.room);
      given = JSON.stringify(command);
      foretell([cluster.dispatch(command, node)], expected);
      expectForetold(expected, cluster);
    },
    // With all that was filled in, so that a failure can be read.
    toString: () => `node ${String(node)}: ${given}`,
  };
}

const deliveries: fc.Arbitrary<Step> = fc
  .record({ node: fc.nat({ max: 2 }), count: fc.integer({ min: 1, max: 10 }) })
  .map(({ node, count }) =>
    step(`deliver ${String(count)} to node ${String(node)}`, (_, cluster) =>
      cluster.deliver(node, count),
    ),
  );

function step(name: string, run: (expected: Expected, cluster: Cluster) => void): Step {
  return {
    check: () => true,
    run: (expected, cluster) => {
      run(expected, cluster);
      expectForetold(expected, cluster);
    },
    toString: () => name,
  };
}

/** No node has said anything but what the model says, though some may not have come that far. */
function expectForetold({ events }: Expected, { nodes }: Cluster): void {
  for (const { recorder } of nodes) {
    const fresh = recorder.take();
    const from = recorder.events.length - fresh.length;
    expect(fresh).toEqual(events.slice(from, recorder.events.length));
  }
}
