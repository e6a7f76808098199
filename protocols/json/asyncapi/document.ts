/**
 * The JSON protocol as an AsyncAPI 3 document, made from the schemas that check
 * the frames. `npm run protocol:docs` writes it to asyncapi.json.
 */

import type { z } from 'zod';
import { errors, type ErrorCode } from '../../../src/errors/catalogue.js';
import { clientMessages, serverMessages } from '../messages/index.js';
import { createClientSchemaParts } from '../schema-parts.js';
import {
  type AnyFrameText,
  DocumentSchemas,
  frameName,
  type JsonSchema,
  type Sender,
} from './schemas.js';
import { documentText } from './texts.js';

/** A frame as the document describes it. */
interface DescribedFrame {
  readonly sender: Sender;
  readonly type: string;
  readonly schema: z.ZodType;
  readonly text: AnyFrameText;
  /** Types of the frames of which one is the answer. */
  readonly replies: readonly string[];
}

/** No JSON Schema can say how long a text is in bytes. */
const anyLength = (): boolean => true;

/** Errors that only clients of other protocols are told. */
const foreignErrors: ReadonlySet<string> = new Set<ErrorCode>([
  'missing-parameter',
  'name-too-long',
]);

/**
 * The document: plain data, the same for the same version and schemas.
 *
 * @param version of the package
 */
export function createAsyncApiDocument(version: string): JsonSchema {
  const frames = [...clientFrames(), ...serverFrames()];
  const schemas = new DocumentSchemas(new Map([['ErrorCode', describeErrors()]]));
  for (const { sender, type, schema, text } of frames) schemas.add(sender, type, schema, text);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Callboard JSON protocol',
      version,
      description: documentText,
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    servers: {
      plain: { host: 'localhost:8080', protocol: 'ws', description: 'As set by default.' },
      encrypted: { host: 'localhost:8080', protocol: 'wss', description: 'With TLS switched on.' },
    },
    channels: { connection: describeChannel(frames) },
    operations: describeOperations(frames),
    components: {
      messages: byName(frames, ({ sender, type, text }) => ({
        name: type,
        title: frameName(sender, type),
        summary: text.summary,
        ...(text.description === undefined ? {} : { description: text.description }),
        payload: { $ref: `#/components/schemas/${frameName(sender, type)}` },
      })),
      schemas: schemas.all(),
    },
  };
}

function clientFrames(): DescribedFrame[] {
  const parts = createClientSchemaParts(anyLength);
  return Object.entries(clientMessages).map(([type, { schema, text }]) => {
    const replies = 'replies' in text ? text.replies : [];
    return { sender: 'client', type, schema: schema(parts), text, replies };
  });
}

function serverFrames(): DescribedFrame[] {
  return Object.entries(serverMessages).map(([type, { schema, text }]) => ({
    sender: 'server',
    type,
    schema,
    text,
    replies: [],
  }));
}

function describeChannel(frames: readonly DescribedFrame[]): JsonSchema {
  return {
    address: '/',
    title: 'Connection',
    description: 'One WebSocket. Any other path, and any query, leads to the same.',
    messages: byName(frames, ({ sender, type }) => ({
      $ref: `#/components/messages/${frameName(sender, type)}`,
    })),
    bindings: { ws: { method: 'GET', bindingVersion: '0.1.0' } },
  };
}

/** As AsyncAPI wants it, from the server's side: it receives what clients send. */
function describeOperations(frames: readonly DescribedFrame[]): JsonSchema {
  const replies = new Set(frames.flatMap((frame) => frame.replies));
  const channel = { $ref: '#/channels/connection' };
  const messageOf = (sender: Sender, type: string): JsonSchema => ({
    $ref: `#/channels/connection/messages/${frameName(sender, type)}`,
  });
  const received = frames.filter(({ sender }) => sender === 'client');
  const sentUnasked = frames.filter(
    ({ sender, type }) => sender === 'server' && !replies.has(type),
  );
  return Object.fromEntries(
    [...received, ...sentUnasked].map(({ sender, type, text, replies }) => [
      `${sender === 'client' ? 'receive' : 'send'}${frameName(sender, type)}`,
      {
        action: sender === 'client' ? 'receive' : 'send',
        channel,
        summary: text.summary,
        messages: [messageOf(sender, type)],
        ...(replies.length === 0
          ? {}
          : { reply: { channel, messages: replies.map((reply) => messageOf('server', reply)) } }),
      },
    ]),
  );
}

/** Every code, for people and for programs. */
function describeErrors(): JsonSchema {
  const entries = Object.entries(errors).filter(([code]) => !foreignErrors.has(code));
  const rows = entries.map(
    ([code, { message, closeCode }]) => `| \`${code}\` | ${message} | ${closeCode ?? '–'} |`,
  );
  return {
    description: [
      'What is wrong. Further codes may come later.',
      '',
      '| code | message | close code |',
      '| --- | --- | --- |',
      ...rows,
    ].join('\n'),
    examples: entries.map(([code]) => code),
    'x-errors': entries.map(([code, { message, closeCode }]) => ({ code, message, closeCode })),
  };
}

function byName(
  frames: readonly DescribedFrame[],
  describe: (frame: DescribedFrame) => JsonSchema,
): JsonSchema {
  return Object.fromEntries(
    frames.map((frame) => [frameName(frame.sender, frame.type), describe(frame)]),
  );
}
