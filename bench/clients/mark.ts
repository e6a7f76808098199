/** Frames longer than this are searched from their beginning. */
const longestRemembered = 1024;
const marks = new Map<string, Mark>();

/** The mark with this text: one for all who look for it. */
export function markOf(text: string): Mark {
  const known = marks.get(text);
  if (known !== undefined) return known;
  const mark = new Mark(text);
  marks.set(text, mark);
  return mark;
}

/**
 * A text that stands in frames once at most. In frames of one length it nearly
 * always stands at one place, so that is where it is looked for first.
 */
export class Mark {
  readonly #bytes: Buffer;
  /** Where it was found last, by the length of the frame. */
  readonly #places = new Uint16Array(longestRemembered);

  constructor(text: string) {
    this.#bytes = Buffer.from(text);
  }

  /** @returns the place after it, -1 if it is not there */
  endIn(data: Buffer): number {
    const remembered = this.#places[data.length] ?? 0;
    if (this.#isAt(data, remembered)) return remembered + this.#bytes.length;
    const place = data.indexOf(this.#bytes);
    if (place === -1) return -1;
    this.#places[data.length] = place;
    return place + this.#bytes.length;
  }

  #isAt(data: Buffer, place: number): boolean {
    const bytes = this.#bytes;
    for (let at = 0; at < bytes.length; at += 1) {
      if (data[place + at] !== bytes[at]) return false;
    }
    return true;
  }
}
