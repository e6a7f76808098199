import type { BenchOptions } from '../../flags.js';
import type { Pace } from '../../plan/schedule.js';
import { stateAfter, type Recording } from '../../plan/recording.js';
import { recordingIn } from '../../recordings/file.js';
import { red5ReplayCrew } from './red5-crew.js';
import { replayCrew } from './crew.js';
import { replayPace } from './pace.js';
import { ordinary, type Scenario } from '../../crews/scenario.js';

function trafficOf({ traffic }: BenchOptions): Recording {
  if (traffic === undefined) throw new Error('invariant: there is no replay without a recording');
  return recordingIn(traffic);
}

function pace(options: BenchOptions): Pace {
  return replayPace(trafficOf(options), options.rooms, options.speed ?? 1);
}

/** The people of a recorded room do again what they did. */
export const replay: Scenario = {
  ...ordinary,
  summary: 'the people of a recorded room do again what they did',
  servers: ['callboard', 'original'],
  protocols: ['json', 'red5'],
  protocolsOf: (options) => [trafficOf(options).header.protocol],
  defaults: { rate: 0, seconds: 1, presence: 'full', 'join-rate': 0, churn: 0 },
  pace,
  plannedDeliveries: (options) => {
    const traffic = trafficOf(options);
    const there = Math.max(stateAfter(traffic, 0).size, traffic.people.length / 2);
    return (options.rooms * traffic.events.length * there) / options.seconds;
  },
  crew: (job) => {
    const traffic = trafficOf(job.options);
    const { protocol } = traffic.header;
    return (protocol === 'red5' ? red5ReplayCrew : replayCrew)(job, traffic, pace(job.options));
  },
};
