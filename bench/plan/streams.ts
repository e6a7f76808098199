/** The names of streams, and which is which. */

import { clientOf } from './names.js';

/** A stream is the number of the change that started it, or one of these. */
export const noStream = -1;
/** The server does not say which. */
export const unnamedStream = -2;
/** It has the name of its participant, as those of the Red5 protocol have. */
export const ownStream = -3;
/** It is none of this run's. */
export const strangeStream = -4;

/** The name of the stream that a client starts with one of its changes. */
export function streamName(tag: string, change: number): string {
  return `${tag}:${change}`;
}

/** The number of a stream by its name, or one of the above. */
export function streamOf(tag: string, client: number, name: unknown): number {
  if (typeof name !== 'string') return strangeStream;
  if (name.startsWith(`${tag}:`)) {
    const digits = name.slice(tag.length + 1);
    return /^\d+$/.test(digits) ? Number(digits) : strangeStream;
  }
  return client !== -1 && clientOf(tag, name) === client ? ownStream : strangeStream;
}
