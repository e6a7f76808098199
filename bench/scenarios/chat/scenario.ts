import type { BenchOptions } from '../../flags.js';
import { chatCrew } from './crew.js';
import { type ChatSchedule, chatSchedule } from '../../plan/schedule.js';
import { ordinary, type Scenario } from '../../crews/scenario.js';

function pace({ rooms, members, rate, burst, seconds, seed }: BenchOptions): ChatSchedule {
  return chatSchedule({ rooms, members, rate, burst, seconds, seed });
}

/** Everybody joins; then members, chosen by the seed, speak. */
export const chat: Scenario = {
  ...ordinary,
  summary: 'members speak, each message is timed',
  protocols: ['json'],
  servers: ['callboard', 'original', 'plain', 'bare'],
  defaults: { rate: 1, seconds: 10, presence: 'delta', 'join-rate': 1000, churn: 0 },
  mistakesIn: ({ rate, burst, seconds }) =>
    rate * seconds < burst ? ['--rate: less would be said in that time than is said at once'] : [],
  pace,
  plannedDeliveries: ({ rooms, rate, members }) => rooms * rate * members,
  crew: (job) => chatCrew(job, pace(job.options)),
};
