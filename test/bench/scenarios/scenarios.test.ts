import { describe, expect, it } from 'vitest';

import { isLoadTesterBuilt, measure, runLoadTester } from '../../support/servers/load-tester.js';

describe.skipIf(!isLoadTesterBuilt())('a load test against Callboard', () => {
  it('finds every chat message delivered once', async () => {
    const { code, result, stdout } = await measure('chat', [
      '--rooms=2',
      '--members=4',
      '--rate=10',
      '--seconds=1',
    ]);
    expect(result.wrong).toEqual([]);
    expect(code).toBe(0);
    expect(stdout).toContain('RIGHT');
    expect(result).toMatchObject({ sent: 20, expected: 80, deliveries: 80, lost: 0 });
    expect(result.delivery.count).toBe(80);
    expect(result.convergence.count).toBe(20);
    expect(result.settings).toMatchObject({ scenario: 'chat', rooms: 2, seed: 1 });
  });

  for (const presence of ['full', 'delta']) {
    it(`finds everybody told of every join, with ${presence} presence`, async () => {
      const { code, result } = await measure('join-storm', [
        '--rooms=2',
        '--members=12',
        `--presence=${presence}`,
      ]);
      expect(result.wrong).toEqual([]);
      expect(code).toBe(0);
      // Each pair once, and each one itself.
      expect(result).toMatchObject({ sent: 24, deliveries: 2 * ((12 * 13) / 2), wrongRooms: 0 });
    });
  }

  it('holds idle connections for its time', async () => {
    const { code, result } = await measure('idle', ['--rooms=2', '--members=5', '--seconds=0.5']);
    expect(result.wrong).toEqual([]);
    expect(code).toBe(0);
    expect(result.sent).toBe(0);
    expect(result.tookMs).toBeGreaterThanOrEqual(500);
  });

  it('finds the lists of Red5 rooms right while people come, go and return', async () => {
    const { code, result } = await measure('red5-conference', [
      '--rooms=2',
      '--members=5',
      '--churn=4',
      '--seconds=1',
      '--join-rate=50',
    ]);
    expect(result.wrong).toEqual([]);
    expect(code).toBe(0);
    expect(result.sent).toBe(10 + 8);
  });

  it('ends in good order when it is interrupted', async () => {
    const { code, result } = await measure(
      'chat',
      ['--rooms=1', '--members=3', '--rate=20', '--seconds=60'],
      'deliveries/s',
    );
    expect(result.wrong).toEqual([]);
    expect(code).toBe(130);
    expect(result.interrupted).toBe(true);
    expect(result.deliveries).toBe(result.expected);
    expect(result.sent).toBeLessThan(1200);
  });
});

describe.skipIf(!isLoadTesterBuilt())('a load test against the baselines', () => {
  it('finds a server of the originals’ design right', async () => {
    const sizes = ['--server=original', '--rooms=1', '--members=4'];
    const chat = await measure('chat', [...sizes, '--rate=10', '--seconds=0.5']);
    expect(chat.result.wrong).toEqual([]);
    expect(chat.result.deliveries).toBe(20);
    const red5 = await measure('red5-conference', [...sizes, '--churn=2', '--seconds=1']);
    expect(red5.result.wrong).toEqual([]);
    expect(red5.result.sent).toBe(8);
  });

  it('finds a server that publishes what it receives right', async () => {
    const { result } = await measure('chat', [
      '--server=bare',
      '--rooms=2',
      '--members=3',
      '--rate=10',
      '--seconds=0.5',
    ]);
    expect(result.wrong).toEqual([]);
    expect(result.deliveries).toBe(30);
  });
});

describe.skipIf(!isLoadTesterBuilt())('the load tester', () => {
  it('says what each flag means', async () => {
    const { code, stdout } = await runLoadTester(['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('--members');
  });

  it('says that a server cannot be reached', async () => {
    const { code, stderr } = await runLoadTester([
      'chat',
      '--json-url=ws://127.0.0.1:1',
      '--workers=2',
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('ECONNREFUSED');
  });

  it('ends at once, with its server, when it is interrupted before anything happened', async () => {
    const { code, stderr } = await runLoadTester(
      ['idle', '--rooms=1', '--members=50', '--join-rate=1', '--workers=1'],
      'connecting',
    );
    expect(code).toBe(130);
    expect(stderr).toContain('interrupted before anything was measured');
  });

  it('measures nothing with flags that it does not understand', async () => {
    const { code, stderr } = await runLoadTester(['chat', '--rooms=none']);
    expect(code).toBe(2);
    expect(stderr).toContain('--rooms');
  });
});
