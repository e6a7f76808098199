import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { serverMessages } from '../../../protocols/json/messages/index.js';
import { errors } from '../../../src/errors/catalogue.js';
import type { RoomPolicy } from '../../../src/rooms/policy.js';
import { clientSchemas } from '../../support/documents/json-schemas.js';
import { createConversation, type JsonClient } from '../../support/doubles/json-conversation.js';

const readme = readFileSync(join(import.meta.dirname, '../../../protocols/json/README.md'), 'utf8');

/** Of a JSON schema, what is asked of it here. */
const shape = z.object({
  properties: z.record(z.string(), z.unknown()),
  required: z.array(z.string()),
});

function section(title: string): string {
  const [, text] = readme.split(`\n## ${title}\n`);
  if (text === undefined) throw new Error(`the README has no section ${title}`);
  return text.split('\n## ')[0] ?? '';
}

/** The cells of a section's table, without its head. */
function tableOf(title: string): string[][] {
  return section(title)
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** The words in backquotes. */
function words(cell = ''): string[] {
  return Array.from(cell.matchAll(/`([^`]+)`/g), ([, word]) => word ?? '');
}

/** The fields of a frame by whether they are always there. */
function fieldsOf(schema: z.ZodType): { required: string[]; optional: string[] } {
  const { properties, required } = shape.parse(z.toJSONSchema(schema));
  const fields = Object.keys(properties).filter((field) => field !== 'type');
  return {
    required: fields.filter((field) => required.includes(field)).sort(),
    optional: fields.filter((field) => !required.includes(field)).sort(),
  };
}

/** Does what the lines say that clients do, and returns the lines with what comes of it. */
async function play(lines: string[], policy: Partial<RoomPolicy>): Promise<string[]> {
  const { connect } = createConversation(undefined, {}, policy);
  const clients = new Map<string, JsonClient>();
  const played: string[] = [];
  for (const line of lines.filter((each) => !each.includes('←'))) {
    const name = line.charAt(0);
    const client = clients.get(name) ?? connect();
    clients.set(name, client);
    played.push(line);
    if (line.includes('→')) await client.say(line.slice('A → '.length));
    else await client.drop();
    for (const [listener, listening] of clients) {
      played.push(...listening.takeText().map((frame) => `${listener} ← ${frame}`));
    }
  }
  return played;
}

describe('the README', () => {
  it.each([
    { title: 'A conversation', policy: {} },
    { title: 'A client that loses nothing', policy: { reconnectGraceMs: 15_000 } },
  ])('shows under “$title” a conversation that goes exactly so', async ({ title, policy }) => {
    const shown = section(title).match(/^[A-Z] [→←✕].*$/gm) ?? [];
    expect(await play(shown, policy)).toEqual(shown);
    expect(shown.length).toBeGreaterThan(10);
  });

  it('lists the fields of every client frame, and which may be left out', () => {
    const listed = tableOf('Client → server').map(([type, fields, optional]) => ({
      type: words(type)[0],
      required: words(fields).sort(),
      optional: words(optional).sort(),
    }));
    const described = [...clientSchemas].map(([type, schema]) => ({
      type,
      ...fieldsOf(schema),
    }));
    expect(listed).toEqual(described);
  });

  it('lists the fields of every server frame, and which are not always there', () => {
    const listed = tableOf('Server → client').map(([type, fields, optional]) => ({
      type: words(type)[0],
      required: words(fields).sort(),
      optional: words(optional).sort(),
    }));
    const described = Object.entries(serverMessages).map(([type, { schema }]) => ({
      type,
      ...fieldsOf(schema),
    }));
    expect(listed).toEqual(described);
  });

  it('lists errors that exist, with the close codes that they have', () => {
    const rows = tableOf('Errors').map(([code, , close]) => ({ code: words(code)[0], close }));
    const closes = new Map(Object.entries(errors).map(([code, entry]) => [code, entry.closeCode]));
    const closing = rows.filter(({ close }) => close !== '–');
    expect(rows.filter(({ code = '' }) => !closes.has(code))).toEqual([]);
    expect(closing).toEqual(
      closing.map(({ code = '' }) => ({ code, close: String(closes.get(code)) })),
    );
    const namedAsClosing = new Set(closing.map(({ code }) => code));
    expect(
      rows.filter(({ code = '' }) => closes.get(code) !== null && !namedAsClosing.has(code)),
    ).toEqual([]);
  });
});
