import { lagIntervalMs } from '../ops/metrics/loop-lag.js';
import type { Timer } from '../protocol.js';
import { repeat } from './timers.js';

/** The interval between looks for anything that has had its time: the delay that nobody notices. */
const expiryIntervalMs = 50;

/** The interval at which what limits keep is tidied, and what they counted is said. */
const upkeepIntervalMs = 1000;

/** The interval between looks for descriptors for more connections. */
const lookoutIntervalMs = 100;

/** The work that a server repeats. */
export interface Upkeep {
  /** Ends what has had its time. */
  expire(): void;
  /** Tidy up what they keep, and say what they counted. */
  readonly limits: readonly { tick(): void }[];
  lookForDescriptors(): void;
  lookAtLag(): void;
}

/** Has everything done as often as it is needed, until its timers are cancelled. */
export function startUpkeep(upkeep: Upkeep): readonly Timer[] {
  return [
    repeat(expiryIntervalMs, () => upkeep.expire()),
    repeat(upkeepIntervalMs, () => {
      for (const limit of upkeep.limits) limit.tick();
    }),
    repeat(lookoutIntervalMs, () => upkeep.lookForDescriptors()),
    repeat(lagIntervalMs, () => upkeep.lookAtLag()),
  ];
}
