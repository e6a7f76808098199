import type { BenchOptions } from '../../flags.js';
import { red5Crew } from './crew.js';
import { type VisitSchedule, visitSchedule } from '../../plan/visits.js';
import { ordinary, type Scenario } from '../../crews/scenario.js';

function pace({ rooms, members, seconds, seed, churn, ...rest }: BenchOptions): VisitSchedule {
  const joinRate = rest['join-rate'];
  return visitSchedule({ clients: rooms * members, joinRate, churn, seconds, seed });
}

/** Connections come; then some leave, and come back. */
export const red5Conference: Scenario = {
  ...ordinary,
  summary: 'streams come, go and return, each is timed until others list it',
  protocols: ['red5'],
  servers: ['callboard', 'original'],
  defaults: { rate: 0, seconds: 10, presence: 'full', 'join-rate': 100, churn: 5 },
  mistakesIn: ({ churn, seconds, rooms, members }) =>
    churn * seconds > rooms * members
      ? ['--churn: everybody leaves once at most in --seconds']
      : [],
  pace,
  crew: (job) => red5Crew(job, pace(job.options)),
};
