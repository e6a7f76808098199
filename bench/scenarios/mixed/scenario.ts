import type { BenchOptions } from '../../flags.js';
import { mixedPlan } from './plan.js';
import { mixedCrew } from './crew.js';
import { ordinary, type Scenario } from '../../crews/scenario.js';

/** Both protocols in the same rooms: one side chats and streams, the other comes and goes. */
export const mixed: Scenario = {
  ...ordinary,
  summary: 'JSON members chat and stream, Red5 members come and go, in the same rooms',
  protocols: ['json', 'red5'],
  // Rooms on both ports are Callboard's own.
  servers: ['callboard'],
  defaults: {
    rate: 1,
    seconds: 10,
    presence: 'delta',
    'join-rate': 100,
    churn: 2,
    'flap-rate': 1,
    'red5-share': 50,
  },
  mistakesIn: (options) => {
    const { churn, seconds, rooms } = options;
    const { jsonMembers, red5Members } = mixedPlan(options);
    return [
      ...(jsonMembers < 1 ? ['--red5-share: nobody would speak JSON'] : []),
      ...(red5Members < 1 ? ['--red5-share: nobody would speak Red5'] : []),
      ...(churn * seconds > rooms * red5Members
        ? ['--churn: everybody leaves once at most in --seconds']
        : []),
    ];
  },
  pace: (options) => mixedPlan(options).pace,
  callboardFlags: () => [...ordinary.callboardFlags(), '--bridge-rooms=true'],
  plannedDeliveries: (options: BenchOptions) =>
    options.rooms * (options.rate + options['flap-rate']) * options.members,
  crew: (job) => mixedCrew(job, mixedPlan(job.options)),
};
