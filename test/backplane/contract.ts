import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Backplane } from '../../src/backplane/backplane.js';
import type { Identifier, StampedCommand } from '../../src/rooms/commands.js';
import { joinCommand, stamped } from '../support/doubles/commands.js';

/** Backplanes of the nodes of one cluster, for one test. */
export interface ClusterUnderTest {
  /** None of them receives yet. */
  readonly nodes: readonly Backplane<StampedCommand>[];
  /** Resolves when no command is on its way to any node. */
  settle(): Promise<void>;
  /** Called after each test, whatever became of it. */
  dispose?(): Promise<void>;
}

/** Makes the clusters of the suite: a fresh one, with nothing in it, for each test. */
export type ClusterFactory = (nodeCount: number) => ClusterUnderTest | Promise<ClusterUnderTest>;

/**
 * Everything that src/backplane/backplane.ts promises; each implementation runs it.
 *
 * @param nodeCounts sizes of cluster that the implementation can build
 */
export function describeBackplane(
  name: string,
  createCluster: ClusterFactory,
  nodeCounts: readonly number[],
): void {
  describe.each(nodeCounts)(`${name}, %i node(s)`, (nodeCount) => {
    const withCluster = withClusterOf(createCluster, nodeCount);
    describeDelivery(withCluster);
    describeReentrance(withCluster);
    describeClosing(withCluster);
  });
}

type Body = (cluster: ClusterUnderTest) => Promise<void>;
type WithCluster = (body: Body) => Promise<void>;

function withClusterOf(createCluster: ClusterFactory, nodeCount: number): WithCluster {
  return async (body) => {
    const cluster = await createCluster(nodeCount);
    try {
      await body(cluster);
    } finally {
      for (const node of cluster.nodes) node.close();
      await cluster.dispose?.();
    }
  };
}

function describeDelivery(withCluster: WithCluster): void {
  it('delivers each command to every node exactly once, the submitting one included', () =>
    withCluster(async ({ nodes, settle }) => {
      const received = record(nodes);
      for (const [index, node] of nodes.entries()) {
        node.submit(joining(`first-${String(index)}`));
        node.submit(joining(`second-${String(index)}`));
      }
      await settle();

      const submitted = nodes.flatMap((_, index) => [
        `first-${String(index)}`,
        `second-${String(index)}`,
      ]);
      for (const ids of received) expect(ids.toSorted()).toEqual(submitted.toSorted());
    }));

  it('hands over commands as they were submitted', () =>
    withCluster(async ({ nodes, settle }) => {
      const heard: StampedCommand[][] = nodes.map(() => []);
      for (const [index, node] of nodes.entries()) {
        node.receiveWith((command) => heard[index]?.push(structuredClone(command)));
      }
      nodeAt(nodes, 0).submit(oddCommand);
      await settle();

      for (const commands of heard) expect(commands).toEqual([oddCommand]);
    }));

  it('keeps the order of one node and, for each room, one order for all nodes', () =>
    fc.assert(
      fc.asyncProperty(arbitrarySubmissions, (submissions) =>
        withCluster(async ({ nodes, settle }) => {
          const received = record(nodes);
          for (const [index, { node, room, pause }] of submissions.entries()) {
            const at = node % nodes.length;
            nodeAt(nodes, at).submit(joining(`${String(at)}:${room}:${String(index)}`, room));
            if (pause) await settle();
          }
          await settle();

          for (const ids of received) expect(ids).toHaveLength(submissions.length);
          for (const ids of received) {
            for (const at of nodes.keys()) expectAscending(ids, `${String(at)}:`);
          }
          for (const room of roomIds) {
            const orders = received.map((ids) => ids.filter((id) => id.includes(`:${room}:`)));
            for (const order of orders) expect(order).toEqual(orders[0]);
          }
        }),
      ),
      { numRuns: 50 },
    ));
}

