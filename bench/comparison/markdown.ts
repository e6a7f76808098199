/** The comparison as the README shows it. */

import { markdownTable } from '../documents/markdown-table.js';
import { type ComparisonRecord, seriesOf, type WorkRecord } from './record.js';
import { ratiosOf, type Spread } from './statistics.js';
import { type Ratio, type Work, works } from './works.js';

/** A table with a row for each ratio, and what is to be known of how it was measured. */
export function comparisonMarkdown(record: ComparisonRecord): string {
  const rows = Object.entries<Work>(works).flatMap(([name, work]) => {
    const measured = record[name];
    return measured === undefined ? [] : rowsOf(work, measured);
  });
  const head = ['work', 'what', 'ratio', 'median', 'of all rounds', 'aim'];
  return `${markdownTable(head, rows)}\n\n${circumstances(record)}\n`;
}

function rowsOf(work: Work, measured: WorkRecord): string[][] {
  return work.ratios.map((ratio, place) => {
    const spread = spreadOfRatio(measured, ratio);
    return [
      place === 0 ? work.title : '',
      ratio.figure,
      `${ratio.of} : ${ratio.to}`,
      spread === null ? '–' : `**${shownRatio(spread.median)}**`,
      spread === null ? '–' : `${shownRatio(spread.least)} to ${shownRatio(spread.most)}`,
      ratio.aim === undefined ? '' : `≤ ${shownRatio(ratio.aim)}`,
    ];
  });
}

/** @returns null if it was not measured */
export function spreadOfRatio(measured: WorkRecord, { figure, of, to }: Ratio): Spread | null {
  return ratiosOf(seriesOf(measured, of, figure), seriesOf(measured, to, figure));
}

/** The ratio in words; far below 1 it reads better as a fraction. */
export function shownRatio(ratio: number): string {
  return ratio < 0.2 ? `1/${Math.round(1 / ratio).toString()}` : ratio.toFixed(2);
}

function circumstances(record: ComparisonRecord): string {
  const measured = Object.values(record);
  const rounds = measured.flatMap(({ runs }) => Object.values(runs).map(({ length }) => length));
  const all = (pick: (work: WorkRecord) => string): string =>
    [...new Set(measured.map(pick))].join('; ');
  const runs = measured.flatMap((work) => Object.values(work.runs).flat());
  const doubtful = runs.filter(({ invalid }) => invalid.length > 0).length;
  return [
    `At least ${String(Math.min(...rounds))} rounds of each, turn by turn;`,
    `${all(({ machine: { cpu, cores } }) => `${cpu}, ${cores.toString()} cores`)};`,
    `Node ${all(({ node }) => node.replace('v', ''))};`,
    `${all(({ measuredAt }) => measuredAt.slice(0, 10))}.`,
    `Of ${String(runs.length)} runs ${String(doubtful)} stayed doubtful (the generator was the limit).`,
  ].join(' ');
}
