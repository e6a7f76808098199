/** Participants as frames list them, in numbers. */

import { clientOf } from './names.js';

/** A stream is the number of the change that started it, or one of these. */
export const noStream = -1;
/** The server does not say which. */
export const unnamedStream = -2;
/** It has the name of its participant, as those of the Red5 protocol have. */
export const ownStream = -3;
/** It is none of this run's. */
export const strangeStream = -4;

/** One entry of a list. */
export interface Listed {
  /** -1 for whom nobody knows. */
  readonly client: number;
  readonly stream: number;
  readonly isAway: boolean;
}

export type Fields = Readonly<Record<string, unknown>>;

/** What a client calls the stream that it starts with one of its changes. */
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

/** Everybody whom a frame lists. */
export function listedIn(tag: string, { participants }: Fields): Listed[] {
  if (!Array.isArray(participants)) return [];
  const entries: readonly unknown[] = participants;
  return entries.map((entry) => {
    const fields = recordOf(entry);
    const client = clientOf(tag, fields['userId']);
    const name = fields['streamName'] ?? null;
    const stream = name === null ? unnamedStream : streamOf(tag, client, name);
    return {
      client,
      stream: fields['isStreaming'] === true ? stream : noStream,
      isAway: fields['away'] === true,
    };
  });
}

/** The fields of a frame; none if it is no object. */
export function fieldsOf(data: Buffer): Fields {
  try {
    return recordOf(JSON.parse(data.toString()));
  } catch {
    return {};
  }
}

function recordOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
