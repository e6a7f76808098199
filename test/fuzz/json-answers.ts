import { readFileSync } from 'node:fs';

import { DocumentedFrames, documentSchema } from '../support/documents/documented-frames.js';
import { projectPath } from '../support/servers/program.js';
import type { MessageFields } from './json-messages.js';

const document = documentSchema.parse(
  JSON.parse(readFileSync(projectPath('protocols/json/asyncapi.json'), 'utf8')),
);
const documented = new DocumentedFrames(document);

/** The fields that the document has for messages that clients send. */
export const messageFields: MessageFields = new Map(
  documented.received.map((type) => [type, documented.fieldsOfReceived(type)]),
);

/** The limit of a message in bytes; the fuzzed servers have it by default. */
const maxPayloadBytes = 131_072;

/** The bytes beyond the limit that are still read. */
const payloadHeadroomBytes = 2 * 1024 ** 2;

/** The length to which a type that nobody knows is echoed, in UTF-16 units. */
const maxRequestTypeLength = 64;

const utf8 = new TextDecoder('utf-8', { fatal: true });

type Fields = Readonly<Record<string, unknown>>;

/**
 * Knows what a connection has said, and which answers that allows. Some things
 * have exactly one answer, so those are counted; of the rest every frame has to
 * be one that the document describes.
 */
export class JsonAnswers {
  /** The fate that the connection must have: it is told and closed for its size, or cut without a word. */
  fate: 'open' | 'closed' | 'cut' = 'open';
  readonly #expected = new Map<string, number>();
  readonly #saidTypes = new Set<string>();

  /** Notes what is being sent. After something too large nothing else is read. */
  said(payload: Buffer): void {
    if (this.fate !== 'open') return;
    if (payload.length > maxPayloadBytes + payloadHeadroomBytes) this.fate = 'cut';
    else if (payload.length > maxPayloadBytes) this.fate = 'closed';
    else this.#expect(this.#answerTo(parse(payload)));
  }

  /** @throws Error if an answer is missing, or is none to what was said */
  check(texts: readonly string[]): void {
    const counted = new Map<string, number>();
    for (const text of texts) {
      const frame = parseFrame(text);
      this.#checkFrame(frame, text);
      const kind = frame.type === 'error' ? String(frame['code']) : frame.type;
      counted.set(kind, (counted.get(kind) ?? 0) + 1);
    }
    // A cut throws away what was on its way.
    if (this.fate === 'cut') return;
    if (this.fate === 'closed' && !counted.has('message-too-large')) {
      throw new Error('it was not told that its message was too large');
    }
    for (const kind of exactKinds) {
      const [wanted, got] = [this.#expected.get(kind) ?? 0, counted.get(kind) ?? 0];
      if (wanted !== got) throw new Error(`${got} of ${kind} came instead of ${wanted}`);
    }
  }

  #checkFrame(frame: Fields & { readonly type: string }, text: string): void {
    const mistake = documented.mistakeInSent(frame);
    if (mistake !== null) throw new Error(`${mistake} in ${text.slice(0, 500)}`);
    const { requestType } = frame;
    if (typeof requestType === 'string' && !this.#saidTypes.has(requestType)) {
      throw new Error(`nothing of this type was said: ${text.slice(0, 500)}`);
    }
    if (Array.isArray(frame['participants'])) checkParticipants(frame['participants'], text);
  }

  #answerTo(message: Fields | null): string | null {
    if (message === null) return 'invalid-json';
    const { type } = message;
    if (typeof type !== 'string') return 'unknown-type';
    // A cut may leave half a character, which JSON then shows as such.
    this.#saidTypes.add(type.slice(0, maxRequestTypeLength));
    if (!messageFields.has(type)) return 'unknown-type';
    if (type === 'ping') return 'pong';
    return type === 'list-rooms' ? 'rooms-list' : null;
  }

  #expect(kind: string | null): void {
    if (kind !== null) this.#expected.set(kind, (this.#expected.get(kind) ?? 0) + 1);
  }
}

/** The kinds that are answered with exactly this, once for each time. */
const exactKinds = ['invalid-json', 'unknown-type', 'pong', 'rooms-list'];

function parse(payload: Buffer): Fields | null {
  try {
    const value: unknown = JSON.parse(utf8.decode(payload));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? // Whatever an object holds, it holds by names.
        (value as Fields)
      : null;
  } catch {
    return null;
  }
}

function parseFrame(text: string): Fields & { readonly type: string } {
  const value = parse(Buffer.from(text));
  const type = value?.['type'];
  if (value === null || typeof type !== 'string')
    throw new Error(`no frame: ${text.slice(0, 500)}`);
  return { ...value, type };
}

function checkParticipants(participants: readonly unknown[], text: string): void {
  // The document has said already that each of them has one.
  const ids = participants.map((one) => JSON.stringify((one as Fields)['userId']));
  if (new Set(ids).size !== ids.length) throw new Error(`twice in a list: ${text.slice(0, 500)}`);
}
