import { rmSync } from 'node:fs';

import { defineConfig, type Options } from 'tsup';

import web from './tsup.web.config.js';

// Here and not by `clean`: what is built side by side must not delete each other's files.
rmSync('dist', { recursive: true, force: true });

const node: Options = {
  entry: {
    index: 'src/index.ts',
    protocol: 'src/protocol.ts',
    cli: 'src/cli/main.ts',
    'bench/main': 'bench/main.ts',
    'bench/worker': 'bench/worker.ts',
    'bench/original-server': 'bench/baselines/original-server.ts',
    'bench/bare-server': 'bench/baselines/bare-server.ts',
    'bench/plain-server': 'bench/baselines/plain-server.ts',
    'bench/rolling-restart': 'bench/rolling-restart/main.ts',
  },
  // The CLI is a program: only the library has declarations.
  dts: { entry: { index: 'src/index.ts', protocol: 'src/protocol.ts' } },
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  // Bundled, the native module would be copied for every platform and not load.
  external: ['uWebSockets.js', 'ws'],
  removeNodeProtocol: false,
};

const browser: Options = {
  tsconfig: 'tsconfig.browser.json',
  platform: 'browser',
  target: 'es2022',
  sourcemap: true,
};

const sdkModules = {
  'client/index': 'src/client/index.ts',
  'client/red5': 'src/client/red5.ts',
  react: 'src/client/react/index.ts',
  webrtc: 'src/client/webrtc/index.ts',
};

/** One build, so that the modules share what they have in common. */
const sdk: Options = {
  ...browser,
  entry: sdkModules,
  dts: { entry: sdkModules },
  format: 'esm',
  external: ['react'],
};

/** For pages without modules. */
const script: Options = {
  ...browser,
  entry: { 'callboard-client': 'src/client/script.ts' },
  format: 'iife',
  globalName: 'Callboard',
  outExtension: () => ({ js: '.js' }),
  minify: true,
  sourcemap: false,
};

export default defineConfig([node, sdk, script, web]);
