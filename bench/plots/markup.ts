/** Text that may stand in an HTML page or an SVG file as it is. */
export class Markup {
  readonly text: string;

  /** @param text that nobody from outside has had a hand in; use `markup` for everything else */
  constructor(text: string) {
    this.text = text;
  }
}

/** A value that may be put into a template: text is escaped, lists follow one another, null is nothing. */
export type Insert = Markup | string | number | null | readonly Insert[];

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * A template tag that escapes all it is given, for elements and for quoted
 * attributes, except what came from this tag: forgetting it is not possible.
 */
export function markup(strings: TemplateStringsArray, ...values: readonly Insert[]): Markup {
  return new Markup(
    strings
      .map((text, index) => text + (index < values.length ? shown(values[index]) : ''))
      .join(''),
  );
}

function shown(value: Insert | undefined): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? escaped(value) : value.map(shown).join('');
}

function escaped(text: string): string {
  return (
    text
      .toWellFormed()
      // Not even escaped may these stand in XML: one of them, and no browser shows the file.
      .replace(/[^\P{Cc}\t\n]/gu, '\ufffd')
      .replace(/[&<>"']/g, (character) => escapes[character] ?? '')
  );
}
