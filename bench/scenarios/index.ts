import type { ScenarioName } from '../flags.js';
import { chat } from './chat.js';
import { idle } from './idle.js';
import { joinStorm } from './join-storm.js';
import { ramp } from './ramp.js';
import { red5Conference } from './red5-conference.js';
import { replay } from './replay.js';
import type { Scenario } from './scenario.js';

/** Everything that can be measured, by the name that the command line has for it. */
export const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  chat,
  idle,
  'join-storm': joinStorm,
  ramp,
  'red5-conference': red5Conference,
  replay,
};
