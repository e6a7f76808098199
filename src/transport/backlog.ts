/**
 * The limits on what waits for a connection that reads too slowly.
 *
 * What waits is looked at before a frame is published, but not each time: the
 * look goes through all members of a topic. Between two looks, and in what the
 * native module has not written yet, more comes in. The figures leave room for
 * both, so that whoever is found to be slow has less waiting than it may have,
 * one message aside, and everything that waits can still be sent with a close
 * behind it.
 */

/** The treatment of a connection that reads too slowly. */
export type SlowConsumerTreatment =
  /** It is closed, and comes back. */
  | 'close'
  /** It stays, gets nothing for a while, and then what is true by then. */
  | 'catch-up';

/** All in bytes. */
export interface BacklogLimits {
  /** Beyond it the native module drops frames. */
  readonly nativeBytes: number;
  /** Whoever has more waiting reads too slowly. */
  readonly slowBytes: number;
  /** After so much on a topic its members are looked at. */
  readonly lookEveryBytes: number;
  /** The bytes that the native module may gather before it is made to write it, so that a look sees it. */
  readonly gatheredBytes: number;
}

/**
 * The native module cuts off at its limit without a word. Where less than this
 * may wait, it is left to us.
 */
const leastNativeBytes = 65_536;

/** @param maxQueuedBytes the setting */
export function backlogLimitsOf(
  maxQueuedBytes: number,
  treatment: SlowConsumerTreatment,
): BacklogLimits {
  const nativeBytes = Math.max(maxQueuedBytes, leastNativeBytes);
  if (treatment === 'catch-up') {
    // What is published replaces what was published before: no use in having two of it wait.
    return { nativeBytes, slowBytes: 0, lookEveryBytes: 0, gatheredBytes: Infinity };
  }
  return {
    nativeBytes,
    slowBytes: maxQueuedBytes / 2,
    lookEveryBytes: maxQueuedBytes / 8,
    gatheredBytes: maxQueuedBytes / 4,
  };
}
