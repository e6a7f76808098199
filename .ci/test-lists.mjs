/** The tests by how they are run. Each test file is on one list; test/scripts.test.ts sees to it. */

/** Pure logic, where every branch is to be tried: `npm run coverage:check`. */
export const core = ['test/{rooms,limits,protocols,backplane}/**/*.test.ts'];

/** Tests that start programs or load whole servers. */
export const slow = [
  'test/integration/**/*.test.ts',
  'test/{fuzz,soak}/*.test.ts',
  'test/bench/{scenarios,recordings}/*.test.ts',
  'test/bench/run/ramp.test.ts',
  'test/bench/clients/load-socket.test.ts',
  'test/settings/files/tls.test.ts',
  'test/{api-reports,package,recipes}.test.ts',
];

/** Tests that need Chromium: `npm run test:browser`. */
export const browser = ['test/browser/**/*.test.ts'];

/** All others: with `core` they are `npm run test:fast`. */
export const fast = ['test/**/*.test.ts'];

/** The tests of the other lists, which `fast` has not. */
export const notFast = [...core, ...slow, ...browser];

/** Tests that go through real sockets or the package: `npm run test:engines`, on each Node. */
export const engines = ['test/integration/', 'test/transport/', 'test/package.test.ts'];

/** Of these, what takes long and tells nothing new on another engine: other people's programs, sheer size. */
export const notEngines = [
  'test/integration/example-protocol.test.ts',
  'test/integration/large-rooms.test.ts',
  'test/integration/proxies/**',
  'test/integration/pm2.test.ts',
  'test/integration/prometheus.test.ts',
  'test/integration/replay-settings.test.ts',
  'test/integration/systemd.test.ts',
  'test/integration/rolling-restart*',
];
