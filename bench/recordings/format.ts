/**
 * A recording of one room: a file of JSON lines. The first says what it
 * is; then come those who were there when it began, and what happened.
 */

import { z } from 'zod';

import type {
  RecordedEvent,
  RecordedPerson,
  Recording,
  RecordingHeader,
} from '../plan/recording.js';

const who = z.string().min(1).describe('userId, on Red5 streamName');
const name = z.string().optional();

const headerSchema = z.object({
  kind: z.literal('callboard-traffic'),
  format: z.literal(1),
  protocol: z.enum(['json', 'red5']),
  room: z.string(),
  version: z.string(),
  node: z.string(),
  startedAt: z.string(),
}) satisfies z.ZodType<RecordingHeader>;

const atMs = z.number().min(0);
const lineSchema = z.discriminatedUnion('event', [
  z.object({ atMs, event: z.literal('present'), who, name, isStreaming: z.boolean().optional() }),
  z.object({ atMs, event: z.literal('join'), who, name }),
  z.object({ atMs, event: z.literal('leave'), who }),
  z.object({ atMs, event: z.literal('start-stream'), who }),
  z.object({ atMs, event: z.literal('stop-stream'), who }),
  z.object({ atMs, event: z.literal('chat'), who, content: z.string() }),
]);

/** A line after the first. `atMs`: milliseconds since the recording began. */
export type RecordedLine = z.output<typeof lineSchema>;

/** A recording that makes no sense: the message says in which line, and why. */
class RecordingError extends Error {}

/**
 * @param text of the file
 * @param file its name, for error messages
 * @throws RecordingError at the first line that is not right
 */
export function readRecording(text: string, file: string): Recording {
  const lines = text.split('\n');
  const reader = new RecordingReader();
  let header: RecordingHeader | null = null;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    try {
      if (header === null) header = parsed(headerSchema, line);
      else reader.take(parsed(lineSchema, line), header);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new RecordingError(`${file}:${index + 1}: ${reason}`);
    }
  }
  if (header === null) throw new RecordingError(`${file}:1: there is nothing in it`);
  if (reader.people.length === 0) throw new RecordingError(`${file}:1: nobody is in it`);
  return { header, people: reader.people, events: reader.events };
}

function parsed<T>(schema: z.ZodType<T>, line: string): T {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Error('this is not JSON');
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw new Error(
    read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
  );
}

/** Follows who is there, and refuses what cannot have been. */
class RecordingReader {
  readonly people: RecordedPerson[] = [];
  readonly events: RecordedEvent[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #isStreaming = new Map<string, boolean>();
  #lastMs = 0;

  /** @throws Error if that cannot follow what was before it */
  take(line: RecordedLine, { protocol }: RecordingHeader): void {
    if (line.atMs < this.#lastMs) throw new Error(`${line.atMs} ms is before the line above`);
    this.#lastMs = line.atMs;
    this.#follow(line);
    const isKnown = line.event === 'present' || line.event === 'join' || line.event === 'leave';
    if (protocol === 'red5' && !isKnown) throw new Error(`Red5 rooms know no ${line.event}`);
    const person = this.#numberOf(line);
    if (line.event === 'present') return;
    const content = line.event === 'chat' ? line.content : '';
    this.events.push({ atMs: line.atMs, kind: line.event, person, content });
  }

  #follow(line: RecordedLine): void {
    const isStreaming = this.#isStreaming.get(line.who);
    switch (line.event) {
      case 'present':
        if (this.events.length > 0) throw new Error('who is present is said before all else');
        if (isStreaming !== undefined) throw new Error(`${line.who} is there already`);
        this.#isStreaming.set(line.who, line.isStreaming ?? false);
        return;
      case 'join':
        if (isStreaming !== undefined) throw new Error(`${line.who} is there already`);
        this.#isStreaming.set(line.who, false);
        return;
      case 'leave':
        this.#mustBeThere(line.who);
        this.#isStreaming.delete(line.who);
        return;
      case 'start-stream':
      case 'stop-stream':
        this.#mustBeThere(line.who);
        if (isStreaming === (line.event === 'start-stream')) {
          throw new Error(`${line.who} is ${isStreaming ? '' : 'not '}streaming already`);
        }
        this.#isStreaming.set(line.who, line.event === 'start-stream');
        return;
      case 'chat':
        this.#mustBeThere(line.who);
    }
  }

  #mustBeThere(person: string): void {
    if (!this.#isStreaming.has(person)) throw new Error(`${person} is not there`);
  }

  #numberOf(line: RecordedLine): number {
    const known = this.#numbers.get(line.who);
    if (known !== undefined) return known;
    const isPresent = line.event === 'present';
    this.people.push({
      name: (isPresent || line.event === 'join' ? line.name : undefined) ?? line.who,
      isPresent,
      isStreaming: isPresent && (line.isStreaming ?? false),
    });
    this.#numbers.set(line.who, this.people.length - 1);
    return this.people.length - 1;
  }
}
