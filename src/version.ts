import { createRequire } from 'node:module';
import { z } from 'zod';

// The same path from src/ and from dist/.
const manifest: unknown = createRequire(import.meta.url)('../package.json');

/** The version of this package. */
export const { version } = z.object({ version: z.string() }).parse(manifest);
