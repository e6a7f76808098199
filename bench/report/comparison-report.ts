import { comparisonRows, doubts } from '../results/compare.js';
import { markup } from '../plots/markup.js';
import { circumstancesOf, commandOf, headlineOf } from './facts.js';
import { figuresOf, type NamedRun } from './figures.js';
import { page, table, verdictBox } from './page.js';
import { verdictsOf } from './run-report.js';

/** Two runs as a page: their ratios, both lines in every plot, and what makes that doubtful. */
export function comparisonReport(a: NamedRun, b: NamedRun): string {
  const reasons = doubts(a.result, b.result);
  const isBad = [a, b].some(({ result }) => result.wrong.length + result.invalid.length > 0);
  const [one, other] = [circumstancesOf(a.result), circumstancesOf(b.result)];
  return page(
    `${a.name} and ${b.name} – load tests compared`,
    markup`<header><h1>${a.name} and ${b.name}</h1>
<p class="faint">Two load tests compared: ${headlineOf(a.result)}, and ${headlineOf(b.result)}</p></header>
${
  reasons.length === 0
    ? verdictBox(
        'right',
        'COMPARABLE',
        'Both are right and valid, with the same settings on the same machine.',
        [],
      )
    : verdictBox(
        isBad ? 'wrong' : 'doubt',
        'DOUBTFUL',
        'Before comparing these, look at this:',
        reasons,
      )
}
<h2>Ratios</h2>
${table(['', `a: ${a.name}`, `b: ${b.name}`, 'b / a'], comparisonRows(a.result, b.result), true)}
<p class="faint">Quote ratios: bare times say more about the machine. One run of each is no measurement; repeat both, turn by turn.</p>
<h2>Plots</h2>
<div class="figures">
${figuresOf([a, b])}
</div>
<h2>Verdicts</h2>
${verdictsOf(a.result, ' a')}
${verdictsOf(b.result, ' b')}
<h2>To repeat it</h2>
<pre>${commandOf(a.result)}</pre>
<pre>${commandOf(b.result)}</pre>
${table(
  ['', `a: ${a.name}`, `b: ${b.name}`],
  one.map(([name, value], index) => [name, value, other[index]?.[1] ?? '–']),
  false,
)}
`,
  );
}
