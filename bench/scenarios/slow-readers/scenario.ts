import type { BenchOptions } from '../../flags.js';
import { SlowCrew } from './crew.js';
import { type ChatSchedule, chatSchedule } from '../../plan/schedule.js';
import { ordinary, type Scenario } from '../../crews/scenario.js';

/** The number of members of each room that read as fast as they can. */
function fastMembers({ members, ...options }: BenchOptions): number {
  return members - Math.round((members * options['slow-share']) / 100);
}

/** Those who read slowly say nothing: they may be gone when it is their turn. */
function pace(options: BenchOptions): ChatSchedule {
  const { rooms, members, rate, seconds, seed } = options;
  const fast = fastMembers(options);
  const chat = chatSchedule({ rooms, members: Math.max(1, fast), rate, seconds, seed });
  return {
    ...chat,
    senderOf: (message) => {
      const speaker = chat.senderOf(message);
      return Math.floor(speaker / fast) * members + (speaker % fast);
    },
  };
}

/** Everybody joins; then members speak, and some of them do not read what is said. */
export const slowReaders: Scenario = {
  ...ordinary,
  summary: 'members speak and some read slowly, the others’ messages are timed',
  protocols: ['json'],
  defaults: {
    rate: 50,
    bytes: 10_000,
    seconds: 10,
    presence: 'delta',
    'join-rate': 1000,
    churn: 0,
    'slow-share': 10,
  },
  mistakesIn: (options) => {
    const fast = fastMembers(options);
    return [
      ...(options.rate * options.seconds < 1 ? ['--rate: nothing would be said in that time'] : []),
      ...(fast < 1 ? ['--slow-share: nobody would be left to measure'] : []),
      ...(fast === options.members ? ['--slow-share: nobody of a room would read slowly'] : []),
    ];
  },
  pace,
  // How much may wait for one who does not read is what is looked at.
  callboardFlags: () => [],
  plannedDeliveries: ({ rooms, rate, members }) => rooms * rate * members,
  crew: (job) => new SlowCrew(job, pace(job.options), fastMembers(job.options)),
};
