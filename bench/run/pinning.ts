/** Keeps the server and the generators out of each other's way. */

import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Which cores whom; what is null runs wherever the system puts it. */
export interface Pinning {
  readonly server: number;
  readonly generators: readonly number[];
}

export type PinningDecision =
  | { readonly kind: 'pinned'; readonly pinning: Pinning }
  | { readonly kind: 'free'; readonly reason: string };

export interface MachineFacts {
  /** The cores that this process may use, by the system's numbers. */
  readonly cores: readonly number[];
  readonly hasTaskset: boolean;
}
