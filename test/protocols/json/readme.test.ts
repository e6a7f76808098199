import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createClientSchemas } from '../../../protocols/json/schema.js';
import { serverFrameSchema } from '../../../protocols/json/server-schema.js';
import { errors } from '../../../src/errors.js';
import { createConversation, type JsonClient } from '../../support/json-conversation.js';

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

describe('the README', () => {
  it('shows a conversation that goes exactly so', async () => {
    const { connect } = createConversation();
    const clients: Record<string, JsonClient> = { A: connect(), B: connect() };
    const shown = section('A conversation').match(/^[AB] [→←] .*$/gm) ?? [];
    const played: string[] = [];
    for (const line of shown.filter((each) => each.includes('→'))) {
      played.push(line);
      await clients[line.charAt(0)]?.say(line.slice('A → '.length));
      for (const [name, client] of Object.entries(clients)) {
        played.push(...client.takeText().map((frame) => `${name} ← ${frame}`));
      }
    }
    expect(played).toEqual(shown);
    expect(shown.length).toBeGreaterThan(10);
  });

  it('lists the fields of every client frame, and which may be left out', () => {
    const listed = tableOf('Client → server').map(([type, fields, optional]) => ({
      type: words(type)[0],
      required: words(fields),
      optional: words(optional),
    }));
    const described = Object.entries(createClientSchemas(1024)).map(([type, schema]) => {
      const { properties, required } = shape.parse(z.toJSONSchema(schema));
      const fields = Object.keys(properties).filter((field) => field !== 'type');
      return {
        type,
        required: fields.filter((field) => required.includes(field)),
        optional: fields.filter((field) => !required.includes(field)),
      };
    });
    expect(listed).toEqual(described);
  });

  it('lists the fields of every server frame', () => {
    const listed = tableOf('Server → client').map(([type, fields]) => [
      words(type)[0],
      words(fields).sort(),
    ]);
    const described = serverFrameSchema.options.map((schema) => {
      const { properties } = shape.parse(z.toJSONSchema(schema));
      const fields = Object.keys(properties).filter((field) => field !== 'type');
      return [z.object({ const: z.string() }).parse(properties['type']).const, fields.sort()];
    });
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
