import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Backplane } from '../../src/backplane/backplane.js';
import { createMemoryBackplane } from '../../src/backplane/memory.js';
import type { Command, Identifier } from '../../src/protocol.js';
import { createRoomEngine, type RoomEngine } from '../../src/rooms/engine.js';
import { createDelayedCluster } from '../support/delayed-backplane.js';
import {
  type CommandPlan,
  commandPlan,
  everybodyLeaves,
  listEverything,
} from './commands.arbitrary.js';
import { createRecorder, isRoomEvent, type RecordedEvent, type Recorder } from './recorder.js';
import { createRoomModel, type RoomModel } from './room-model.js';

/** An engine and all that it has said. */
interface Node {
  readonly engine: RoomEngine;
  readonly recorder: Recorder;
}

/** What the model says so far, beside what runs. */
interface Expected {
  readonly room: RoomModel;
  readonly events: RecordedEvent[];
}

/** Engines that are to agree with the model and so with each other. */
interface Cluster {
  readonly nodes: readonly Node[];
  /** @returns when the command was dispatched, in ms since the epoch */
  dispatch(command: Command, node: number): number;
  deliver(node: number, count: number): void;
  deliverAll(): void;
}

describe('any sequence of commands', () => {
  it('has exactly the events that the model foretells, with commands applied at once', () => {
    const memory = (): Cluster => {
      const time = { now: 1_700_000_000_000 };
      const node = createNode(createMemoryBackplane(), time, 'n');
      return { ...clusterOf([node], time), deliver: () => undefined, deliverAll: () => undefined };
    };
    checkAgainstModel(memory, dispatches([0]));
  });

  it('has the same events on every node, with commands that come back late', () => {
    const delayed = (): Cluster => {
      const time = { now: 1_700_000_000_000 };
      const { nodes: backplanes, deliverAll } = createDelayedCluster(3);
      const nodes = backplanes.map((backplane, index) =>
        createNode(backplane, time, `n${String(index)}`),
      );
      const deliver = (node: number, count: number): void => backplanes[node]?.deliver(count);
      return { ...clusterOf(nodes, time), deliver, deliverAll };
    };
    checkAgainstModel(delayed, [...dispatches([0, 1, 2]), deliveries]);
  });
});

function checkAgainstModel(
  createCluster: () => Cluster,
  steps: fc.Arbitrary<fc.Command<Expected, Cluster>>[],
): void {
  fc.assert(
    fc.property(fc.commands(steps, { maxCommands: 80 }), (commands) => {
      const cluster = createCluster();
      const expected: Expected = { room: createRoomModel(), events: [] };
      fc.modelRun(() => ({ model: expected, real: cluster }), commands);
      for (const command of listEverything) giveCommand(command, 0, expected, cluster);
      cluster.deliverAll();
      expectAgreement(expected, cluster);

      for (const command of everybodyLeaves) giveCommand(command, 0, expected, cluster);
      for (const command of listEverything) giveCommand(command, 0, expected, cluster);
      cluster.deliverAll();
      expectAgreement(expected, cluster);
      for (const node of cluster.nodes) expectNothingLeft(node);
    }),
    { numRuns: 400 },
  );
}

function giveCommand(command: Command, node: number, expected: Expected, cluster: Cluster): void {
  const at = cluster.dispatch(command, node);
  expected.events.push(...expected.room.apply(command, at));
}

/** Everything has been delivered: all nodes said exactly what the model said. */
function expectAgreement(expected: Expected, { nodes }: Cluster): void {
  for (const { engine, recorder } of nodes) {
    expect(recorder.events).toEqual(expected.events);
    expect(engine.counts()).toEqual({
      rooms: expected.room.roomCount,
      seats: expected.room.seatCount,
    });
    expect(new Set(recorder.messageIds).size).toBe(recorder.messageIds.length);
    expect(recorder.messageIds).toEqual(nodes[0]?.recorder.messageIds);
    expect(recorder.epochs).toEqual(nodes[0]?.recorder.epochs);
    expectGaplessOffsets(recorder.events);
    expectEventsSuffice(recorder.events);
  }
}

function expectNothingLeft({ engine, recorder }: Node): void {
  expect(engine.counts()).toEqual({ rooms: 0, seats: 0 });
  const listings = recorder.events.slice(-listEverything.length);
  expect(listings.map((event) => event.type === 'rooms-listed' && event.rooms)).toEqual(
    listEverything.map(() => []),
  );
}

/** Said without the model: each incarnation counts 1, 2, 3 …, and shows the count. */
function expectGaplessOffsets(events: readonly RecordedEvent[]): void {
  const newest = new Map<number, number>();
  for (const { room, offset } of events.filter(isRoomEvent)) {
    expect(offset).toBe((newest.get(room.incarnation) ?? 0) + 1);
    expect(room.offset).toBe(offset);
    newest.set(room.incarnation, offset);
  }
}

/** Said without the model: who hears only the changes comes to the same list of participants. */
function expectEventsSuffice(events: readonly RecordedEvent[]): void {
  const rooms = new Map<number, Map<Identifier, unknown>>();
  for (const event of events.filter(isRoomEvent)) {
    const followed = rooms.get(event.room.incarnation) ?? new Map<Identifier, unknown>();
    rooms.set(event.room.incarnation, followed);
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

/** Steps that dispatch at one of the nodes. */
function dispatches(nodes: readonly number[]): fc.Arbitrary<fc.Command<Expected, Cluster>>[] {
  return [
    fc
      .record({ plan: commandPlan, node: fc.constantFrom(...nodes) })
      .map(({ plan, node }) => dispatchStep(plan, node)),
  ];
}

function dispatchStep(plan: CommandPlan, node: number): fc.Command<Expected, Cluster> {
  let given: Command | null = null;
  return {
    check: () => true,
    run: (expected, cluster) => {
      given = plan.commandFor(expected.room.claimOf(plan.connection));
      giveCommand(given, node, expected, cluster);
      expectForetold(expected, cluster);
    },
    // With the claim that was used, so that a failure can be read.
    toString: () =>
      `node ${String(node)}: ${given === null ? String(plan) : JSON.stringify(given)}`,
  };
}

const deliveries: fc.Arbitrary<fc.Command<Expected, Cluster>> = fc
  .record({ node: fc.nat({ max: 2 }), count: fc.integer({ min: 1, max: 10 }) })
  .map(({ node, count }) => ({
    check: () => true,
    run: (expected, cluster) => {
      cluster.deliver(node, count);
      expectForetold(expected, cluster);
    },
    toString: () => `deliver ${String(count)} to node ${String(node)}`,
  }));

/** No node has said anything but what the model says, though some may not have come that far. */
function expectForetold({ events }: Expected, { nodes }: Cluster): void {
  for (const { recorder } of nodes) {
    const fresh = recorder.take();
    const from = recorder.events.length - fresh.length;
    expect(fresh).toEqual(events.slice(from, recorder.events.length));
  }
}

function createNode(backplane: Backplane, time: { readonly now: number }, name: string): Node {
  const recorder = createRecorder();
  let ids = 0;
  const engine = createRoomEngine({
    backplane,
    clock: () => time.now,
    nextId: () => {
      ids += 1;
      return `${name}-${String(ids)}`;
    },
    emit: recorder.emit,
  });
  return { engine, recorder };
}

function clusterOf(
  nodes: readonly Node[],
  time: { now: number },
): Pick<Cluster, 'nodes' | 'dispatch'> {
  return {
    nodes,
    dispatch: (command, node) => {
      time.now += 1;
      nodes[node]?.engine.dispatch(command);
      return time.now;
    },
  };
}
