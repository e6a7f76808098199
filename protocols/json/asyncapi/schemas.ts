import { z } from 'zod';
import { fieldTexts, identifierText, nameText, partTexts, type PartText } from './texts.js';

/** A JSON Schema (draft 7), or part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The sender of a frame. */
export type Sender = 'client' | 'server';

/** The words of the document about any frame. */
export interface AnyFrameText {
  /** One sentence, in CommonMark like all texts here. */
  readonly summary: string;
  readonly description?: string;
  readonly fields?: Readonly<Record<string, string>>;
}

/** The name of a frame in the document, where both directions have a `chat-message`. */
export function frameName(sender: Sender, type: string): string {
  return `${pascalCase(type)}${sender === 'client' ? 'Request' : 'Event'}`;
}

function pascalCase(type: string): string {
  return type.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Values that are there today; programs must live with others. */
const openFields: ReadonlySet<string> = new Set(['reason']);

const partOfField: ReadonlyMap<string, PartText> = new Map(Object.entries(partTexts));
const textOfField: ReadonlyMap<string, string> = new Map(Object.entries(fieldTexts));

/** Names and identifiers are in every frame: known by their shape, they are described once. */
const identifiers: readonly { readonly text: PartText; readonly schema: JsonSchema }[] = [
  { text: identifierText, schema: convert(z.union([z.string().min(1), z.number()]), 'client') },
  { text: nameText, schema: convert(z.union([z.string(), z.number()]), 'server') },
];

/** The schemas of a document, each part that several frames share described once. */
export class DocumentSchemas {
  readonly #schemas = new Map<string, JsonSchema>();
  readonly #parts = new Map<string, JsonSchema>();
  readonly #additions: ReadonlyMap<string, JsonSchema>;
  readonly #identifiers: ReadonlyMap<string, PartText>;

  /** @param additions what is said of parts beyond their schemas, by their names */
  constructor(additions: ReadonlyMap<string, JsonSchema>) {
    this.#additions = additions;
    this.#identifiers = new Map(
      identifiers.map(({ text, schema }) => [JSON.stringify(schema), text]),
    );
    for (const { text, schema } of identifiers) {
      this.#schemas.set(text.name, titled(text, schema));
    }
  }

  /** All schemas so far, by name. */
  all(): JsonSchema {
    return Object.fromEntries(this.#schemas);
  }

  /** Adds the schema of a frame. */
  add(sender: Sender, type: string, schema: z.ZodType, text: AnyFrameText): void {
    const name = frameName(sender, type);
    const described = this.#describe(convert(schema, sender), textsOf(text));
    this.#schemas.set(name, titled({ name, description: text.summary }, described));
  }

  #describe(node: JsonSchema, texts: ReadonlyMap<string, string>): JsonSchema {
    return Object.fromEntries(
      Object.entries(node).map(([keyword, value]) => {
        if (keyword === 'properties' && isObject(value)) {
          return [keyword, this.#describeFields(value, texts)];
        }
        if (keyword === 'items' && isObject(value)) return [keyword, this.#refer(value)];
        if (keyword === 'anyOf' && Array.isArray(value)) {
          return [keyword, value.filter(isObject).map((each) => this.#refer(each))];
        }
        return [keyword, value];
      }),
    );
  }

  #describeFields(fields: JsonSchema, texts: ReadonlyMap<string, string>): JsonSchema {
    return Object.fromEntries(
      Object.entries(fields)
        .filter((entry): entry is [string, JsonSchema] => isObject(entry[1]))
        .map(([field, node]) => [field, this.#describeField(field, node, texts.get(field))]),
    );
  }

  #describeField(field: string, node: JsonSchema, ownText: string | undefined): JsonSchema {
    const part = partOfField.get(field);
    const schema = part === undefined ? this.#refer(node) : this.#extract(part, node);
    const text = ownText ?? textOfField.get(field);
    // What stands beside a reference is ignored.
    if ('$ref' in schema || text === undefined) return schema;
    return { description: text, ...(openFields.has(field) ? opened(schema) : schema) };
  }

  /** The schema, or a reference to it if the document has it under a name. */
  #refer(node: JsonSchema): JsonSchema {
    const identifier = this.#identifiers.get(JSON.stringify(node));
    if (identifier !== undefined) return referenceTo(identifier.name);
    const type = frameTypeOf(node);
    if (type !== undefined) return referenceTo(frameName('server', type));
    return this.#describe(node, new Map());
  }

  /** Puts a reference in place of the part that a field holds: alone, in a list or if not null. */
  #extract(part: PartText, node: JsonSchema): JsonSchema {
    const { anyOf, items } = node;
    if (isObject(items)) return { ...node, items: this.#extract(part, items) };
    if (Array.isArray(anyOf)) {
      const extracted = anyOf
        .filter(isObject)
        .map((each) => (each['type'] === 'null' ? each : this.#extract(part, each)));
      return { ...node, anyOf: extracted };
    }
    this.#define(part, node);
    return referenceTo(part.name);
  }

  #define(part: PartText, node: JsonSchema): void {
    const { name } = part;
    const known = this.#parts.get(name);
    if (known === undefined) {
      this.#parts.set(name, node);
      const described = titled(part, this.#describe(node, textsOf(part)));
      this.#schemas.set(name, { ...described, ...this.#additions.get(name) });
      return;
    }
    /* v8 ignore next -- @preserve: nobody could commit such a document */
    if (JSON.stringify(known) !== JSON.stringify(node)) throw new Error(`${name} has two shapes`);
  }
}

function textsOf({ fields = {} }: Pick<AnyFrameText, 'fields'>): ReadonlyMap<string, string> {
  return new Map(Object.entries(fields));
}

/** Only draft 7 is understood by every AsyncAPI tool. */
function convert(schema: z.ZodType, sender: Sender): JsonSchema {
  const io = sender === 'client' ? 'input' : 'output';
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-07', io });
  /* v8 ignore next -- @preserve: only the type of the function says that it may be missing */
  if ($schema === undefined) throw new Error('not a schema');
  return withoutStrictness(rest);
}

/** Fields may be added later: who reads a frame must not refuse them. */
function withoutStrictness(value: object): JsonSchema {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([keyword, inner]) => keyword !== 'additionalProperties' || inner !== false)
      .map(([keyword, inner]: [string, unknown]) => [keyword, relaxed(inner)]),
  );
}

function relaxed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relaxed);
  return isObject(value) ? withoutStrictness(value) : value;
}

function opened({ enum: values, ...rest }: JsonSchema): JsonSchema {
  return { ...rest, examples: values };
}

function titled({ name, description }: PartText, schema: JsonSchema): JsonSchema {
  return { title: name, description, ...schema };
}

function referenceTo(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

function frameTypeOf({ properties }: JsonSchema): string | undefined {
  const type = isObject(properties) ? properties['type'] : undefined;
  const value = isObject(type) ? type['const'] : undefined;
  return typeof value === 'string' ? value : undefined;
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
