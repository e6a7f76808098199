/** Decides what a run of the program is to do; does nothing of it. */

import { readAuthKeyFile } from '../settings/files/auth-key.js';
import { checkSettings, shownSettings } from '../settings/check.js';
import { type Environment, readEnvironment } from '../settings/environment.js';
import { readFlags } from '../settings/flags.js';
import { helpText } from '../settings/help.js';
import type { Settings } from '../settings/settings.js';
import { tlsFileMistakes } from '../settings/files/tls.js';
import { planToken, type TokenPlan } from './token-command.js';

export type Plan =
  | { readonly kind: 'serve'; readonly settings: Settings }
  | { readonly kind: 'print'; readonly text: string }
  /** The load tester, which reads its own arguments. */
  | { readonly kind: 'bench' }
  | TokenPlan;

export interface Invocation {
  /** Without the program's own name. */
  readonly args: readonly string[];
  readonly env: Environment;
  readonly version: string;
}

/** Reads flags and environment together; the TLS files they name are looked at too. */
export function planRun({ args, env, version }: Invocation): Plan {
  const [first, ...rest] = args;
  if (first === 'bench') return { kind: 'bench' };
  if (first === 'token' && !asksForHelp(rest)) return planToken(rest, env);
  const flags = readFlags(first === 'token' ? rest : args);
  if (flags.requests.has('help')) return { kind: 'print', text: helpText() };
  if (flags.requests.has('version')) return { kind: 'print', text: `${version}\n` };

  const environment = readEnvironment(env, flags.given);
  const { settings, mistakes } = checkSettings(new Map([...environment.given, ...flags.given]));
  const all = [
    ...flags.mistakes,
    ...environment.mistakes,
    ...mistakes,
    ...tlsFileMistakes(settings),
    ...readAuthKeyFile(settings).mistakes,
  ];
  if (all.length > 0) return { kind: 'refuse', mistakes: all };
  if (flags.requests.has('print-config')) {
    return { kind: 'print', text: `${JSON.stringify(shownSettings(settings), null, 2)}\n` };
  }
  return { kind: 'serve', settings };
}

function asksForHelp(args: readonly string[]): boolean {
  return args.includes('--help') || args.includes('-h');
}
