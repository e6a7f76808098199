import { type Markup, markup } from '../plots/markup.js';
import type { Percentiles } from '../measuring/histogram.js';
import type { BenchResult } from '../results/result.js';
import { resultRows } from '../results/table.js';
import { circumstancesOf, commandOf, headlineOf, highlightsOf, serverOf } from './facts.js';
import { figuresOf } from './figures.js';
import { page, pairs, type Row, table, tiles, verdictBox } from './page.js';

/** A run as a page that can be sent to somebody: what it found, and how to repeat it. */
export function runReport(result: BenchResult): string {
  const title = `${headlineOf(result)}: ${serverOf(result)}`;
  return page(
    `${title} – load test`,
    markup`<header><h1>${title}</h1>
<p class="faint">Load test of ${result.startedAt.slice(0, 16).replace('T', ' ')} UTC, Callboard ${result.version}</p></header>
${verdictsOf(result)}
${tiles(highlightsOf(result))}
<h2>Plots</h2>
<div class="figures">
${figuresOf([{ name: serverOf(result), result }])}
</div>
<h2>Results</h2>
${table([], resultRows(result), false)}
${percentileTable(result)}
${faultCounts(result)}
<h2>To repeat it</h2>
<pre>${commandOf(result)}</pre>
${table([], circumstancesOf(result), false)}
<h2>Settings</h2>
${pairs(Object.entries(result.settings).filter(([, value]) => value !== ''))}
`,
  );
}

/** Whether the server was right and the figures are its own, before anything else. */
export function verdictsOf(result: BenchResult, of = ''): readonly Markup[] {
  const { wrong, invalid, interrupted } = result;
  const boxes = [
    wrong.length === 0
      ? verdictBox(
          'right',
          `RIGHT${of}`,
          'Every client has seen what it had to, once, in order.',
          [],
        )
      : verdictBox('wrong', `WRONG${of}`, 'The server did not do what it had to:', wrong),
  ];
  boxes.push(
    invalid.length === 0
      ? verdictBox('right', `VALID${of}`, 'The generator kept its schedule.', [])
      : verdictBox(
          'wrong',
          `INVALID${of}`,
          'The generator was the limit; these figures are not the server’s:',
          invalid,
        ),
  );
  if (interrupted) {
    boxes.push(
      verdictBox('doubt', `INTERRUPTED${of}`, 'What follows was measured until then.', []),
    );
  }
  return boxes;
}

function percentileTable({ delivery, convergence, lateness }: BenchResult): Markup {
  const row = (name: string, times: Percentiles): Row => {
    const { count, mean, p50, p90, p99, p999, max } = times;
    const shown = [p50, p90, p99, p999, max, mean].map((ms) => (count === 0 ? '–' : ms.toFixed(2)));
    return [name, ...shown, String(count)];
  };
  return table(
    ['ms', 'p50', 'p90', 'p99', 'p99.9', 'max', 'mean', 'count'],
    [row('delivery', delivery), row('convergence', convergence), row('sent late by', lateness)],
    true,
  );
}

function faultCounts(result: BenchResult): Markup {
  const { expected, deliveries, lost, doubled, reordered, foreign } = result;
  const { wrongRooms, disagreeing, complaints } = result;
  const counts = { expected, delivered: deliveries, lost, doubled, reordered, foreign };
  const others = { 'wrong rooms': wrongRooms, 'other order': disagreeing };
  return pairs(Object.entries({ ...counts, ...others, ...complaints }));
}
