import type { Ports } from '../support/servers/ports.js';
import { ServerProcess } from '../support/servers/server-process.js';
import { SeededRandom } from '../support/doubles/seeded-random.js';
import { isSettingName } from '../../src/settings/settings.js';
import { type CaseKind, cases, caseShares } from './cases.js';
import { Witnesses } from './witnesses.js';

export interface FuzzOptions {
  readonly seed: number;
  /** Ends the run when so many inputs have been sent. */
  readonly inputs: number;
  /** Ends the run when it has lasted so long, in ms. */
  readonly lastsMs: number;
  /** Runs this case alone, under this profile. */
  readonly only?: { readonly index: number; readonly profile: ProfileName };
  /** Hears how far it is, about once a second. */
  readonly onProgress?: (figures: FuzzFigures) => void;
}

export interface FuzzFigures {
  readonly inputs: number;
  readonly byKind: ReadonlyMap<CaseKind, number>;
  readonly connections: number;
  /** The number of times that the witnesses have seen that all is well. */
  readonly looks: number;
  readonly lastedMs: number;
}

/** Something is wrong with the server; says how to see it again. */
export class Finding extends Error {
  override readonly name = 'Finding';
}

/**
 * Limits on how fast somebody may talk, which would keep most inputs from being
 * looked at. Only those that the server knows.
 */
const limits = Object.entries({ rateLimitPerSecond: 0, connectRatePerAddressPerSecond: 0 })
  .filter(([name]) => isSettingName(name))
  .map(([name, value]) => `--${name.replace(/[A-Z]/g, '-$&').toLowerCase()}=${value}`);

/** The server as it comes, and with all that is off by default. */
const profiles = {
  plain: limits,
  full: [
    ...limits,
    '--bridge-rooms',
    '--reconnect-grace-ms=200',
    '--empty-room-ttl-seconds=1',
    '--duplicate-user=reject',
    '--history-size=5',
  ],
} as const satisfies Record<string, readonly string[]>;

export type ProfileName = keyof typeof profiles;

export function isProfileName(name: string): name is ProfileName {
  return Object.hasOwn(profiles, name);
}

/** So many connections at once. */
const concurrency = 8;

/** The rest of the witnesses between two looks, in ms. */
const restMs = 100;

/**
 * Sends seeded inputs to real servers, half of them to each profile, until the
 * inputs are used up or the time is.
 *
 * @throws Finding at the first thing that is wrong
 */
export async function fuzz(options: FuzzOptions): Promise<FuzzFigures> {
  const run = new FuzzRun(options);
  if (options.only === undefined) {
    await run.fuzzProfile('plain', 0.5);
    await run.fuzzProfile('full', 1);
  } else {
    await run.fuzzProfile(options.only.profile, 1);
  }
  return run.figures();
}

class FuzzRun {
  readonly #options: FuzzOptions;
  readonly #started = performance.now();
  readonly #byKind = new Map<CaseKind, number>();
  readonly #underWay = new Set<number>();
  #profile: ProfileName = 'plain';
  #inputs = 0;
  #connections = 0;
  #looks = 0;
  #nextCase = 0;
  #finding: Finding | null = null;

  constructor(options: FuzzOptions) {
    this.#options = options;
    this.#nextCase = options.only?.index ?? 0;
  }

  figures(): FuzzFigures {
    return {
      inputs: this.#inputs,
      byKind: this.#byKind,
      connections: this.#connections,
      looks: this.#looks,
      lastedMs: performance.now() - this.#started,
    };
  }

  /** @param share of all inputs and of the time, up to which this profile may go */
  async fuzzProfile(profile: ProfileName, share: number): Promise<void> {
    this.#profile = profile;
    const server = ServerProcess.serve(profiles[profile]);
    const ports = await server.listening();
    const witnesses = await Witnesses.place(ports);
    try {
      const state = { isOver: false };
      const watching = this.#watch(server, witnesses, state);
      const workers = Array.from({ length: concurrency }, () => this.#work(ports, share));
      await Promise.all(workers);
      state.isOver = true;
      await watching;
      if (this.#finding !== null) throw this.#finding;
    } finally {
      witnesses.terminate();
      await server.stop();
    }
    // Its last words count, too.
    if (server.complaints.length > 0) throw this.#blame(server.complaints.join('\n'));
  }

  async #work(ports: Ports, share: number): Promise<void> {
    while (this.#finding === null && this.#hasMore(share)) {
      const index = this.#nextCase;
      this.#nextCase += 1;
      this.#underWay.add(index);
      const random = new SeededRandom(caseSeed(this.#options.seed, index));
      const kind = pickKind(random);
      try {
        const sent = await cases[kind](ports, random);
        this.#inputs += sent;
        this.#connections += 1;
        this.#byKind.set(kind, (this.#byKind.get(kind) ?? 0) + sent);
      } catch (error) {
        this.#finding ??= this.#blame(`case ${index} (${kind}): ${describe(error)}`);
      }
      this.#underWay.delete(index);
    }
  }

  #hasMore(share: number): boolean {
    const { inputs, lastsMs, only } = this.#options;
    if (only !== undefined) return this.#nextCase === only.index;
    return this.#inputs < inputs * share && performance.now() - this.#started < lastsMs * share;
  }

  async #watch(
    server: ServerProcess,
    witnesses: Witnesses,
    state: { readonly isOver: boolean },
  ): Promise<void> {
    let isLast = false;
    while (this.#finding === null && !isLast) {
      // Once more after the last input, for what that has done.
      isLast = state.isOver;
      try {
        await witnesses.look();
        this.#looks += 1;
      } catch (error) {
        this.#finding ??= this.#blame(describe(error));
      }
      if (server.complaints.length > 0) {
        this.#finding ??= this.#blame(server.complaints.join('\n'));
      }
      this.#options.onProgress?.(this.figures());
      if (!isLast) await new Promise((resolve) => setTimeout(resolve, restMs));
    }
  }

  #blame(what: string): Finding {
    const underWay = [...this.#underWay].join(', ');
    return new Finding(
      `${what}\nseed ${this.#options.seed}, profile ${this.#profile}, under way: ${underWay}.` +
        ` Again: npm run fuzz -- --seed ${this.#options.seed} --profile ${this.#profile} --case N`,
    );
  }
}

/** Cases are their own masters: each can be had again without those before it. */
function caseSeed(seed: number, index: number): number {
  return (Math.imul(seed, 0x9e37_79b1) + Math.imul(index + 1, 0x85eb_ca6b)) >>> 0;
}

function pickKind(random: SeededRandom): CaseKind {
  let ticket = random.below(caseShares.reduce((sum, [, share]) => sum + share, 0));
  for (const [kind, share] of caseShares) {
    if (ticket < share) return kind;
    ticket -= share;
  }
  throw new Error('invariant: the shares add up');
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
