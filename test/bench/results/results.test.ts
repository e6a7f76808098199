import { describe, expect, it } from 'vitest';

import { comparisonText, doubts } from '../../../bench/results/compare.js';
import { readOptions } from '../../../bench/cli/options.js';
import { exitCodeOf } from '../../../bench/results/result.js';
import { workersFor } from '../../../bench/run/capacity.js';
import { mergeReports } from '../../../bench/run/merge.js';
import type { WorkerReport } from '../../../bench/crews/job.js';
import { noFaults } from '../../../bench/measuring/faults.js';
import { scenarios } from '../../../bench/scenarios/index.js';
import { invalidBecause, wrongBecause } from '../../../bench/results/verdict.js';
import { result, times } from '../../support/documents/bench-results.js';

describe('a distribution of times', () => {
  it('is the same when two processes have each measured a part', () => {
    const whole = times(1, 2, 3, 400);
    const merged = times(1, 400);
    merged.merge(times(2, 3).encode());
    expect(merged.percentiles()).toEqual(whole.percentiles());
    expect(whole.percentiles()).toMatchObject({ count: 4 });
    expect(whole.percentiles().max).toBeCloseTo(400, 0);
  });

  it('takes what came before its time as no time', () => {
    expect(times(-5).percentiles()).toMatchObject({ count: 1, max: 0 });
  });
});

describe('reports of several generators', () => {
  const part = (changes: Partial<WorkerReport>): WorkerReport => ({
    expected: 2,
    deliveries: 2,
    bytes: 10,
    sent: 1,
    lastSentMs: 5,
    wrongRooms: 0,
    faults: { ...noFaults(), lost: 1 },
    complaints: new Map([['closed with 1006', 1]]),
    orders: new Map(),
    rosters: new Map(),
    lastSeenMs: Float64Array.from([-1, -1]),
    perSecond: [1],
    delivery: times(1).encode(),
    lateness: times(1).encode(),
    load: { cpuShare: 0.1, loopLagP99Ms: 1 },
    ...changes,
  });

  it('are added up, and an event has converged when the last client has seen it', () => {
    const merged = mergeReports(
      [
        part({ lastSeenMs: Float64Array.from([30, -1]), orders: new Map([[0, 7]]) }),
        part({ lastSeenMs: Float64Array.from([20, -1]), orders: new Map([[1, 8]]) }),
      ],
      () => 10,
      2,
    );
    expect(merged).toMatchObject({ expected: 4, bytes: 20, perSecond: [2], disagreeing: 1 });
    expect(merged.faults.lost).toBe(2);
    expect(merged.complaints).toEqual(new Map([['closed with 1006', 2]]));
    expect(merged.convergence.percentiles().count).toBe(1);
    expect(merged.convergence.percentiles().max).toBeCloseTo(20, 1);
  });
});

describe('a verdict', () => {
  const limits = { 'max-lag-ms': 25, 'max-cpu-percent': 90 };
  const good = {
    loads: [{ cpuShare: 0.5, loopLagP99Ms: 3 }],
    lateness: times(1).percentiles(),
    achievedRate: 1,
  };

  it('believes a generator that kept its schedule', () => {
    expect(invalidBecause(good, limits)).toEqual([]);
  });

  it('names every limit that a generator ran into', () => {
    const loads = [{ cpuShare: 0.97, loopLagP99Ms: 80 }];
    const bad = { loads, lateness: times(100).percentiles(), achievedRate: 0.5 };
    expect(invalidBecause(bad, limits)).toHaveLength(4);
  });

  it('names what the server did wrong', () => {
    const right = { ...noFaults(), wrongRooms: 0, disagreeing: 0, complaints: new Map() };
    expect(wrongBecause(right)).toEqual([]);
    const wrong = { ...right, lost: 3, complaints: new Map([['closed with 4002', 2]]) };
    expect(wrongBecause(wrong)).toEqual(['3 deliveries were lost', '2 × closed with 4002']);
  });

  it('decides the exit code', () => {
    expect(exitCodeOf(result())).toBe(0);
    expect(exitCodeOf(result({ invalid: ['slow'] }))).toBe(4);
    expect(exitCodeOf(result({ invalid: ['slow'], interrupted: true }))).toBe(130);
    expect(exitCodeOf(result({ wrong: ['lost'], interrupted: true }))).toBe(3);
  });
});

