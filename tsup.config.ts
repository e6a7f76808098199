import { existsSync, rmSync } from 'node:fs';

import { defineConfig, type Options } from 'tsup';

// Here and not by `clean`: what is built side by side must not delete each other's files.
rmSync('dist', { recursive: true, force: true });

/** What runs in browsers, by its place in dist/. One build, so that they share what they have in common. */
const browserModules = {
  'client/index': 'src/client/index.ts',
  'client/red5': 'src/client/red5.ts',
  react: 'src/client/react.ts',
  webrtc: 'src/client/webrtc.ts',
};
const entry = Object.fromEntries(
  Object.entries(browserModules).filter(([, source]) => existsSync(source)),
);

const common: Options = { sourcemap: true, removeNodeProtocol: false };

export default defineConfig([
  {
    ...common,
    entry: ['src/index.ts', 'src/cli.ts'],
    // The CLI is a program: only the library has declarations.
    dts: { entry: 'src/index.ts' },
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // Bundled, the native module would be copied for every platform and not load.
    external: ['uWebSockets.js'],
  },
  {
    ...common,
    entry,
    dts: { entry },
    tsconfig: 'tsconfig.browser.json',
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: ['react'],
  },
]);
