/** Values below this have a slot of their own; above it a slot is no wider than 1/1024 of its values. */
const exactBelow = 2048;
const slotsPerDoubling = exactBelow / 2;
const exactBits = Math.log2(exactBelow);

/**
 * Counts of values, in the slots of an HdrHistogram of three digits
 * (hdrhistogram.org), so that what is folded into one later lands where it
 * would have. Counting is a few instructions: there may be millions a second.
 */
export class Counts {
  readonly #counts: Uint32Array;
  #isEmpty = true;

  /** @param highest above it nothing is counted; below 2^31 */
  constructor(highest: number) {
    this.#counts = new Uint32Array(slotOf(highest) + 1);
  }

  /** @param value a whole number, not negative */
  add(value: number): void {
    const slot = slotOf(value);
    this.#isEmpty = false;
    this.#counts[slot] = (this.#counts[slot] ?? 0) + 1;
  }

  /** Hands over each value that came, as the lowest of its slot, and forgets all. */
  drain(take: (value: number, count: number) => void): void {
    if (this.#isEmpty) return;
    for (let slot = 0; slot < this.#counts.length; slot += 1) {
      const count = this.#counts[slot] ?? 0;
      if (count > 0) take(lowestOf(slot), count);
    }
    this.#counts.fill(0);
    this.#isEmpty = true;
  }
}

function slotOf(value: number): number {
  const doublings = Math.max(0, 32 - exactBits - Math.clz32(value));
  return doublings * slotsPerDoubling + (value >>> doublings);
}

function lowestOf(slot: number): number {
  if (slot < exactBelow) return slot;
  const doublings = Math.floor(slot / slotsPerDoubling) - 1;
  return (slot - doublings * slotsPerDoubling) * 2 ** doublings;
}
