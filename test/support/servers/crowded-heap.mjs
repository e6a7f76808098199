// The built program in a process that, when it is asked over IPC, makes a
// great many small objects and keeps them, and says how much V8 holds ready for
// new ones before and after, in bytes.

import { getHeapSpaceStatistics } from 'node:v8';

const kept = [];

process.on('message', () => {
  const before = youngBytes();
  for (let count = 0; count < 1_000_000; count += 1) kept.push({ count });
  process.send?.({ before, after: youngBytes() });
});

function youngBytes() {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size;
}

// Not there when types are checked.
await import(new URL('../../../dist/cli.js', import.meta.url).href);
