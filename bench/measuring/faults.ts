/** Deliveries that went wrong, counted. All zero is right. */
export interface Faults {
  /** Never came. */
  lost: number;
  /** Came once more than it had to. */
  doubled: number;
  /** Came after something that the same sender said later. */
  reordered: number;
  /** Of another room, another run, or of nobody we know. */
  foreign: number;
}

export function noFaults(): Faults {
  return { lost: 0, doubled: 0, reordered: 0, foreign: 0 };
}
