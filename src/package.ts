import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import { z } from 'zod';

// The same path from src/ and from dist/.
const manifest: unknown = createRequire(import.meta.url)('../package.json');

/** The version of this package. */
export const { version } = z.object({ version: z.string() }).parse(manifest);

/** Where the built files are. */
export const built = fileURLToPath(new URL('../dist', import.meta.url));
