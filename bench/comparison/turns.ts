import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type BenchResult, resultSchema } from '../results/result.js';
import { type RunRecord, runRecord } from './record.js';
import { rotated } from './statistics.js';
import type { Contender, Work } from './works.js';

/** A run that its generator spoiled is done so often at most. */
const attempts = 2;

export interface Turns {
  readonly work: Work;
  readonly rounds: number;
  /** The built `callboard` program. */
  readonly program: string;
  readonly say: (line: string) => void;
}

/** Lets the contenders take turns, each round beginning with another one. */
export async function takeTurns(turns: Turns): Promise<Record<string, RunRecord[]>> {
  const { work, rounds, say } = turns;
  const contenders = Object.entries(work.contenders);
  const runs: Record<string, RunRecord[]> = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, contender] of rotated(contenders, round)) {
      const run = runRecord(await believableRun(turns, name, contender));
      say(`round ${String(round + 1)}, ${name}: ${JSON.stringify(run.figures)}`);
      (runs[name] ??= []).push(run);
    }
  }
  return runs;
}

/** @throws Error if the server did something wrong, or nothing was measured */
async function believableRun(
  { work, program, say }: Turns,
  name: string,
  contender: Contender,
): Promise<BenchResult> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await oneRun(work, program, contender);
    if (result.wrong.length > 0) throw new Error(`${name} was wrong: ${result.wrong.join('; ')}`);
    if (result.invalid.length === 0 || attempt === attempts) return result;
    say(`${name}, again: ${result.invalid.join('; ')}`);
  }
}

async function oneRun(work: Work, program: string, contender: Contender): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-comparison-'));
  const file = join(folder, 'result.json');
  const flags = [...work.flags, `--server=${contender.server}`, ...(contender.flags ?? [])];
  const args = [program, 'bench', work.scenario, ...flags, `--json=${file}`];
  try {
    const complaint = await new Promise<string>((resolve) => {
      execFile(process.execPath, args, (_, __, stderr) => resolve(stderr));
    });
    if (!existsSync(file)) throw new Error(`nothing was measured: ${complaint}`);
    return resultSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
