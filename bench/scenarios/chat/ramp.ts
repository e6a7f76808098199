import { chat } from './scenario.js';
import type { Scenario } from '../../crews/scenario.js';

/** One step of it is chat; run/ramp.ts takes the steps. */
export const ramp: Scenario = {
  ...chat,
  summary: 'chat with more and more messages, until it is too much for the server',
  defaults: { ...chat.defaults, rate: 5, seconds: 5 },
  mistakesIn: () => [],
};
