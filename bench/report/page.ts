import { type Insert, Markup, markup } from '../plots/markup.js';
import { plotStyle } from '../plots/style.js';

export type Row = readonly Insert[];

const style = new Markup(`${plotStyle.text}
:root{--right:#1a7f37;--wrong:#cf222e;--doubt:#9a6700;--card:#f6f8fa}
@media (prefers-color-scheme:dark){:root{--right:#3fb950;--wrong:#ff7b72;--doubt:#d29922;--card:#1c2229}}
@media print{:root{--right:#1a7f37;--wrong:#cf222e;--doubt:#9a6700;--card:#f6f8fa}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1080px;padding:24px 16px 48px;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
h1{font-size:24px;line-height:1.25;margin:0 0 2px}h2{font-size:18px;margin:36px 0 10px}
p{margin:6px 0}.faint,caption,th{color:var(--faint)}
.verdict{border-left:6px solid var(--tone);background:var(--card);padding:12px 16px;margin:18px 0;border-radius:4px}
.verdict b{color:var(--tone);letter-spacing:.02em}
.verdict ul{margin:6px 0 0;padding-left:20px}
.right{--tone:var(--right)}.wrong{--tone:var(--wrong)}.doubt{--tone:var(--doubt)}
.tiles{display:grid;grid-template-columns:repeat(4,minmax(0,1fr));gap:10px;margin:18px 0}
.tile{background:var(--card);border-radius:4px;padding:10px 14px}
.tile span{display:block;color:var(--faint);font-size:13px}
.tile strong{font-size:20px;font-weight:600;font-variant-numeric:tabular-nums}
.figures{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:14px}
.plot{display:block;width:100%;height:auto;border:1px solid var(--grid);border-radius:4px}
.scroll{overflow-x:auto;margin:14px 0}
.pairs{display:grid;grid-template-columns:repeat(auto-fill,minmax(160px,1fr));gap:2px 18px;margin:14px 0}
.pairs div{display:flex;justify-content:space-between;gap:8px;border-bottom:1px solid var(--grid);padding:4px 0}
.pairs dt{color:var(--faint)}.pairs dd{margin:0;text-align:right}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:5px 10px 5px 0;border-bottom:1px solid var(--grid);vertical-align:top;text-align:left;font-weight:400}
thead th{font-size:13px;white-space:nowrap}
td.number,th.number{text-align:right;white-space:nowrap;overflow-wrap:normal}
tbody th{min-width:9em}
pre{background:var(--card);border-radius:4px;padding:12px 14px;margin:8px 0;white-space:pre-wrap;font:13px/1.5 ui-monospace,"SF Mono",Menlo,Consolas,"Noto Sans Mono",monospace}
@media (max-width:720px){.figures{grid-template-columns:minmax(0,1fr)}.tiles{grid-template-columns:repeat(2,minmax(0,1fr))}h1{font-size:21px}}
@media print{body{padding:0;max-width:none;font-size:12px}.plot,.verdict,.tile,tr{break-inside:avoid}h2{break-after:avoid}}
`);

/** One page that needs nothing else: no script, no font, no picture from elsewhere. */
export function page(title: string, content: Insert): string {
  const html = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
${content}
</body>
</html>
`;
  return html.text;
}

/** @param tone how good the news are */
export function verdictBox(
  tone: 'right' | 'wrong' | 'doubt',
  headline: string,
  explanation: string,
  reasons: readonly string[],
): Markup {
  const list = markup`<ul>${reasons.map((reason) => markup`<li>${reason}</li>`)}</ul>`;
  return markup`<section class="verdict ${tone}"><b>${headline}</b> ${explanation}${reasons.length > 0 ? list : null}</section>`;
}

/** @param numbers whether all columns but the first hold numbers */
export function table(head: readonly string[], rows: readonly Row[], numbers: boolean): Markup {
  const css = numbers ? 'number' : '';
  const heading = markup`<thead><tr>${head.map((name, index) => markup`<th scope="col" class="${index > 0 ? css : ''}">${name}</th>`)}</tr></thead>`;
  return markup`<div class="scroll"><table>${head.length > 0 ? heading : null}<tbody>
${rows.map(
  ([name, ...values]) =>
    markup`<tr><th scope="row">${name ?? ''}</th>${values.map((value) => markup`<td class="${css}">${value}</td>`)}</tr>\n`,
)}</tbody></table></div>`;
}

/** Figures that one sees first. */
export function tiles(pairs: readonly (readonly [name: string, value: string])[]): Markup {
  return markup`<div class="tiles">${pairs.map(([name, value]) => markup`<div class="tile"><span>${name}</span><strong>${value}</strong></div>`)}</div>`;
}

/** Names with short values, as many beside each other as there is room for. */
export function pairs(entries: readonly (readonly [name: string, value: Insert])[]): Markup {
  return markup`<dl class="pairs">${entries.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
