import { Ajv } from 'ajv';
import { z } from 'zod';

/** Of an AsyncAPI document, what is asked of it here. */
export const documentSchema = z.looseObject({
  asyncapi: z.string(),
  info: z.looseObject({ version: z.string() }),
  operations: z.record(
    z.string(),
    z.object({
      action: z.enum(['receive', 'send']),
      messages: z.array(z.object({ $ref: z.string() })),
      reply: z.object({ messages: z.array(z.object({ $ref: z.string() })) }).optional(),
    }),
  ),
  components: z.object({
    messages: z.record(
      z.string(),
      z.looseObject({
        name: z.string(),
        summary: z.string(),
        payload: z.object({ $ref: z.string() }),
      }),
    ),
    schemas: z.record(z.string(), z.looseObject({})),
  }),
});

const propertiesSchema = z.object({ properties: z.record(z.string(), z.unknown()) });

export type AsyncApiDocument = z.infer<typeof documentSchema>;

/** Something with a type, which may be a frame. */
export interface TypedFrame {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** The frames that a document describes, as somebody who knows nothing but the document sees them. */
export class DocumentedFrames {
  /** The types of what the server receives, in order. */
  readonly received: readonly string[];
  /** The types of what the server sends, asked or not. */
  readonly sent: readonly string[];
  readonly #ajv: Ajv;
  /** Names in the document by direction and type. */
  readonly #payloads = new Map<string, string>();
  readonly #schemas: AsyncApiDocument['components']['schemas'];

  constructor({ operations, components: { messages, schemas } }: AsyncApiDocument) {
    // A document holds more keywords than a schema.
    this.#ajv = new Ajv({ strict: false });
    this.#schemas = schemas;
    this.#ajv.addSchema({ components: { schemas } }, 'document');
    const typeOf = (direction: string, { $ref }: { readonly $ref: string }): string => {
      const message = messages[$ref.split('/').at(-1) ?? ''];
      if (message === undefined) throw new Error(`${$ref} leads nowhere`);
      this.#payloads.set(`${direction} ${message.name}`, message.payload.$ref);
      return message.name;
    };
    const received: string[] = [];
    const sent: string[] = [];
    for (const operation of Object.values(operations)) {
      const own = operation.messages.map((message) => typeOf(operation.action, message));
      (operation.action === 'receive' ? received : sent).push(...own);
      sent.push(...(operation.reply?.messages ?? []).map((message) => typeOf('send', message)));
    }
    this.received = received;
    this.sent = sent;
  }

  /** The names of the fields of something that a client sends. */
  fieldsOfReceived(type: string): readonly string[] {
    const name = this.#payloads.get(`receive ${type}`)?.split('/').at(-1) ?? '';
    return Object.keys(propertiesSchema.parse(this.#schemas[name]).properties);
  }

  /** The mistake in something that a client sends; null: none. */
  mistakeInReceived(frame: TypedFrame): string | null {
    return this.#mistake('receive', frame);
  }

  /** The mistake in something that the server sends; null: none. */
  mistakeInSent(frame: TypedFrame): string | null {
    return this.#mistake('send', frame);
  }

  #mistake(direction: string, frame: TypedFrame): string | null {
    const payload = this.#payloads.get(`${direction} ${frame.type}`);
    if (payload === undefined) return `${frame.type} is not described`;
    const validate = this.#ajv.getSchema(`document${payload}`);
    if (validate === undefined) return `${payload} leads nowhere`;
    return validate(frame) === true
      ? null
      : `${frame.type}: ${this.#ajv.errorsText(validate.errors)}`;
  }
}
