import { readFileSync } from 'node:fs';

import { readRecording } from './format.js';
import type { Recording } from '../plan/recording.js';

const read = new Map<string, Recording>();

/**
 * Reads a recording, once in each process.
 *
 * @throws RecordingError if it is none, Error if there is no such file
 */
export function recordingIn(file: string): Recording {
  const known = read.get(file);
  if (known !== undefined) return known;
  const traffic = readRecording(readFileSync(file, 'utf8'), file);
  read.set(file, traffic);
  return traffic;
}
