import { once } from 'node:events';

import { describe, expect, it, onTestFinished } from 'vitest';

import { isCliBuilt } from '../support/servers/cli-process.js';
import { ServerChild } from '../support/servers/server-child.js';

describe.skipIf(!isCliBuilt())('the program', () => {
  it('lets V8 hold no more ready for new objects than it did, however many are kept', async () => {
    const server = await ServerChild.start({ program: 'test/support/servers/crowded-heap.mjs' });
    onTestFinished(() => server.stop());

    server.process.send('crowd');
    const [young] = (await once(server.process, 'message')) as unknown[];

    expect(young).toEqual({
      before: expect.any(Number) as unknown,
      after: expect.any(Number) as unknown,
    });
    const { before, after } = young as { before: number; after: number };
    // V8 may give some of it back in the meantime.
    expect(after).toBeLessThanOrEqual(before);
  });
});
