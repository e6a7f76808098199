import { defineConfig } from 'tsup';

/**
 * The programs that try and compare the built server for hours. They are no part
 * of the package; as deep below the project as their sources, so that paths hold.
 */
export default defineConfig({
  entry: {
    fuzz: 'test/fuzz/main.ts',
    soak: 'test/soak/main.ts',
    compare: 'bench/comparison/main.ts',
  },
  outDir: '.cache/proof',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // Not bundled: development packages, which tsup would take along.
  skipNodeModulesBundle: true,
  silent: true,
});
