import { expect, it } from 'vitest';

import { createDelayedCluster, createMicrotaskBackplane } from '../support/delayed-backplane.js';
import { describeBackplane } from './contract.js';

describeBackplane(
  'the delayed backplane of the tests',
  (nodeCount) => {
    const { nodes, deliverAll } = createDelayedCluster(nodeCount);
    return {
      nodes,
      settle: () => {
        deliverAll();
        return Promise.resolve();
      },
    };
  },
  [1, 2, 3],
);

describeBackplane(
  'the microtask backplane of the tests',
  () => ({
    nodes: [createMicrotaskBackplane()],
    // Microtasks queued by microtasks run before the next immediate.
    settle: () => new Promise((resolve) => setImmediate(resolve)),
  }),
  [1],
);

it('receives nothing until it is told to deliver, and then one command at a time if asked', () => {
  const { nodes } = createDelayedCluster(1);
  const ids: string[] = [];
  for (const node of nodes) {
    node.receiveWith(({ id }) => ids.push(id));
    for (const id of ['one', 'two', 'three']) {
      node.submit({
        command: { type: 'list-rooms', connection: 'c', namespace: 'json' },
        at: 0,
        id,
      });
    }
    expect(ids).toEqual([]);
    node.deliver(1);
    expect(ids).toEqual(['one']);
    expect(node.pending).toBe(2);
    node.deliver();
  }
  expect(ids).toEqual(['one', 'two', 'three']);
});
