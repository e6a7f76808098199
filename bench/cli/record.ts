import { parseArgs } from 'node:util';
import { z } from 'zod';

import { helpText } from './options.js';
import { recordRoom } from '../recordings/record-room.js';

const url = z.url({ protocol: /^wss?$/ }).optional();
const secret = z.string().min(1).optional();
const schema = z
  .strictObject({
    'json-url': url,
    'red5-url': url,
    room: z.string().min(1),
    password: secret,
    token: secret,
    file: z.string().min(1),
    seconds: z.coerce.number().min(0.1).max(86_400).default(Number.POSITIVE_INFINITY),
  })
  .refine((given) => (given['json-url'] === undefined) !== (given['red5-url'] === undefined), {
    message: 'one of --json-url and --red5-url is needed',
  });

/**
 * Where each secret is taken from if it is not in the command line, which other
 * users of the machine can read. Not `CALLBOARD_…`: those are settings, and a
 * server that finds one there that it does not know refuses to start.
 */
const environmentNames = { password: 'BENCH_PASSWORD', token: 'BENCH_TOKEN' } as const;

/**
 * `record`: writes down what happens in a room until its time is over, or
 * somebody presses Ctrl-C.
 *
 * @param version of Callboard
 * @returns the exit code
 */
export async function record(args: readonly string[], version: string): Promise<number> {
  const names = Object.keys(schema.shape);
  const flags = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  const help = { help: { type: 'boolean' as const, short: 'h' } };
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: { ...flags, ...help } });
  } catch (error) {
    return refuse([error instanceof Error ? error.message : String(error)]);
  }
  const { help: asksForHelp, ...values } = parsed.values;
  if (asksForHelp === true) {
    process.stdout.write(helpText());
    return 0;
  }
  const read = schema.safeParse({ ...secretsInEnvironment(), ...values });
  if (!read.success) {
    const sentences = read.error.issues.map(({ path, message }) =>
      path.length === 0 ? message : `--${path.join('')}: ${message}`,
    );
    return refuse(sentences);
  }
  const { 'json-url': json, 'red5-url': red5, room, file, seconds, password, token } = read.data;
  const { lines, seconds: took } = await recordRoom({
    protocol: json === undefined ? 'red5' : 'json',
    url: json ?? red5 ?? '',
    room,
    password,
    token,
    file,
    seconds,
    version,
    end: endedBySignal(),
    onBegin: () => console.error(`recording ${room}; Ctrl-C ends it`),
  });
  console.log(`${lines} lines in ${took.toFixed(1)} s: ${file}`);
  return 0;
}

/** An empty value counts as none. */
function secretsInEnvironment(): Readonly<Record<string, string>> {
  const found = Object.entries(environmentNames).flatMap(([flag, name]) => {
    const value = process.env[name] ?? '';
    return value === '' ? [] : [[flag, value] as const];
  });
  return Object.fromEntries(found);
}

function refuse(mistakes: readonly string[]): number {
  for (const mistake of mistakes) console.error(`bench: ${mistake}`);
  console.error('bench: nothing was recorded; see --help.');
  return 2;
}

/** Ctrl-C is how a recording ends, not how it fails. */
function endedBySignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => controller.abort());
  }
  return controller.signal;
}