function describeReentrance(withCluster: WithCluster): void {
  it('receives what a receiver submits only after that receiver has returned', () =>
    withCluster(async ({ nodes, settle }) => {
      const steps: string[] = [];
      const first = nodeAt(nodes, 0);
      first.receiveWith(({ id }) => {
        steps.push(`begin ${id}`);
        if (id === 'outer') {
          first.submit(joining('inner-1'));
          first.submit(joining('inner-2'));
        }
        steps.push(`end ${id}`);
      });
      for (const node of nodes.slice(1)) node.receiveWith(() => undefined);
      first.submit(joining('outer'));
      await settle();

      expect(steps).toEqual([
        'begin outer',
        'end outer',
        'begin inner-1',
        'end inner-1',
        'begin inner-2',
        'end inner-2',
      ]);
    }));

  it('lets a chain of commands that cause each other grow long', () =>
    withCluster(async ({ nodes, settle }) => {
      const length = 5_000;
      const first = nodeAt(nodes, 0);
      let count = 0;
      first.receiveWith(() => {
        count += 1;
        if (count < length) first.submit(joining(`link-${String(count)}`));
      });
      for (const node of nodes.slice(1)) node.receiveWith(() => undefined);
      first.submit(joining('link-0'));
      await settle();

      expect(count).toBe(length);
    }));
}

function describeClosing(withCluster: WithCluster): void {
  it('receives nothing after it is closed, and ignores what is submitted then', () =>
    withCluster(async ({ nodes, settle }) => {
      const received = record(nodes);
      const first = nodeAt(nodes, 0);
      first.submit(joining('before'));
      await settle();
      first.close();
      first.submit(joining('after'));
      for (const node of nodes.slice(1)) node.submit(joining('elsewhere'));
      await settle();

      const elsewhere = nodes.slice(1).map(() => 'elsewhere');
      expect(received[0]).toEqual(['before']);
      for (const ids of received.slice(1)) expect(ids).toEqual(['before', ...elsewhere]);
    }));

  it('receives nothing more when a receiver closes it', () =>
    withCluster(async ({ nodes, settle }) => {
      const ids: string[] = [];
      const first = nodeAt(nodes, 0);
      first.receiveWith(({ id }) => {
        ids.push(id);
        first.submit(joining('caused'));
        first.close();
      });
      for (const node of nodes.slice(1)) node.receiveWith(() => undefined);
      first.submit(joining('one'));
      first.submit(joining('two'));
      await settle();

      expect(ids).toEqual(['one']);
    }));
}

const roomIds = ['red', 'green', 'blue'] as const;

const arbitrarySubmissions = fc.array(
  fc.record({
    node: fc.nat({ max: 7 }),
    room: fc.constantFrom(...roomIds),
    // Whether everything arrives before the next submission, so that both crowds and pauses are tried.
    pause: fc.boolean(),
  }),
  { maxLength: 30 },
);

/** A command with everything that a transport might change: numbers, unusual text, empty strings. */
const oddCommand: StampedCommand = {
  command: {
    type: 'join',
    connection: 'connection-é',
    room: { namespace: 'json', roomId: 42 },
    userId: '__proto__',
    userName: 'line\nbreak \u{1F3A5} "quoted" \ud800',
    roomName: 0.5,
    password: '',
    seat: 'shared',
    resumeToken: null,
    history: 0,
    recover: { epoch: '', offset: 0 },
  },
  at: 1_700_000_000_123,
  id: 'odd',
  resumeToken: 'a secret',
};

function joining(id: string, roomId: Identifier = 'room'): StampedCommand {
  return stamped(id, joinCommand(`connection-of-${id}`, id, { roomId }));
}

/** Starts to receive at every node; the ids come in the order of arrival, one list a node. */
function record(nodes: readonly Backplane<StampedCommand>[]): string[][] {
  return nodes.map((node) => {
    const ids: string[] = [];
    node.receiveWith(({ id }) => ids.push(id));
    return ids;
  });
}

/** Ids end in the number of their submission. */
function expectAscending(ids: readonly string[], prefix: string): void {
  const numbers = ids
    .filter((id) => id.startsWith(prefix))
    .map((id) => Number(id.slice(id.lastIndexOf(':') + 1)));
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
}

function nodeAt(
  nodes: readonly Backplane<StampedCommand>[],
  index: number,
): Backplane<StampedCommand> {
  const node = nodes[index];
  if (node === undefined) throw new Error(`the cluster has no node ${String(index)}`);
  return node;
}
