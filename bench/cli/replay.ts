import { type ParsedOptions, readOptions } from './options.js';
import { recordingIn } from '../recordings/file.js';

/**
 * Reads the command line of a replay; how many people there are, and how long
 * it takes, the recording says.
 *
 * @param files what is on the command line besides flags
 * @param given flags as they were written, without their dashes
 */
export function readReplay(
  files: readonly string[],
  given: Readonly<Record<string, string>>,
): ParsedOptions {
  const [file = given['traffic'], ...more] = files;
  if (file === undefined || more.length > 0) {
    return { kind: 'refuse', mistakes: ['replay takes one file, as record writes it'] };
  }
  let recorded;
  try {
    recorded = recordedSizes(file, Number(given['speed'] ?? 1));
  } catch (error) {
    return { kind: 'refuse', mistakes: [error instanceof Error ? error.message : String(error)] };
  }
  const mistakes = Object.entries(recorded)
    .filter(([name, value]) => given[name] !== undefined && given[name] !== value)
    .map(([name, value]) => `--${name}: the recording says ${value}`);
  if (mistakes.length > 0) return { kind: 'refuse', mistakes };
  return readOptions('replay', { rooms: '1', ...given, ...recorded, traffic: file });
}

/** @throws RecordingError if the file holds something else, Error if it cannot be read */
function recordedSizes(file: string, speed: number): { members: string; seconds: string } {
  const { people, events } = recordingIn(file);
  const seconds = (events.at(-1)?.atMs ?? 0) / 1000 / (speed > 0 ? speed : 1);
  return {
    members: String(people.length),
    seconds: String(Math.max(0.1, Math.round(seconds * 1000) / 1000)),
  };
}
