import { parseArgs } from 'node:util';
import { z } from 'zod';

import { recordRoom } from './recording.js';

const url = z.url({ protocol: /^wss?$/ }).optional();
const schema = z
  .strictObject({
    'json-url': url,
    'red5-url': url,
    room: z.string().min(1),
    file: z.string().min(1),
    seconds: z.coerce.number().min(0.1).max(86_400).default(Number.POSITIVE_INFINITY),
  })
  .refine((given) => (given['json-url'] === undefined) !== (given['red5-url'] === undefined), {
    message: 'one of --json-url and --red5-url is needed',
  });

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
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options: flags }));
  } catch (error) {
    return refuse([error instanceof Error ? error.message : String(error)]);
  }
  const read = schema.safeParse({ ...values });
  if (!read.success) {
    const sentences = read.error.issues.map(({ path, message }) =>
      path.length === 0 ? message : `--${path.join('')}: ${message}`,
    );
    return refuse(sentences);
  }
  const { 'json-url': json, 'red5-url': red5, room, file, seconds } = read.data;
  const { lines, seconds: took } = await recordRoom({
    protocol: json === undefined ? 'red5' : 'json',
    url: json ?? red5 ?? '',
    ...{ room, file, seconds, version },
    end: endedBySignal(),
    onBegin: () => console.error(`recording ${room}; Ctrl-C ends it`),
  });
  console.log(`${lines} lines in ${took.toFixed(1)} s: ${file}`);
  return 0;
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
