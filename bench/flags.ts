/** Every flag of the command line, what it accepts and means. */

import { z } from 'zod';

export const scenarioNames = [
  'chat',
  'idle',
  'join-storm',
  'ramp',
  'reconnect-storm',
  'stream-flap',
  'red5-conference',
  'mixed',
  'slow-readers',
  'replay',
] as const;
export type ScenarioName = (typeof scenarioNames)[number];

/** The servers that can be started here to be measured. */
export const serverNames = ['callboard', 'original', 'plain', 'bare'] as const;
export type ServerName = (typeof serverNames)[number];

const count = z.coerce.number().int().min(1).max(1_000_000);
const perSecond = z.coerce.number().min(0).max(1_000_000);
const percent = z.coerce.number().min(0).max(100);
const seconds = z.coerce.number().min(0.1).max(86_400);
const url = z.url({ protocol: /^wss?$/ });

/** By name, without dashes. What has no default is a size that each scenario and preset decides. */
export const flags = {
  server: z
    .enum(serverNames)
    .default('callboard')
    .describe('which server to start if no URL is given'),
  'json-url': url.optional().describe('the JSON port of a server that runs, ws://host:port'),
  'red5-url': url.optional().describe('the Red5 port of a server that runs, ws://host:port'),
  pid: count.optional().describe('process of that server, to sample its CPU time and memory'),
  rooms: count.describe('rooms'),
  members: count.describe('members of each room'),
  rate: perSecond.describe('chat messages a second in each room'),
  burst: count
    .default(1)
    .describe('messages of a room that are due at the same moment (chat); the rate stays the same'),
  seconds: seconds.describe('how long to measure'),
  'step-factor': z.coerce
    .number()
    .min(1.01)
    .max(10)
    .default(1.25)
    .describe('by how much each step of a ramp has more messages than the last'),
  'step-seconds': seconds.default(5).describe('how long each step of a ramp takes'),
  'max-p99-ms': z.coerce
    .number()
    .min(1)
    .default(50)
    .describe('how long a delivery may take in 99 of 100 cases before a ramp ends'),
  bytes: count.default(100).describe('length of a chat message'),
  presence: z.enum(['full', 'delta']).describe('what presence events carry (JSON protocol)'),
  rosters: z
    .enum(['on', 'off'])
    .default('on')
    .describe('whether who is in a room is checked (chat, idle); off: nobody is told of joins'),
  'join-rate': perSecond.describe('joins a second in all; 0: all at once'),
  churn: perSecond.describe('members a second that leave and come back, in all (Red5)'),
  'flap-rate': perSecond.default(0).describe('streams started or stopped a second in each room'),
  'reconnect-rate': perSecond
    .default(0)
    .describe('connections that break a second in all; 0: all at once'),
  resume: z
    .enum(['on', 'off'])
    .default('on')
    .describe('whether to come back by resume token where the server gives one'),
  'red5-share': percent.default(0).describe('members of each room that speak Red5, in percent'),
  'slow-share': percent.default(0).describe('members of each room that read slowly, in percent'),
  'slow-bytes-per-second': perSecond.default(0).describe('what those read; 0: nothing at all'),
  workers: z.coerce
    .number()
    .int()
    .min(0)
    .max(64)
    .default(0)
    .describe('generator processes; 0: as many as the load needs'),
  traffic: z.string().min(1).optional().describe('recorded traffic (replay: its first argument)'),
  speed: z.coerce
    .number()
    .min(0.01)
    .max(10_000)
    .optional()
    .describe('how much faster than it was (replay; 1 unless given)'),
  pin: z
    .enum(['auto', 'on', 'off'])
    .default('auto')
    .describe('keep the server that is started here on one core and the generators on the others'),
  seed: z.coerce.number().int().min(0).max(4_294_967_295).default(1).describe('of all chance'),
  'settle-seconds': seconds.default(10).describe('how long to wait for what is still to come'),
  'max-lag-ms': z.coerce
    .number()
    .min(1)
    .default(25)
    .describe('how late a generator may be in 99 of 100 cases before the run is invalid'),
  'max-cpu-percent': z.coerce
    .number()
    .min(1)
    .default(90)
    .describe('how much of a core a generator may use before the run is invalid'),
  'server-flags': z
    .string()
    .default('')
    .describe('further flags for the server that is started here, separated by spaces'),
  json: z.string().min(1).optional().describe('file to write the results to'),
  report: z.string().min(1).optional().describe('file for a page with plots, as one .html file'),
};

export const runSchema = z.strictObject({ scenario: z.enum(scenarioNames), ...flags });

/** A run, with everything decided. */
export type BenchOptions = Readonly<z.output<typeof runSchema>>;

/** The sizes a scenario decides unless it is told otherwise. */
export type Sizes = Pick<
  z.input<typeof runSchema>,
  | 'rooms'
  | 'members'
  | 'rate'
  | 'seconds'
  | 'bytes'
  | 'presence'
  | 'join-rate'
  | 'churn'
  | 'flap-rate'
  | 'red5-share'
  | 'slow-share'
>;

/** The sizes of a run; scenarios decide the rest. */
export const presets = {
  small: { rooms: 10, members: 10 },
  conference: { rooms: 100, members: 10 },
  webinar: { rooms: 1, members: 1000 },
} as const satisfies Record<string, Partial<Sizes>>;
