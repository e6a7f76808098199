import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';

/**
 * Whether the process can open so many more files or sockets now. There is no
 * other way to know: limits change, and everything in the process counts.
 */
export function canOpen(count: number): boolean {
  const descriptors: number[] = [];
  try {
    while (descriptors.length < count) descriptors.push(openSync(devNull, 'r'));
    return true;
  } catch {
    return false;
  } finally {
    for (const descriptor of descriptors) closeSync(descriptor);
  }
}
