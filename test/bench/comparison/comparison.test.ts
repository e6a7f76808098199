import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';

import { figures } from '../../../bench/comparison/figures.js';
import { comparisonMarkdown, shownRatio } from '../../../bench/comparison/markdown.js';
import { comparisonPlot } from '../../../bench/comparison/plot.js';
import { recordSchema, seriesOf, type WorkRecord } from '../../../bench/comparison/record.js';
import { ratiosOf, rotated, spreadOf } from '../../../bench/comparison/statistics.js';
import { type Work, works } from '../../../bench/comparison/works.js';
import { readOptions } from '../../../bench/cli/options.js';
import { result, times } from '../../support/documents/bench-results.js';

const project = new URL('../../../', import.meta.url);
const at = (path: string): string => fileURLToPath(new URL(path, project));
const record = recordSchema.parse(
  JSON.parse(readFileSync(at('bench/comparison/record.json'), 'utf8')),
);
const all = Object.entries<Work>(works);

/** One work, in which every contender has these figures in its rounds. */
function measured(runs: Readonly<Record<string, readonly number[]>>): WorkRecord {
  return {
    measuredAt: '2026-01-01T00:00:00.000Z',
    commit: null,
    node: 'v20.0.0',
    machine: { system: 'Linux', cpu: 'any | other', cores: 2 },
    runs: Object.fromEntries(
      Object.entries(runs).map(([name, values]) => [
        name,
        values.map((value) => ({ figures: { CPU: value, bytes: value }, invalid: [] })),
      ]),
    ),
  };
}

describe('figures of a run', () => {
  it('have the moment when the last saw the last change, not when that was found out', () => {
    const convergence = times(150, 205).percentiles();
    const run = result({ convergence, tookMs: 500 });
    expect(figures['time until all agree'](run)).toBeCloseTo(205, 0);
    const quiet = result({ convergence: times().percentiles() });
    expect(figures['time until all agree'](quiet)).toBeNull();
  });
});

describe('figures of several rounds', () => {
  it('have the middle one as their median, or the mean of the two in the middle', () => {
    expect(spreadOf([5, 1, 3])).toEqual({ median: 3, least: 1, most: 5 });
    expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, least: 1, most: 4 });
    expect(spreadOf([])).toBeNull();
  });

  it('are compared round by round, without rounds that lack one', () => {
    expect(ratiosOf([2, 30, null], [1, 10, 5])).toEqual({ median: 2.5, least: 2, most: 3 });
    expect(ratiosOf([1], [0])).toBeNull();
    expect(ratiosOf([1], [])).toBeNull();
  });

  it('are taken turn by turn, each round beginning with another one', () => {
    expect([0, 1, 2, 3].map((round) => rotated(['a', 'b', 'c'], round).join(''))).toEqual([
      'abc',
      'bca',
      'cab',
      'abc',
    ]);
    expect(rotated([], 1)).toEqual([]);
  });
});

describe('the works of the comparison', () => {
  it.each(all)(
    'have runs of %s that the load tester accepts',
    (_, { scenario, flags, contenders }) => {
      for (const [name, contender] of Object.entries(contenders)) {
        const given = [...flags, ...(contender.flags ?? []), `--server=${contender.server}`];
        const named = given.map((flag): [string, string] => {
          const [flagName = '', ...value] = flag.slice(2).split('=');
          return [flagName, value.join('=')];
        });
        expect([name, readOptions(scenario, Object.fromEntries(named))]).toMatchObject([
          name,
          { kind: 'run' },
        ]);
      }
    },
  );

  it.each(all)('compare contenders that %s has', (_, { contenders, ratios }) => {
    for (const { of, to } of ratios)
      expect(Object.keys(contenders)).toEqual(expect.arrayContaining([of, to]));
  });
});

describe('the table of the comparison', () => {
  const table = comparisonMarkdown({
    'join-storm-large': measured({
      Callboard: [100, 300, 200],
      'Callboard, changes only': [1, 3, 1],
    }),
  });

  it('has the median of the ratios, how far they are apart, and what is aimed at', () => {
    expect(table).toContain('| **1/100** | 1/200 to 1/100 | ≤ 1/20 |');
  });

  it('says how often and where it was measured', () => {
    expect(table).toContain('At least 3 rounds of each');
    expect(table).toContain('2 cores');
    expect(table).toContain('Of 6 runs 0 stayed doubtful');
  });

  it('shows small ratios as fractions', () => {
    expect([0.0049, 0.19, 0.2, 1.234].map(shownRatio)).toEqual(['1/204', '1/5', '0.20', '1.23']);
  });
});

describe('the picture of the comparison', () => {
  it('has a mark for each server that Callboard is compared with', () => {
    const picture = comparisonPlot({
      'join-storm': measured({ 'original design': [20, 22], Callboard: [1, 1] }),
      'join-storm-large': measured({ 'plain uWS': [2, 2], Callboard: [1, 1] }),
    });
    expect(picture).toContain('>21</text>');
    expect(picture).toContain('>2.00</text>');
    expect(picture).toContain('full lists: CPU');
  });
});

describe('the comparison that the README shows', () => {
  it('has every work, in five rounds or more', () => {
    expect(Object.keys(record).sort()).toEqual(Object.keys(works).sort());
    for (const [name, { contenders }] of all) {
      for (const contender of Object.keys(contenders)) {
        expect([name, contender, (record[name]?.runs[contender] ?? []).length >= 5]).toEqual([
          name,
          contender,
          true,
        ]);
      }
    }
  });

  it('is what was measured', async () => {
    const readme = readFileSync(at('bench/comparison/README.md'), 'utf8');
    const style = await resolveConfig(at('bench/comparison/README.md'));
    const shown = readme.split('<!-- comparison -->')[1]?.split('<!-- /comparison -->')[0];
    const fresh = await format(comparisonMarkdown(record), { ...style, parser: 'markdown' });
    expect(shown?.trim()).toBe(fresh.trim());
  });

  it.each([
    {
      said: "takes $1 of the bytes and $2 of the server's CPU time",
      work: 'join-storm-large',
      of: 'Callboard, changes only',
      to: 'Callboard',
      figures: ['bytes', 'CPU'],
    },
    {
      said: 'and $1 when 25 come at once',
      work: 'chat-at-once',
      of: 'Callboard',
      to: 'original design',
      figures: ['CPU per delivery'],
    },
    {
      said: 'takes $1 of the CPU time when messages come one at a time',
      work: 'chat-one-by-one',
      of: 'Callboard',
      to: 'original design',
      figures: ['CPU per delivery'],
    },
    {
      said: 'after $1 of the time, with $2 of the bytes',
      work: 'red5',
      of: 'Callboard',
      to: 'original design',
      figures: ['time until all agree', 'bytes'],
    },
  ] as const)('is what README.md says of $work', ({ said, work, of, to, figures }) => {
    const sentence = figures.reduce<string>((text, figure, place) => {
      const spread = ratiosOf(
        seriesOf(record[work]!, of, figure),
        seriesOf(record[work]!, to, figure),
      );
      return text.replace(`$${place + 1}`, shownRatio(spread?.median ?? NaN));
    }, said);
    expect(readFileSync(at('README.md'), 'utf8')).toContain(sentence);
  });

  it('has the picture of what was measured', () => {
    const shown = readFileSync(at('bench/comparison/comparison.svg'), 'utf8');
    expect(shown).toBe(comparisonPlot(record));
  });
});
