import { describe, expect, it } from 'vitest';

import { isLoadTesterBuilt, measure } from '../../support/servers/load-tester.js';

const flap = ['--rooms=2', '--members=4', '--flap-rate=10', '--seconds=1'];
const storm = ['--rooms=2', '--members=4'];

describe.skipIf(!isLoadTesterBuilt())('a load test against Callboard', () => {
  for (const presence of ['full', 'delta']) {
    it(`finds everybody told of every stream, with ${presence} presence`, async () => {
      const { result } = await measure('stream-flap', [...flap, `--presence=${presence}`]);
      expect(result.wrong).toEqual([]);
      expect(result).toMatchObject({ sent: 20, expected: 80, deliveries: 80, wrongRooms: 0 });
      expect(result.convergence.count).toBe(20);
    });
  }

  it('finds everybody back in their seats when all connections break at once', async () => {
    const { result, stdout } = await measure('reconnect-storm', storm);
    expect(result.wrong).toEqual([]);
    expect(result).toMatchObject({ sent: 8, deliveries: 8, wrongRooms: 0 });
    expect(result.outcomes).toEqual({ resumed: 8, joinedAnew: 0 });
    expect(result.convergence.count).toBe(8);
    expect(stdout).toContain('8 connections came back to their seats by resume token');
  });

  it('finds everybody back who joins anew, when one connection after the other breaks', async () => {
    const { result } = await measure('reconnect-storm', [
      ...storm,
      '--resume=off',
      '--reconnect-rate=20',
      '--presence=full',
    ]);
    expect(result.wrong).toEqual([]);
    expect(result.outcomes).toEqual({ resumed: 0, joinedAnew: 8 });
  });

  it('finds rooms of both protocols right on both sides', async () => {
    const { result } = await measure('mixed', [
      '--rooms=2',
      '--members=6',
      '--rate=5',
      '--flap-rate=5',
      '--churn=2',
      '--seconds=1',
    ]);
    expect(result.wrong).toEqual([]);
    // What is said, streamed and who comes, goes and returns.
    expect(result.sent).toBe(10 + 10 + 6 + 4);
    // The three JSON members of each room hear all of it, the others hear of streams.
    expect(result.deliveries).toBeGreaterThan(3 * (5 + 5) * 2);
    expect(result.deliveries).toBe(result.expected);
  });

  it('finds those told who do not read, and nobody else harmed', async () => {
    const { result } = await measure('slow-readers', [
      '--rooms=1',
      '--members=4',
      '--slow-share=25',
      '--seconds=1',
      '--rate=120',
      '--bytes=60000',
      '--server-flags=--max-queued-bytes=200000',
    ]);
    expect(result.wrong).toEqual([]);
    expect(result.outcomes).toMatchObject({ slowReaders: 1, slowTold: 1, slowCut: 0 });
    expect(result).toMatchObject({ sent: 120, deliveries: 360, wrongRooms: 0 });
  });

  it('finds those caught up who read slowly and are not too far behind', async () => {
    const { result } = await measure('slow-readers', [
      '--rooms=1',
      '--members=4',
      '--slow-share=50',
      '--seconds=0.5',
      '--rate=20',
      '--bytes=100',
      '--slow-bytes-per-second=1000',
    ]);
    expect(result.wrong).toEqual([]);
    expect(result.outcomes).toMatchObject({ slowReaders: 2, slowTold: 0, slowCaughtUp: 2 });
    expect(result.deliveries).toBe(20);
  });
});

describe.skipIf(!isLoadTesterBuilt())(
  'a load test against a server of the originals’ design',
  () => {
    it('finds streams told without their names', async () => {
      const { result } = await measure('stream-flap', [...flap, '--server=original']);
      expect(result.wrong).toEqual([]);
      expect(result).toMatchObject({ sent: 20, deliveries: 80 });
    });

    it('finds everybody back, without tokens', async () => {
      const { result } = await measure('reconnect-storm', [...storm, '--server=original']);
      expect(result.wrong).toEqual([]);
      expect(result.outcomes).toEqual({ resumed: 0, joinedAnew: 8 });
    });
  },
);
