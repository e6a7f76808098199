import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import type { ClientFrame, ServerFrame } from '../../../protocols/json/frames.js';
import type { clientMessages } from '../../../protocols/json/messages/index.js';
import { clientSchemas, serverFrameSchema } from '../../support/documents/json-schemas.js';
import type * as joining from '../../../protocols/json/frames/joining.js';
import type * as parts from '../../../protocols/json/frames/parts.js';
import type * as engine from '../../../src/protocol.js';

// Compiles only if the types that the frames and the engine both write agree.
expectTypeOf<parts.Identifier>().toEqualTypeOf<engine.Identifier>();
expectTypeOf<joining.SeenSoFar>().toEqualTypeOf<engine.SeenSoFar>();
expectTypeOf<joining.RecoveryFailure>().toEqualTypeOf<engine.RecoveryFailure>();

/** Schemas know no `readonly`. */
type Writable<T> = T extends object ? { -readonly [K in keyof T]: Writable<T[K]> } : T;
type OutputOf<T> = T extends z.ZodType ? z.output<T> : never;
type ClientSchemas = {
  [T in keyof typeof clientMessages]: ReturnType<(typeof clientMessages)[T]['schema']>;
};

const participants = [{ userId: 'ada', userName: 'Ada', isStreaming: false }];
const userLeft = { type: 'user-left', roomId: 'r', userId: 'ben', offset: 2, participants };

describe('the schemas', () => {
  it('describe the frames that the wire types describe, and no others', () => {
    expectTypeOf<Writable<OutputOf<typeof serverFrameSchema>>>().toEqualTypeOf<
      Writable<ServerFrame>
    >();
    expectTypeOf<Writable<OutputOf<ClientSchemas[keyof ClientSchemas]>>>().toEqualTypeOf<
      Writable<ClientFrame>
    >();
    for (const [type, schema] of clientSchemas) {
      expect(z.toJSONSchema(schema)).toMatchObject({ properties: { type: { const: type } } });
    }
  });

  it('take a server frame only with its own fields', () => {
    const frame = { ...userLeft, reason: 'left' };
    expect(serverFrameSchema.parse(frame)).toEqual(frame);
    expect(serverFrameSchema.safeParse(userLeft).success).toBe(false);
    expect(serverFrameSchema.safeParse({ ...frame, password: 'x' }).success).toBe(false);
    expect(serverFrameSchema.safeParse({ ...frame, offset: 0 }).success).toBe(false);
  });
});
