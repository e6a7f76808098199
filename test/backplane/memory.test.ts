import { expect, it } from 'vitest';

import { createMemoryBackplane } from '../../src/backplane/memory.js';
import type { StampedCommand } from '../../src/rooms/commands.js';
import { stamped } from '../support/doubles/commands.js';
import { describeBackplane } from './contract.js';

describeBackplane(
  'the in-memory backplane',
  () => ({ nodes: [createMemoryBackplane<StampedCommand>()], settle: () => Promise.resolve() }),
  [1],
);

it('receives a command before submit returns, so that one process needs no turn in between', () => {
  const backplane = createMemoryBackplane<StampedCommand>();
  const ids: string[] = [];
  backplane.receiveWith(({ id }) => ids.push(id));
  backplane.submit(stamped('listing', { type: 'list-rooms', connection: 'c', namespace: 'json' }));

  expect(ids).toEqual(['listing']);
});
