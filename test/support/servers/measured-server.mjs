// The built program, as it is, in a process that says what it takes when it is
// asked over IPC. Run it with --expose-gc.

import { setImmediate as nextTurn } from 'node:timers/promises';

process.on('message', () => {
  void measure().then((measurement) => process.send?.(measurement));
});

/** Measures what is left after everything that can be freed is freed. */
async function measure() {
  for (let round = 0; round < 2; round += 1) {
    // Whatever is only kept by the turn that is going on.
    await nextTurn();
    globalThis.gc?.();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heapUsed, external, rss, resources: process.getActiveResourcesInfo() };
}

// Not there when types are checked.
await import(new URL('../../../dist/cli.js', import.meta.url).href);
