import { Times } from '../../../bench/measuring/histogram.js';
import { noFaults } from '../../../bench/measuring/faults.js';
import type { BenchResult } from '../../../bench/results/result.js';

/** A distribution of these times. */
export function times(...ms: number[]): Times {
  const all = new Times();
  for (const one of ms) all.record(one);
  return all;
}

/** A run in which one message went to one client, with some of it changed. */
export function result(changes: Partial<BenchResult> = {}): BenchResult {
  const percentiles = times(1, 2, 3).percentiles();
  return {
    kind: 'callboard-bench',
    version: '1.0.0',
    commit: null,
    startedAt: '2026-01-01T00:00:00.000Z',
    node: 'v20.0.0',
    machine: { system: 'Linux', cpu: 'any', cores: 2, memoryBytes: 1, loadAverage: 0 },
    settings: { scenario: 'chat', rooms: 1 },
    generator: { workers: 1, microsPerFrame: 2, loads: [], achievedRate: 1 },
    invalid: [],
    wrong: [],
    interrupted: false,
    sent: 1,
    expected: 1,
    deliveries: 1,
    bytes: 1000,
    wrongRooms: 0,
    disagreeing: 0,
    ...noFaults(),
    complaints: {},
    delivery: percentiles,
    convergence: percentiles,
    lateness: percentiles,
    deliveryHistogram: '',
    convergenceHistogram: '',
    deliveriesPerSecond: [1],
    tookMs: 1000,
    server: null,
    ...changes,
  };
}
