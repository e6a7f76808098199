import type { ScenarioName } from '../flags.js';
import { chat } from './chat.js';
import { idle } from './idle.js';
import { joinStorm } from './join-storm.js';
import { ramp } from './ramp.js';
import { mixed } from './mixed.js';
import { reconnectStorm } from './reconnect-storm.js';
import { red5Conference } from './red5-conference.js';
import { replay } from './replay.js';
import type { Scenario } from './scenario.js';
import { slowReaders } from './slow-readers.js';
import { streamFlap } from './stream-flap.js';

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
