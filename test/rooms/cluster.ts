import type { Backplane } from '../../src/backplane/backplane.js';
import { createMemoryBackplane } from '../../src/backplane/memory.js';
import type { Command } from '../../src/protocol.js';
import type { StampedCommand } from '../../src/rooms/commands.js';
import { createRoomEngine, type RoomEngine } from '../../src/rooms/engine.js';
import type { RoomPolicy } from '../../src/rooms/policy.js';
import { createDelayedCluster } from '../support/doubles/delayed-backplane.js';
import { createRecorder, type Recorder } from './recorder.js';

/** An engine and all that it has said. */
export interface Node {
  readonly engine: RoomEngine;
  readonly recorder: Recorder;
}

/** Engines that are to agree, and a clock that all of them see. */
export interface Cluster {
  readonly nodes: readonly Node[];
  /** @returns what the engine made of the command */
  dispatch(command: Command, node: number): StampedCommand;
  /** Lets a node end what has had its time. @returns what it dispatched for that, if anything */
  expire(node: number): readonly StampedCommand[];
  pause(ms: number): void;
  deliver(node: number, count: number): void;
  deliverAll(): void;
}

/** One engine that applies commands at once. */
export function createMemoryCluster(policy: RoomPolicy): Cluster {
  return createCluster(policy, [createMemoryBackplane()], {
    deliver: () => undefined,
    deliverAll: () => undefined,
  });
}

/** Several engines; each hears of a command when the test says so. */
export function createLateCluster(policy: RoomPolicy, nodeCount: number): Cluster {
  const { nodes: backplanes, deliverAll } = createDelayedCluster(nodeCount);
  const deliver = (node: number, count: number): void => backplanes[node]?.deliver(count);
  return createCluster(policy, backplanes, { deliver, deliverAll });
}

function createCluster(
  policy: RoomPolicy,
  backplanes: readonly Backplane<StampedCommand>[],
  delivery: Pick<Cluster, 'deliver' | 'deliverAll'>,
): Cluster {
  const time = { now: 1_700_000_000_000 };
  const submitted: StampedCommand[] = [];
  const nodes = backplanes.map((backplane, index) =>
    createNode(policy, overheard(backplane, submitted), time, `n${String(index)}`),
  );

  /** No two commands at the same time, so that each has its own place in every order. */
  function submissionsOf(act: () => void): readonly StampedCommand[] {
    time.now += 1;
    const before = submitted.length;
    act();
    return submitted.slice(before);
  }

  return {
    ...delivery,
    nodes,
    dispatch: (command, node) => {
      const [stamped] = submissionsOf(() => nodes[node]?.engine.dispatch(command));
      if (stamped === undefined) throw new Error('invariant: a dispatched command is submitted');
      return stamped;
    },
    expire: (node) => submissionsOf(() => nodes[node]?.engine.expire()),
    pause: (ms) => {
      time.now += ms;
    },
  };
}

function overheard(
  backplane: Backplane<StampedCommand>,
  submitted: StampedCommand[],
): Backplane<StampedCommand> {
  return {
    ...backplane,
    submit: (stamped) => {
      submitted.push(stamped);
      backplane.submit(stamped);
    },
  };
}

function createNode(
  policy: RoomPolicy,
  backplane: Backplane<StampedCommand>,
  time: { readonly now: number },
  name: string,
): Node {
  const recorder = createRecorder();
  const count = { ids: 0, tokens: 0 };
  const engine = createRoomEngine({
    refuses: () => true,
    policy,
    backplane,
    clock: () => time.now,
    nextId: () => `${name}-${String((count.ids += 1))}`,
    nextToken: () => `${name}-token-${String((count.tokens += 1))}`,
    emit: recorder.emit,
  });
  return { engine, recorder };
}
