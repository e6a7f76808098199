import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Parser } from '@asyncapi/parser';
import fc from 'fast-check';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';

import { createAsyncApiDocument } from '../../../protocols/json/asyncapi/document.js';
import { serverMessages } from '../../../protocols/json/messages/index.js';
import { errors } from '../../../src/errors/catalogue.js';
import {
  DocumentedFrames,
  documentSchema,
  type TypedFrame,
} from '../../support/documents/documented-frames.js';
import { clientSchemas } from '../../support/documents/json-schemas.js';
import { readScenarios, type TraceStep } from '../../support/documents/traces.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const path = join(root, 'protocols/json/asyncapi.json');
const committed = readFileSync(path, 'utf8');
const document = documentSchema.parse(JSON.parse(committed));
const frames = new DocumentedFrames(document);
const outOfDate = 'protocols/json/asyncapi.json is out of date: run `npm run protocol:docs`';

function isTyped(value: unknown): value is TypedFrame {
  return (
    typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
  );
}

/** The frames in the conversation that the protocol's README shows and its tests play. */
function shownFrames(arrow: '→' | '←'): TypedFrame[] {
  const readme = readFileSync(join(root, 'protocols/json/README.md'), 'utf8');
  const lines = readme.match(new RegExp(`^\\w+ ${arrow} \\{.*$`, 'gm')) ?? [];
  return lines.map((line) => JSON.parse(line.slice(line.indexOf('{'))) as unknown).filter(isTyped);
}

function messagesIn(steps: readonly TraceStep[]): TypedFrame[] {
  return steps.flatMap((step) => {
    if (step.op === 'together') return messagesIn(step.steps);
    return step.op === 'send' && isTyped(step.m) ? [step.m] : [];
  });
}

describe('the AsyncAPI document', () => {
  it('is the one that the schemas describe now', async () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    const fresh = JSON.stringify(createAsyncApiDocument(manifest.version));
    const style = await resolveConfig(path);
    expect(committed, outOfDate).toBe(await format(fresh, { ...style, filepath: path }));
  });

  it("leaves AsyncAPI's own parser nothing to complain of", async () => {
    const { document: parsed, diagnostics } = await new Parser().parse(committed);
    const complaints = diagnostics.filter(({ code }) => code !== 'asyncapi-latest-version');
    expect(complaints).toEqual([]);
    expect(parsed?.allMessages().all()).toHaveLength(
      Object.keys(document.components.messages).length,
    );
  });

  it('has every frame of either direction, and no other', () => {
    expect(frames.received).toEqual([...clientSchemas.keys()]);
    expect(frames.sent.toSorted()).toEqual(Object.keys(serverMessages).toSorted());
  });

  it('says in words what every field is', () => {
    const silent = Object.entries(document.components.schemas).flatMap(([name, schema]) =>
      Object.entries((schema['properties'] ?? {}) as Record<string, object>)
        .filter(
          ([field, inner]) => field !== 'type' && !('$ref' in inner || 'description' in inner),
        )
        .map(([field]) => `${name}.${field}`),
    );
    expect(silent).toEqual([]);
    expect(Object.values(document.components.schemas).every((one) => 'description' in one)).toBe(
      true,
    );
  });

  it('lists the error codes of the catalogue that clients of this protocol can be told', () => {
    const { examples, description } = document.components.schemas['ErrorCode'] ?? {};
    const foreign = ['missing-parameter', 'name-too-long'];
    const codes = Object.keys(errors).filter((code) => !foreign.includes(code));
    expect(examples).toEqual(codes);
    expect(codes.filter((code) => !String(description).includes(`\`${code}\``))).toEqual([]);
  });
});

describe('the schemas in the document', () => {
  it.each(['→', '←'] as const)('describe the frames that the README shows as %s', (arrow) => {
    const shown = shownFrames(arrow);
    const mistakes = shown.map((frame) =>
      arrow === '→' ? frames.mistakeInReceived(frame) : frames.mistakeInSent(frame),
    );
    expect(mistakes.filter((mistake) => mistake !== null)).toEqual([]);
    expect(shown.length).toBeGreaterThan(5);
  });

  it('take and refuse of the recorded messages what the server takes and refuses', () => {
    const recorded = readScenarios('json').flatMap(({ steps }) => messagesIn(steps));
    const known = recorded.filter(({ type }) => clientSchemas.has(type));
    for (const frame of known) {
      const isTaken = clientSchemas.get(frame.type)?.safeParse(frame).success;
      expect(frames.mistakeInReceived(frame) === null, JSON.stringify(frame)).toBe(isTaken);
    }
    expect(known.length).toBeGreaterThan(100);
  });

  it('take and refuse of any short message what the server takes and refuses', () => {
    const fields = [
      ...new Set(
        Object.values(document.components.schemas).flatMap(({ properties }) =>
          Object.keys(properties ?? {}),
        ),
      ),
    ].filter((field) => field !== 'type');
    const value = fc.oneof(
      fc.constantFrom<unknown>('', 'a', 42, -1, 0.5, 1e300, null, true, 'full', 'delta', [], {}),
      fc.record({ epoch: fc.constantFrom('e', 1), offset: fc.constantFrom(0, 7, -1, 'x') }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...clientSchemas),
        fc.dictionary(fc.constantFrom(...fields), value),
        fc.boolean(),
        ([type, schema], extra, isSeated) => {
          const seat = { roomId: 'r', userId: 'u', fromUserId: 'u', toUserId: 'v', content: 'x' };
          const frame = { ...(isSeated ? seat : {}), ...extra, type };
          expect(frames.mistakeInReceived(frame) === null).toBe(schema.safeParse(frame).success);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('leave room for fields and reasons of later versions', () => {
    const frame = { type: 'user-left', roomId: 'r', userId: 'u', offset: 2, participants: [] };
    expect(frames.mistakeInSent({ ...frame, reason: 'left' })).toBeNull();
    const later = { ...frame, reason: 'went home', mood: 'good' };
    expect(frames.mistakeInSent(later)).toBeNull();
    expect(frames.mistakeInSent(frame)).toContain('reason');
  });

  it('describe a participant once', () => {
    const text = JSON.stringify(document);
    expect(text.match(/"isStreaming":\{/g)).toHaveLength(1);
    expect(text.split('"#/components/schemas/Participant"').length).toBeGreaterThan(5);
  });
});
