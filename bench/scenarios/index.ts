import type { ScenarioName } from '../flags.js';
import { chat } from './chat/scenario.js';
import { idle } from './chat/idle.js';
import { joinStorm } from './chat/join-storm.js';
import { ramp } from './chat/ramp.js';
import { mixed } from './mixed/scenario.js';
import { reconnectStorm } from './reconnect-storm/scenario.js';
import { red5Conference } from './red5-conference/scenario.js';
import { replay } from './replay/scenario.js';
import type { Scenario } from '../crews/scenario.js';
import { slowReaders } from './slow-readers/scenario.js';
import { streamFlap } from './stream-flap/scenario.js';

/** Everything that can be measured, by the name that the command line has for it. */
export const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  chat,
  idle,
  'join-storm': joinStorm,
  ramp,
  'reconnect-storm': reconnectStorm,
  'stream-flap': streamFlap,
  'red5-conference': red5Conference,
  mixed,
  'slow-readers': slowReaders,
  replay,
};