describe('a comparison', () => {
  it('shows the second run as a multiple of the first', () => {
    const text = comparisonText(result(), result({ tookMs: 2500 }));
    expect(text).toMatch(/took, s +1[.]00 +2[.]50 +2[.]50 ×/);
    expect(text).toMatch(/server CPU, s +– +– +–/);
  });

  it('says why two runs should not be compared', () => {
    expect(doubts(result(), result({ settings: { scenario: 'chat', rooms: 1, pid: 7 } }))).toEqual(
      [],
    );
    const other = result({ settings: { scenario: 'chat', rooms: 2 }, invalid: ['slow'] });
    expect(doubts(result(), other)).toEqual(['DIFFERENT --rooms: 1 and 2', 'INVALID b: slow']);
  });
});

describe('the flags of a run', () => {
  it('beat the preset, which beats what the scenario has by itself', () => {
    const read = readOptions('chat', { preset: 'webinar', members: '50' });
    expect(read).toMatchObject({ kind: 'run', options: { rooms: 1, members: 50, rate: 1 } });
  });

  for (const [flags, mistake] of [
    [{ rooms: '0' }, '--rooms'],
    [{ preset: 'huge' }, '--preset'],
    [{ unheard: '1' }, 'unheard'],
    [{ 'json-url': 'http://localhost' }, '--json-url'],
    [{ 'red5-url': 'ws://localhost:8001' }, '--red5-url'],
    [{ pid: '12' }, '--pid'],
    [{ rate: '0' }, '--rate'],
  ] as const) {
    it(`are refused if ${mistake} is wrong`, () => {
      const read = readOptions('chat', flags);
      expect(read.kind === 'refuse' ? read.mistakes.join() : '').toContain(mistake);
    });
  }

  it('are refused if the scenario is none, or not for that server', () => {
    expect(readOptions('dance', {}).kind).toBe('refuse');
    expect(readOptions('idle', { server: 'bare' }).kind).toBe('refuse');
    expect(readOptions('red5-conference', { churn: '1000' }).kind).toBe('refuse');
  });
});

describe('the number of generators', () => {
  it('follows from what a frame costs, and is never more than the machine has cores', () => {
    expect(workersFor(0, 5)).toBe(1);
    expect(workersFor(20_000, 5)).toBe(1);
    expect(workersFor(1e9, 5)).toBeGreaterThanOrEqual(1);
    expect(workersFor(1e9, 5)).toBeLessThan(10_000);
    expect(workersFor(250_000, 5, 8)).toBe(3);
  });

  it('is that of the cores where everything is due at once', () => {
    expect(workersFor(Number.POSITIVE_INFINITY, 5, 3)).toBe(3);
  });

  for (const [scenario, flag, each] of [
    ['join-storm', 'join-rate', 1],
    ['reconnect-storm', 'reconnect-rate', 2],
  ] as const) {
    it(`counts what all are told in a ${scenario}`, () => {
      const planned = (rate: string): number => {
        const read = readOptions(scenario, { members: '300', rooms: '2', [flag]: rate });
        if (read.kind === 'refuse') throw new Error(read.mistakes.join());
        return scenarios[scenario].plannedDeliveries(read.options);
      };
      expect(planned('200')).toBe(200 * 300 * each);
      expect(planned('0')).toBe(Number.POSITIVE_INFINITY);
    });
  }
});

describe('the flags of a scenario', () => {
  for (const [scenario, flags, mistake] of [
    ['stream-flap', { 'flap-rate': '0' }, '--flap-rate'],
    ['stream-flap', { server: 'bare' }, '--server'],
    ['reconnect-storm', { resume: 'maybe' }, '--resume'],
    ['mixed', { 'json-url': 'ws://localhost:8000' }, '--red5-url'],
    ['mixed', { 'red5-share': '100' }, 'nobody would speak JSON'],
    ['mixed', { 'red5-share': '1' }, 'nobody would speak Red5'],
    ['mixed', { churn: '1000' }, '--churn'],
    ['mixed', { server: 'original' }, '--server'],
    ['slow-readers', { 'slow-share': '100' }, 'nobody would be left'],
    ['slow-readers', { 'slow-share': '1' }, 'nobody of a room would read slowly'],
    ['slow-readers', { 'slow-share': '101' }, '--slow-share'],
  ] as const) {
    it(`are refused for ${scenario} with ${JSON.stringify(flags)}`, () => {
      const read = readOptions(scenario, flags);
      expect(read.kind === 'refuse' ? read.mistakes.join() : '').toContain(mistake);
    });
  }

  it('have sizes of their own in each', () => {
    expect(readOptions('slow-readers', { preset: 'conference' })).toMatchObject({
      options: { rooms: 100, bytes: 10_000, 'slow-share': 10 },
    });
    expect(readOptions('chat', {})).toMatchObject({ options: { bytes: 100, 'slow-share': 0 } });
  });
});
