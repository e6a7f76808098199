import { setFlagsFromString } from 'node:v8';

/**
 * Keeps that part of the heap where V8 puts what is new from growing beyond the
 * size that it has by now. V8 doubles it whenever much of what is new stays, up
 * to 32 MB (128 MB with Node 24), and rarely gives that back: where ten thousand
 * people come within seconds it becomes larger than all that is kept of them.
 * What handling a message leaves behind is gone long before the smallest size,
 * 1 MB twice, is full, so there is little to gain from more (measured with 1, 2,
 * 4 and 16 MB: chat costs the same).
 *
 * For a program of ours alone, at its start; a process that others share with
 * Callboard is theirs to tune. `node --min-semi-space-size` (in MB) sets a
 * larger first size.
 */
export function keepYoungGenerationSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
