/** What can be measured, how large, and how it is said on the command line. */

import { z } from 'zod';

export const scenarioNames = ['chat', 'idle', 'join-storm', 'red5-conference'] as const;
export type ScenarioName = (typeof scenarioNames)[number];

const count = z.coerce.number().int().min(1).max(1_000_000);
const perSecond = z.coerce.number().min(0).max(1_000_000);
const seconds = z.coerce.number().min(0.1).max(86_400);
const url = z.url({ protocol: /^wss?$/ });

/** Every flag with what it accepts and means, except for sizes that scenarios have by default. */
const shape = {
  server: z
    .enum(['callboard', 'original', 'bare'])
    .default('callboard')
    .describe('which server to start if no URL is given'),
  'json-url': url.optional().describe('the JSON port of a server that runs, ws://host:port'),
  'red5-url': url.optional().describe('the Red5 port of a server that runs, ws://host:port'),
  pid: count.optional().describe('process of that server, to sample its CPU time and memory'),
  rooms: count.describe('rooms'),
  members: count.describe('members of each room'),
  rate: perSecond.describe('chat messages a second in each room'),
  seconds: seconds.describe('how long to measure'),
  bytes: count.default(100).describe('length of a chat message'),
  presence: z.enum(['full', 'delta']).describe('what presence events carry (JSON protocol)'),
  'join-rate': perSecond.describe('joins a second in all; 0: all at once'),
  churn: perSecond.describe('members a second that leave and come back, in all (Red5)'),
  workers: z.coerce
    .number()
    .int()
    .min(0)
    .max(64)
    .default(0)
    .describe('generator processes; 0: as many as the load needs'),
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
    .describe('further flags for a Callboard that is started here, separated by spaces'),
  json: z.string().min(1).optional().describe('file to write the results to'),
};

const schema = z.strictObject({ scenario: z.enum(scenarioNames), ...shape });

/** A run, with everything decided. */
export type BenchOptions = Readonly<z.output<typeof schema>>;

type Sizes = Pick<
  z.input<typeof schema>,
  'rooms' | 'members' | 'rate' | 'seconds' | 'presence' | 'join-rate' | 'churn'
>;

const presets = {
  small: { rooms: 10, members: 10 },
  conference: { rooms: 100, members: 10 },
  webinar: { rooms: 1, members: 1000 },
} as const satisfies Record<string, Partial<Sizes>>;

const defaults = {
  chat: { rate: 1, seconds: 10, presence: 'delta', 'join-rate': 1000, churn: 0 },
  idle: { rate: 0, seconds: 10, presence: 'delta', 'join-rate': 1000, churn: 0 },
  'join-storm': { rate: 0, seconds: 1, presence: 'full', 'join-rate': 0, churn: 0 },
  'red5-conference': { rate: 0, seconds: 10, presence: 'full', 'join-rate': 100, churn: 5 },
} as const satisfies Record<ScenarioName, Partial<Sizes>>;

export const flagNames: readonly string[] = [...Object.keys(shape), 'preset'];

export type ParsedOptions =
  | { readonly kind: 'run'; readonly options: BenchOptions }
  /** One sentence each. */
  | { readonly kind: 'refuse'; readonly mistakes: readonly string[] };

/** @param given flags as they were written, without their dashes */
export function readOptions(
  scenario: string,
  given: Readonly<Record<string, string | undefined>>,
): ParsedOptions {
  const { preset = 'small', ...flags } = given;
  const name = z.enum(scenarioNames).safeParse(scenario);
  if (!name.success) return refuse(`there is no scenario ${scenario}: ${scenarioNames.join(', ')}`);
  if (!isPreset(preset)) {
    return refuse(`--preset: ${preset} is none of ${Object.keys(presets).join(', ')}`);
  }
  const sizes = { ...defaults[name.data], ...presets[preset] };
  const parsed = schema.safeParse({ scenario: name.data, ...sizes, ...flags });
  if (!parsed.success) {
    return refuse(
      ...parsed.error.issues.map(({ path, message }) => `--${path.join('')}: ${message}`),
    );
  }
  const mistakes = conflictsIn(parsed.data);
  return mistakes.length > 0 ? refuse(...mistakes) : { kind: 'run', options: parsed.data };
}

function refuse(...mistakes: string[]): ParsedOptions {
  return { kind: 'refuse', mistakes };
}

function isPreset(name: string): name is keyof typeof presets {
  return Object.hasOwn(presets, name);
}

function conflictsIn(options: BenchOptions): string[] {
  const { scenario, server, churn } = options;
  const isRed5 = scenario === 'red5-conference';
  const [wanted, other] = isRed5
    ? (['red5-url', 'json-url'] as const)
    : (['json-url', 'red5-url'] as const);
  const mistakes = [];
  if (options[other] !== undefined) {
    mistakes.push(`--${other}: ${scenario} uses --${wanted}`);
  }
  if (options.pid !== undefined && options[wanted] === undefined) {
    mistakes.push(`--pid: goes with --${wanted}`);
  }
  if (scenario === 'chat' && options.rate * options.seconds < 1) {
    mistakes.push('--rate: nothing would be said in that time');
  }
  if (isRed5 && churn * options.seconds > options.rooms * options.members) {
    mistakes.push('--churn: everybody leaves once at most in --seconds');
  }
  if (server === 'bare' && scenario !== 'chat') {
    mistakes.push('--server: bare knows chat alone');
  }
  return mistakes;
}

/** Every flag, what it means and what it is unless it is given. */
export function helpText(): string {
  const flags = Object.entries(shape).map(([name, field]) => {
    const fallback = field.safeParse(undefined);
    const value = fallback.success ? fallback.data : undefined;
    const shown = value === undefined || value === '' ? '' : ` (${String(value)})`;
    return `  --${name.padEnd(16)} ${field.description ?? ''}${shown}`;
  });
  const sizes = Object.entries(defaults).map(
    ([name, fields]) => `  ${name.padEnd(16)} ${list(fields)}`,
  );
  const packs = Object.entries(presets).map(
    ([name, fields]) => `  ${name.padEnd(16)} ${list(fields)}`,
  );
  return `Load tester for room servers.

Usage: npm run bench -- <scenario> [--flag value] …
       npm run bench -- compare <a.json> <b.json>

Scenarios and what they do unless told otherwise:
${sizes.join('\n')}

Presets (--preset, small unless given); a flag beats them:
${packs.join('\n')}

Flags:
${flags.join('\n')}

Exit codes: 0 right and valid, 1 could not run, 2 wrong flags, 3 the server did something
wrong, 4 the generator was the limit and the figures mean nothing, 130 interrupted.
`;
}

function list(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}
