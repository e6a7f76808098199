/** The comparison as a picture: what the others need, as a multiple of what Callboard does. */

import { type Markup, markup } from '../plots/markup.js';
import { logScale, type Scale } from '../plots/scale.js';
import { standaloneSvg } from '../plots/style.js';
import { spreadOfRatio } from './markdown.js';
import type { ComparisonRecord } from './record.js';
import type { Spread } from './statistics.js';
import { type Work, works } from './works.js';

/** Those that Callboard is compared with, each with a shape of its own. */
const others = ['original design', 'plain uWS', 'bare uWS'] as const;
type Other = (typeof others)[number];

const shapes: Readonly<Record<Other, (x: number, y: number) => Markup>> = {
  'original design': (x, y) => markup`<circle class="mark s1" cx="${x}" cy="${y}" r="5.5"/>`,
  'plain uWS': (x, y) =>
    markup`<rect class="mark s2" x="${x - 5}" y="${y - 5}" width="10" height="10"/>`,
  'bare uWS': (x, y) => markup`<path class="mark s0" d="M${x - 6} ${y + 5}h12l-6 -11z"/>`,
};

const width = 760;
const left = 24;
const right = width - 60;
const rowHeight = 46;
const firstRow = 92;

interface Row {
  readonly label: string;
  readonly marks: readonly { readonly other: Other; readonly times: Spread }[];
}

/** An SVG file: a row for each work and figure, on a logarithmic scale on which Callboard is 1. */
export function comparisonPlot(record: ComparisonRecord): string {
  const rows = Object.entries<Work>(works).flatMap(([name, work]) => rowsOf(work, record[name]));
  const spreads = rows.flatMap(({ marks }) => marks.map(({ times }) => times));
  const scale = logScale([1, ...spreads.flatMap(({ least, most }) => [least, most])]);
  const bottom = firstRow + rows.length * rowHeight;
  return standaloneSvg(markup`<svg class="plot" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${bottom + 50}" role="img" aria-label="What other servers need, as a multiple of what Callboard needs">
<text class="title" x="${left}" y="28">What other servers need, as a multiple of Callboard (less than 1 is better than Callboard)</text>
${others.map((other, place) => markup`${shapes[other](left + 8 + place * 150, 52)}<text class="label" x="${left + 22 + place * 150}" y="56">${other}</text>`)}
${scale.ticks.map(({ value, label }) => tick(scale, value, label, bottom))}
<path class="axis" d="M${x(scale, 1)} ${firstRow - 16}V${bottom}"/>
${rows.map((row, place) => rowMarkup(row, scale, firstRow + place * rowHeight))}
</svg>`);
}

function rowsOf(work: Work, measured: ComparisonRecord[string] | undefined): Row[] {
  if (measured === undefined) return [];
  const rows = new Map<string, Row['marks']>();
  for (const ratio of work.ratios) {
    const other = others.find((name) => name === ratio.to);
    const spread = spreadOfRatio(measured, ratio);
    if (other === undefined || ratio.of !== 'Callboard' || spread === null) continue;
    const { median, least, most } = spread;
    const times = { median: 1 / median, least: 1 / most, most: 1 / least };
    rows.set(ratio.figure, [...(rows.get(ratio.figure) ?? []), { other, times }]);
  }
  return [...rows].map(([figure, marks]) => ({ label: `${work.title}: ${figure}`, marks }));
}

function rowMarkup({ label, marks }: Row, scale: Scale, y: number): Markup {
  return markup`<text class="label" style="paint-order:stroke;stroke:var(--paper);stroke-width:5px" x="${left}" y="${y}">${label}</text>
${marks.map(({ other, times: { median, least, most } }) => {
  const [from, at, to] = [x(scale, least), x(scale, median), x(scale, most)];
  // What is near Callboard has its number on the other side than what is above.
  const isLeft = median < 1.2;
  const labelX = isLeft ? Math.min(at - 8, from) - 6 : Math.max(at + 8, to) + 6;
  const anchor = isLeft ? 'end' : 'start';
  return markup`<path class="axis" d="M${from} ${y + 16}H${to}M${from} ${y + 11}v10M${to} ${y + 11}v10"/>${shapes[other](at, y + 16)}<text class="label" x="${labelX}" y="${y + 20}" text-anchor="${anchor}">${shownTimes(median)}</text>`;
})}`;
}

function tick(scale: Scale, value: number, label: string, bottom: number): Markup {
  const at = x(scale, value);
  return markup`<path class="grid" d="M${at} ${firstRow - 16}V${bottom}"/><text class="tick" x="${at}" y="${bottom + 20}" text-anchor="middle">${label} ×</text>`;
}

function x(scale: Scale, value: number): number {
  return Math.round((left + scale.at(value) * (right - left)) * 10) / 10;
}

function shownTimes(times: number): string {
  return times < 10 ? times.toFixed(2) : times.toFixed(0);
}
