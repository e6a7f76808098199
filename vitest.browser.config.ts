import { defineConfig } from 'vitest/config';

import { browser } from './.ci/test-lists.mjs';

export default defineConfig({
  test: {
    include: browser,
    pool: 'forks',
    // Each file drives several pages with video: side by side they starve each other.
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    retry: 0,
  },
});
