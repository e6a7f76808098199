import type { z } from 'zod';
import type { ClientFrame } from './frames.js';
import { clientMessages } from './messages/index.js';
import { createClientSchemaParts } from './schema-parts.js';

/**
 * The schema of each client frame, by its type.
 *
 * @param isName whether a text is not too long for a name
 */
export function createClientSchemas(
  isName: (text: string) => boolean,
): ReadonlyMap<string, z.ZodType<ClientFrame>> {
  const parts = createClientSchemaParts(isName);
  // A Map, since the key comes from clients: "toString" and "__proto__" are no types.
  return new Map(Object.entries(clientMessages).map(([type, { schema }]) => [type, schema(parts)]));
}
