import { availableParallelism } from 'node:os';

import { defineConfig } from 'vitest/config';

import { core, fast, notFast, slow } from './.ci/test-lists.mjs';

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'core', include: core } },
      { extends: true, test: { name: 'fast', include: fast, exclude: notFast } },
      { extends: true, test: { name: 'slow', include: slow } },
    ],
    // The native module aborts the whole run when a worker thread ends with a server open.
    pool: 'forks',
    // Most tests wait for sockets: a machine with two cores does twice as much in the time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // For tests that fail alone: nothing that is asserted depends on how busy the machine is.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // A test that passes at the second try hides a bug.
    retry: 0,
    // What is polled for comes from other processes and over sockets, and may take its time as well.
    expect: { requireAssertions: true, poll: { timeout: 30_000 } },
    restoreMocks: true,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'protocols/**/*.ts'],
      // Their folders have the same names.
      exclude: ['test/**'],
      reporter: ['text', 'html', 'json-summary'],
      // What decides who is let in, who is in a room and what is said of it has no branch untried.
      thresholds: { '{src/rooms,src/limits,protocols}/**/*.ts': { branches: 100 } },
    },
  },
});
