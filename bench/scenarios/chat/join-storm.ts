import type { BenchOptions } from '../../flags.js';
import { joinCrew } from './crew.js';
import { evenPace, type Pace, silence } from '../../plan/schedule.js';
import { heardByAll, ordinary, type Scenario } from '../../crews/scenario.js';

function pace(options: BenchOptions): Pace {
  return evenPace(options.rooms * options.members, options['join-rate']);
}

/** Everybody connects; then they join, and each join is timed until the others know. */
export const joinStorm: Scenario = {
  ...ordinary,
  summary: 'everybody joins, each join is timed until all know of it',
  protocols: ['json'],
  defaults: { rate: 0, seconds: 1, presence: 'full', 'join-rate': 0, churn: 0 },
  pace,
  plannedDeliveries: (options) => heardByAll(options['join-rate'], options),
  crew: (job) => joinCrew(job, pace(job.options), silence(job.options)),
};
