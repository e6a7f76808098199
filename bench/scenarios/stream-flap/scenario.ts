import type { BenchOptions } from '../../flags.js';
import { type FlapSchedule, flapSchedule } from '../../plan/flaps.js';
import { flapCrew } from './crew.js';
import { chatSchedule } from '../../plan/schedule.js';
import { ordinary, type Scenario } from '../../crews/scenario.js';

function pace({ rooms, members, seconds, seed, ...rest }: BenchOptions): FlapSchedule {
  return flapSchedule(chatSchedule({ rooms, members, seconds, seed, rate: rest['flap-rate'] }));
}

/** Everybody joins; then members, chosen by the seed, start and stop streaming. */
export const streamFlap: Scenario = {
  ...ordinary,
  summary: 'members start and stop streaming, each change is timed until all know',
  protocols: ['json'],
  servers: ['callboard', 'original'],
  defaults: {
    rate: 0,
    seconds: 10,
    presence: 'delta',
    'join-rate': 1000,
    churn: 0,
    'flap-rate': 1,
  },
  mistakesIn: (options) =>
    options['flap-rate'] * options.seconds < 1
      ? ['--flap-rate: nobody would stream in that time']
      : [],
  pace,
  plannedDeliveries: (options) => options.rooms * options['flap-rate'] * options.members,
  crew: (job) => flapCrew(job, pace(job.options)),
};
