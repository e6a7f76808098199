import type { BenchOptions } from '../../flags.js';
import { ReconnectCrew } from './crew.js';
import { evenPace, type Pace } from '../../plan/schedule.js';
import { heardByAll, ordinary, type Scenario } from '../../crews/scenario.js';

/** Longer than any storm lasts that is worth measuring. */
const graceMs = 600_000;

function pace(options: BenchOptions): Pace {
  return evenPace(options.rooms * options.members, options['reconnect-rate']);
}

/** Everybody is in the rooms; then connections break without a word, and come back at once. */
export const reconnectStorm: Scenario = {
  ...ordinary,
  summary: 'connections break and come back, each is timed until it is in its room again',
  protocols: ['json'],
  defaults: { rate: 0, seconds: 1, presence: 'delta', 'join-rate': 1000, churn: 0 },
  pace,
  // Of each that it has gone, and that it is back.
  plannedDeliveries: (options) => heardByAll(2 * options['reconnect-rate'], options),
  callboardFlags: (options) => [
    ...ordinary.callboardFlags(),
    ...(options.resume === 'on'
      ? [
          `--reconnect-grace-ms=${graceMs}`,
          `--max-away-participants=${options.rooms * options.members}`,
        ]
      : []),
  ],
  crew: (job) => new ReconnectCrew(job, pace(job.options)),
};
