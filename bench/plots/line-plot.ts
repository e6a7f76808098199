import { frame, inner, legend, type PlotFrame } from './frame.js';
import { type Insert, type Markup, markup } from './markup.js';

export interface Line {
  readonly name: string;
  /** Pairs of x and y, by x. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Points that have a mark, and what it says when somebody points at it. */
  readonly marks?: readonly { readonly x: number; readonly y: number; readonly text: string }[];
}

export interface LinePlot extends PlotFrame {
  readonly lines: readonly Line[];
  /** Whether a value holds from its x to the next one's. */
  readonly isStepped?: boolean;
  /** Said in place of lines where there are none. */
  readonly emptyText?: string;
}

/** Lines over two axes, as SVG. Colours are those of `plotStyle`. */
export function linePlot(plot: LinePlot): Markup {
  const lines = plot.lines.filter(({ points }) => points.length > 0);
  if (lines.length === 0) return frame(plot, emptyNote(plot.emptyText ?? 'nothing to show'));
  const drawn = plot.lines.map((line, index) => [
    markup`<path class="line s${index}" d="${pathOf(plot, line)}"/>`,
    (line.marks ?? []).map(
      ({ x, y, text }) =>
        markup`<circle class="mark s${index}" cx="${px(plot, x)}" cy="${py(plot, y)}" r="3.5"><title>${text}</title></circle>`,
    ),
  ]);
  const names = plot.lines.map(({ name }) => name);
  return frame(plot, [drawn, names.length > 1 ? legend(names) : null]);
}

function emptyNote(text: string): Insert {
  const [x, y] = [(inner.left + inner.right) / 2, (inner.top + inner.bottom) / 2];
  return markup`<text class="note" x="${x}" y="${y}" text-anchor="middle">${text}</text>`;
}

function pathOf(plot: LinePlot, { points }: Line): string {
  return points
    .map(([x, y], index) => {
      const [left, top] = [px(plot, x), py(plot, y)];
      if (index === 0) return `M${left} ${top}`;
      return plot.isStepped === true ? `H${left}V${top}` : `L${left} ${top}`;
    })
    .join('');
}

function px({ x }: LinePlot, value: number): string {
  return (inner.left + x.scale.at(value) * (inner.right - inner.left)).toFixed(1);
}

function py({ y }: LinePlot, value: number): string {
  return (inner.bottom - y.scale.at(value) * (inner.bottom - inner.top)).toFixed(1);
}
