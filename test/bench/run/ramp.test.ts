import { describe, expect, it } from 'vitest';

import { rampText } from '../../../bench/results/ramp-text.js';
import { decidePinning } from '../../../bench/run/pinning.js';
import { type ChatFault, startFaultyServer } from '../../support/servers/faulty-room-server.js';
import { isLoadTesterBuilt, measure } from '../../support/servers/load-tester.js';

const steps = ['--rate=10', '--step-factor=2', '--step-seconds=0.5', '--settle-seconds=4'];
const room = ['--rooms=1', '--members=3', '--workers=1'];

/** Does something else with what comes after the first so many messages. */
function after(good: number, fault: ChatFault): ChatFault {
  let count = 0;
  return (frame, pass) => {
    count += 1;
    if (count <= good) pass(frame);
    else fault(frame, pass);
  };
}

describe.skipIf(!isLoadTesterBuilt())('a ramp', () => {
  it('ends when deliveries take too long, and shows the last good step', async () => {
    const url = await startFaultyServer(
      after(5, (frame, pass) => {
        setTimeout(() => pass(frame), 2000);
      }),
    );
    const { code, result, stdout } = await measure('ramp', [
      ...steps,
      ...room,
      '--max-p99-ms=1500',
      `--json-url=${url}`,
    ]);
    expect(code).toBe(0);
    expect(result.ramp).toMatchObject({ ended: 'latency', lastGood: 0 });
    expect(result.ramp?.steps.map(({ rate, broke }) => [rate, broke === null])).toEqual([
      [10, true],
      [20, false],
    ]);
    expect(result).toMatchObject({ sent: 5, deliveries: 15, lost: 0, wrong: [] });
    expect(stdout).toContain('the last good step had');
  });

  it('ends when messages are lost', async () => {
    const url = await startFaultyServer(after(5, () => undefined));
    const { code, result } = await measure('ramp', [
      ...steps,
      ...room,
      '--max-p99-ms=60000',
      '--settle-seconds=0.5',
      `--json-url=${url}`,
    ]);
    expect(code).toBe(0);
    expect(result.ramp).toMatchObject({ ended: 'loss', lastGood: 0 });
    expect(result.ramp?.steps.at(-1)?.broke).toBe('10 deliveries were lost');
  });

  it('fails for what no load excuses', async () => {
    const twice: ChatFault = (frame, pass) => {
      pass(frame);
      pass(frame);
    };
    const url = await startFaultyServer(after(5, twice));
    const { code, result } = await measure('ramp', [
      ...steps,
      ...room,
      '--max-p99-ms=60000',
      `--json-url=${url}`,
    ]);
    expect(code).toBe(3);
    expect(result.wrong).toEqual(['10 deliveries came twice']);
  });

  it('says where the generator was the limit, and does not blame the server', async () => {
    const { code, result, stdout } = await measure('ramp', [
      ...steps,
      ...room,
      '--max-cpu-percent=1',
      '--pin=auto',
    ]);
    expect(code).toBe(4);
    expect(result.ramp).toMatchObject({ ended: 'generator', lastGood: null });
    expect(stdout).toContain("INVALID: the generator's limit, not the server's");
    const decision = decidePinning('auto', true);
    expect(result.pinning).toEqual(decision.kind === 'pinned' ? decision.pinning : null);
  });
});

describe('what a ramp has found', () => {
  const step = {
    rate: 4,
    deliveriesPerSecond: 4000,
    p50Ms: 1,
    p99Ms: 2,
    convergenceP99Ms: 2,
    serverCpuShare: 0.5,
    cpuMicrosPerDelivery: 9,
    generatorCpuShare: 0.1,
    isValid: true,
    broke: null,
  };
  const ramp = { steps: [step, { ...step, broke: 'too slow' }], lastGood: 0 };

  it('is said in a sentence, whatever ended it', () => {
    const most = '4000 deliveries a second (4.00 messages in each room)';
    expect(
      (['latency', 'loss', 'generator', 'steps', 'interrupted'] as const).map((ended) =>
        rampText({ ...ramp, ended }),
      ),
    ).toEqual([
      `the last good step had ${most}; then too slow`,
      `the last good step had ${most}; then too slow`,
      `the generator's limit, not the server's: at least ${most}; then too slow`,
      `no limit was found: at least ${most}`,
      `interrupted: at least ${most}`,
    ]);
  });
});
