import { expect, it } from 'vitest';

import { createMemoryBackplane } from '../../src/backplane/memory.js';
import { stamped } from '../support/commands.js';
import { describeBackplane } from './contract.js';

describeBackplane(
  'the in-memory backplane',
  () => ({ nodes: [createMemoryBackplane()], settle: () => Promise.resolve() }),
  [1],
);

it('receives a command before submit returns, so that one process needs no turn in between', () => {
  const backplane = createMemoryBackplane();
  const ids: string[] = [];
  backplane.receiveWith(({ id }) => ids.push(id));
  backplane.submit(stamped('listing', { type: 'list-rooms', connection: 'c', namespace: 'json' }));

  expect(ids).toEqual(['listing']);
});
