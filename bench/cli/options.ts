/** From a command line to a run in which everything is decided. */

import { z } from 'zod';

import { type BenchOptions, flags, presets, runSchema, scenarioNames } from '../flags.js';
import { scenarios } from '../scenarios/index.js';

export const flagNames: readonly string[] = [...Object.keys(flags), 'preset'];

export type ParsedOptions =
  | { readonly kind: 'run'; readonly options: BenchOptions }
  /** One sentence each. */
  | { readonly kind: 'refuse'; readonly mistakes: readonly string[] };

/** @param given flags as they were written, without their dashes */
export function readOptions(
  scenario: string,
  given: Readonly<Record<string, string | undefined>>,
): ParsedOptions {
  const { preset = 'small', ...rest } = given;
  const name = z.enum(scenarioNames).safeParse(scenario);
  if (!name.success) return refuse(`there is no scenario ${scenario}: ${scenarioNames.join(', ')}`);
  if (!isPreset(preset)) {
    return refuse(`--preset: ${preset} is none of ${Object.keys(presets).join(', ')}`);
  }
  const sizes = { ...scenarios[name.data].defaults, ...presets[preset] };
  const parsed = runSchema.safeParse({ scenario: name.data, ...sizes, ...rest });
  if (!parsed.success) {
    return refuse(
      ...parsed.error.issues.map(({ path, message }) => `--${path.join('')}: ${message}`),
    );
  }
  const mistakes = mistakesIn(parsed.data);
  return mistakes.length > 0 ? refuse(...mistakes) : { kind: 'run', options: parsed.data };
}

function refuse(...mistakes: string[]): ParsedOptions {
  return { kind: 'refuse', mistakes };
}

function isPreset(name: string): name is keyof typeof presets {
  return Object.hasOwn(presets, name);
}

function mistakesIn(options: BenchOptions): string[] {
  const scenario = scenarios[options.scenario];
  const { servers } = scenario;
  const protocols = scenario.protocolsOf?.(options) ?? scenario.protocols;
  const mistakes = [];
  const urls = protocols.map((protocol) => options[`${protocol}-url`]);
  for (const protocol of ['json', 'red5'] as const) {
    if (options[`${protocol}-url`] !== undefined && !protocols.includes(protocol)) {
      mistakes.push(
        `--${protocol}-url: ${options.scenario} uses --${protocols.join('-url, --')}-url`,
      );
    }
  }
  const missing = protocols.filter((protocol) => options[`${protocol}-url`] === undefined);
  if (missing.length > 0 && missing.length < urls.length) {
    mistakes.push(`--${missing.join('')}-url: ${options.scenario} needs that one, too`);
  }
  if (options.pid !== undefined && missing.length > 0) {
    mistakes.push(`--pid: goes with --${missing.join('-url, --')}-url`);
  }
  if (!servers.includes(options.server)) {
    mistakes.push(`--server: ${options.server} does not know what ${options.scenario} asks of it`);
  }
  return [...mistakes, ...scenario.mistakesIn(options)];
}

/** Every flag, what it means and what it is unless it is given. */
export function helpText(): string {
  const flagLines = Object.entries(flags).map(([name, field]) => {
    const fallback = field.safeParse(undefined);
    const value = fallback.success ? fallback.data : undefined;
    const shown = value === undefined || value === '' ? '' : ` (${String(value)})`;
    return `  --${name.padEnd(16)} ${field.description ?? ''}${shown}`;
  });
  const scenarioLines = Object.entries(scenarios).map(
    ([name, { summary, defaults }]) =>
      `  ${name.padEnd(16)} ${summary}\n  ${''.padEnd(16)} (${list(defaults)})`,
  );
  const presetLines = Object.entries(presets).map(
    ([name, fields]) => `  ${name.padEnd(16)} ${list(fields)}`,
  );
  return `Load tester for room servers.

Usage: callboard bench <scenario> [--flag value] …
       callboard bench compare <a.json> <b.json> [--report file.html]
       callboard bench record --json-url <url> --room <room> --file <traffic.jsonl> [--seconds n]
           [--password p] [--token t]   or BENCH_PASSWORD and BENCH_TOKEN in the environment
       callboard bench replay <traffic.jsonl> [--speed n] [--flag value] …

Scenarios and what they do unless told otherwise:
${scenarioLines.join('\n')}

Presets (--preset, small unless given); a flag beats them:
${presetLines.join('\n')}

Flags:
${flagLines.join('\n')}

Exit codes: 0 right and valid, 1 could not run, 2 wrong flags, 3 the server did something
wrong, 4 the generator was the limit and the figures mean nothing, 130 interrupted.
`;
}

function list(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}
