import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    cli: 'src/cli.ts',
    'bench/join-storm': 'bench/join-storm.ts',
  },
  // The CLI is a program: only the library has declarations.
  dts: { entry: 'src/index.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  clean: true,
  // Bundled, the native module would be copied for every platform and not load.
  external: ['uWebSockets.js'],
  removeNodeProtocol: false,
});
