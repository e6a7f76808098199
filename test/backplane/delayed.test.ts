import { describe, expect, it } from 'vitest';

import type { StampedCommand } from '../../src/rooms/commands.js';
import { stamped } from '../support/doubles/commands.js';
import {
  createDeferredBackplane,
  createDelayedCluster,
  createMicrotaskBackplane,
} from '../support/doubles/delayed-backplane.js';
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

describe.each([
  ['microtask', createMicrotaskBackplane],
  ['deferred', createDeferredBackplane],
])('the %s backplane of the tests', (name, createBackplane) => {
  describeBackplane(
    name,
    () => ({
      nodes: [createBackplane()],
      // The first delivery to come delivers everything, what that causes included.
      settle: () => new Promise((resolve) => setImmediate(resolve)),
    }),
    [1],
  );

  it('receives nothing before submit has returned', () => {
    const backplane = createBackplane();
    const ids: string[] = [];
    backplane.receiveWith(({ id }) => ids.push(id));
    backplane.submit(listing('one'));

    expect(ids).toEqual([]);
  });
});

it('receives nothing until it is told to deliver, and then one command at a time if asked', () => {
  const { nodes } = createDelayedCluster(1);
  const ids: string[] = [];
  for (const node of nodes) {
    node.receiveWith(({ id }) => ids.push(id));
    for (const id of ['one', 'two', 'three']) node.submit(listing(id));
    expect(ids).toEqual([]);
    node.deliver(1);
    expect(ids).toEqual(['one']);
    expect(node.pending).toBe(2);
    node.deliver();
  }
  expect(ids).toEqual(['one', 'two', 'three']);
});

function listing(id: string): StampedCommand {
  return stamped(id, { type: 'list-rooms', connection: 'c', namespace: 'json' });
}
