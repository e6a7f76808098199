import { once } from 'node:events';

import { describe, expect, it } from 'vitest';

import { CliProcess, isCliBuilt } from '../support/servers/cli-process.js';

describe.skipIf(!isCliBuilt())('the program', () => {
  it('lets V8 hold no more ready for new objects than it did, however many are kept', async () => {
    const program = 'test/support/servers/crowded-heap.mjs';
    const server = CliProcess.serve([], { program, hasChannel: true });
    await server.listening();

    server.child.send('crowd');
    const [young] = (await once(server.child, 'message')) as unknown[];

    expect(young).toEqual({
      before: expect.any(Number) as unknown,
      after: expect.any(Number) as unknown,
    });
    const { before, after } = young as { before: number; after: number };
    // V8 may give some of it back in the meantime.
    expect(after).toBeLessThanOrEqual(before);
  });
});
