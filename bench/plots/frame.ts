import { type Insert, type Markup, markup } from './markup.js';
import type { Scale } from './scale.js';

export interface Axis {
  /** With its unit. */
  readonly label: string;
  readonly scale: Scale;
}

/** The frame around the lines of a plot. */
export interface PlotFrame {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
}

/** In user units; about pixels where the page is wide, somewhat less on a phone. */
const size = { width: 420, height: 300 };
/** Where lines may be. */
export const inner = { left: 50, right: 404, top: 82, bottom: 246 };

/**
 * Legible at the width of a phone as at that of a desk. For a page that has
 * `plotStyle`; a file of its own needs `standaloneSvg`.
 *
 * @param content what is drawn between the axes
 */
export function frame(plot: PlotFrame, content: Insert): Markup {
  const { title, x, y } = plot;
  const middle = (inner.left + inner.right) / 2;
  return markup`<svg class="plot" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${title}: ${y.label}, by ${x.label}">
<text class="title" x="12" y="24">${title}</text>
<text class="label" x="12" y="70">${y.label}</text>
${y.scale.ticks.map(({ value, label }) => yTick(y.scale.at(value), label))}
${spread(x.scale).map(({ value, label }) => xTick(x.scale.at(value), label))}
<path class="axis" d="M${inner.left} ${inner.bottom}H${inner.right}"/>
<text class="label" x="${middle}" y="288" text-anchor="middle">${x.label}</text>
${content}
</svg>`;
}

/** Which line is which, between the title and the axes. */
export function legend(names: readonly string[]): Markup {
  const width = (size.width - 24) / Math.max(2, names.length);
  const room = Math.floor((width - 40) / 7);
  return markup`${names.map((name, index) => {
    const x = 12 + index * width;
    return markup`<path class="line s${index}" d="M${x} 44h26"/><text class="label" x="${x + 32}" y="48">${shortened(name, room)}<title>${name}</title></text>`;
  })}`;
}

/** @param room in characters */
function shortened(text: string, room: number): string {
  const characters = Array.from(text);
  return characters.length <= room ? text : `${characters.slice(0, room - 1).join('')}…`;
}

function yTick(share: number, label: string): Markup {
  const y = (inner.bottom - share * (inner.bottom - inner.top)).toFixed(1);
  return markup`<path class="grid" d="M${inner.left} ${y}H${inner.right}"/><text class="tick" x="${inner.left - 6}" y="${Number(y) + 4}" text-anchor="end">${label}</text>`;
}

function xTick(share: number, label: string): Markup {
  const x = (inner.left + share * (inner.right - inner.left)).toFixed(1);
  return markup`<path class="axis" d="M${x} ${inner.bottom}v5"/><text class="tick" x="${x}" y="${inner.bottom + 19}" text-anchor="middle">${label}</text>`;
}

/** Ticks whose labels do not run into each other. */
function spread(scale: Scale): Scale['ticks'] {
  let free = -1;
  return scale.ticks.filter(({ value, label }) => {
    const half = (label.length * 7 + 8) / 2 / (inner.right - inner.left);
    const place = scale.at(value);
    if (place - half < free) return false;
    free = place + half;
    return true;
  });
}
