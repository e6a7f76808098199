import { Markup, markup } from './markup.js';

const light =
  '--paper:#fff;--ink:#1c2128;--faint:#57606a;--grid:#d8dee4;--s0:#0969b8;--s1:#bc4c00;--s2:#1a7f37';
const dark =
  '--paper:#14181d;--ink:#e6eaef;--faint:#9aa4b0;--grid:#333a42;--s0:#58a6ff;--s1:#f0883e;--s2:#4ac26b';

/**
 * Colours and text of plots: by day, by night, and on paper. The second line
 * is broken, so that lines can be told apart without colours.
 */
export const plotStyle = new Markup(
  `:root{color-scheme:light dark;${light}}
@media (prefers-color-scheme:dark){:root{${dark}}}
@media print{:root{color-scheme:light;${light}}}
.plot{font:13px system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif;fill:var(--ink);background:var(--paper)}
.plot .title{font-size:15px;font-weight:600}
.plot .label,.plot .tick,.plot .note{fill:var(--faint)}
.plot .note{font-style:italic}
.plot .grid,.plot .axis{fill:none;stroke:var(--grid)}
.plot .axis{stroke:var(--faint)}
.plot .line{fill:none;stroke-width:2;stroke-linejoin:round}
.plot .line.s1{stroke-dasharray:7 3}
.plot .line.s2{stroke-dasharray:2 3}
${[0, 1, 2].map((index) => `.plot .s${index}{stroke:var(--s${index})}.plot .mark.s${index},.plot .bar.s${index}{fill:var(--s${index})}`).join('\n')}
`,
);

/**
 * A plot as a file of its own, to be shown as an image: it brings its own
 * background, dark for those who like it dark.
 */
export function standaloneSvg(plot: Markup): string {
  const opening = plot.text.indexOf('>') + 1;
  const style = markup`<style>${plotStyle}</style><rect width="100%" height="100%" style="fill:var(--paper)"/>`;
  return `${plot.text.slice(0, opening)}${style.text}${plot.text.slice(opening)}\n`;
}
