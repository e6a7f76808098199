import { readFileSync } from 'node:fs';

import { readTraffic, type Traffic } from './format.js';

const read = new Map<string, Traffic>();

/**
 * Reads a recording, once in each process.
 *
 * @throws TrafficError if it is none, Error if there is no such file
 */
export function recordingIn(file: string): Traffic {
  const known = read.get(file);
  if (known !== undefined) return known;
  const traffic = readTraffic(readFileSync(file, 'utf8'), file);
  read.set(file, traffic);
  return traffic;
}
