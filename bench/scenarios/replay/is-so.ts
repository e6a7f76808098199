import { nowMs } from '../../measuring/clock.js';
import type { Recorder } from '../../measuring/recorder.js';

const lookEveryMs = 2;
const longestMs = 120_000;

/**
 * Waits until a room is as it has to be before a recording goes on.
 *
 * @throws Error if anybody complains, or after two minutes
 */
export async function isSo(look: () => boolean, { complaints }: Recorder): Promise<void> {
  const begunMs = nowMs();
  while (!look()) {
    if (complaints.size > 0) throw new Error([...complaints.keys()].join('; '));
    if (nowMs() - begunMs > longestMs) {
      throw new Error('the room was not as when the recording began, after two minutes');
    }
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}
