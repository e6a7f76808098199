import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import { z } from 'zod';

// The same path from src/ and from dist/.
const manifest: unknown = createRequire(import.meta.url)('../package.json');

/** The version of this package. */
export const { version } = z.object({ version: z.string() }).parse(manifest);

/** The path of the folder of built files, without a slash at the end. */
export const built = fileURLToPath(new URL('../dist', import.meta.url));
