/** Participants as frames list them, in numbers. */

import { clientOf } from '../plan/names.js';
import { noStream, streamOf, unnamedStream } from '../plan/streams.js';

/** One entry of a list. */
export interface Listed {
  /** -1 for whom nobody knows. */
  readonly client: number;
  readonly stream: number;
  readonly isAway: boolean;
}

export type Fields = Readonly<Record<string, unknown>>;

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
