import type { Backplane, CommandReceiver } from '../../../src/backplane/backplane.js';
import type { StampedCommand } from '../../../src/rooms/commands.js';

/** One node's end of a delayed cluster. */
export interface DelayedBackplane extends Backplane<StampedCommand> {
  /** The number of ordered commands that this node has not received yet. */
  readonly pending: number;
  /**
   * Receives the next ordered commands, in order.
   *
   * @param count how many at most; all of them if left out, what they cause included
   */
  deliver(count?: number): void;
}

/** Several nodes that share one order. */
export interface DelayedCluster {
  readonly nodes: readonly DelayedBackplane[];
  /** Delivers everything to every node, until nothing is on its way. */
  deliverAll(): void;
}

/**
 * Nodes that agree through one log, as behind a network: `submit` always
 * returns before anything is received, and each node hears of a command when
 * the test says so, however long after the others.
 *
 * @param onSubmit called after each submission, to arrange a later delivery
 */
export function createDelayedCluster(
  nodeCount: number,
  onSubmit: (cluster: DelayedCluster) => void = () => undefined,
): DelayedCluster {
  const log: StampedCommand[] = [];
  const append = (stamped: StampedCommand): void => {
    log.push(stamped);
    onSubmit(cluster);
  };
  const nodes = Array.from({ length: nodeCount }, () => createNode(log, append));
  const cluster: DelayedCluster = {
    nodes,
    deliverAll: () => {
      while (nodes.some((node) => node.pending > 0)) {
        for (const node of nodes) node.deliver();
      }
    },
  };
  return cluster;
}

/** One node whose commands come back by themselves, but never before the current turn's code is done. */
export function createMicrotaskBackplane(): Backplane<StampedCommand> {
  return createSelfDelivering(queueMicrotask);
}

/** One node whose commands come back by themselves, in a later turn of the event loop. */
export function createDeferredBackplane(): Backplane<StampedCommand> {
  return createSelfDelivering(setImmediate);
}

function createSelfDelivering(later: (callback: () => void) => void): Backplane<StampedCommand> {
  const { nodes } = createDelayedCluster(1, ({ deliverAll }) => {
    later(deliverAll);
  });
  const [node] = nodes;
  if (node === undefined) throw new Error('a cluster of one has a node');
  return node;
}

function createNode(
  log: readonly StampedCommand[],
  append: (stamped: StampedCommand) => void,
): DelayedBackplane {
  let receive: CommandReceiver<StampedCommand> | null = null;
  let position = 0;
  let delivering = false;
  let closed = false;

  return {
    get pending() {
      return closed ? 0 : log.length - position;
    },
    submit(stamped) {
      if (!closed) append(stamped);
    },
    receiveWith(receiver) {
      receive = receiver;
    },
    deliver(count = Number.POSITIVE_INFINITY) {
      if (delivering || receive === null) return;
      delivering = true;
      try {
        for (let delivered = 0; delivered < count && !closed; delivered += 1) {
          const stamped = log[position];
          if (stamped === undefined) break;
          position += 1;
          receive(stamped);
        }
      } finally {
        delivering = false;
      }
    },
    close() {
      closed = true;
    },
  };
}
