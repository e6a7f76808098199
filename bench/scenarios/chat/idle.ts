import { chatCrew } from './crew.js';
import { evenPace, silence } from '../../plan/schedule.js';
import { ordinary, type Scenario } from '../../crews/scenario.js';

/** Everybody joins and is quiet: what a connection costs that does nothing. */
export const idle: Scenario = {
  ...ordinary,
  summary: 'everybody joins and is quiet, for the memory of a connection',
  protocols: ['json'],
  defaults: { rate: 0, seconds: 10, presence: 'delta', 'join-rate': 1000, churn: 0 },
  pace: () => evenPace(0, 0),
  lastsMs: ({ seconds }) => seconds * 1000,
  crew: (job) => chatCrew(job, silence(job.options)),
};
