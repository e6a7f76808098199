import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** A file of the built pages, in memory. */
export interface WebAsset {
  readonly paths: readonly string[];
  readonly contentType: string;
  readonly body: Uint8Array;
  readonly compressed: { readonly br: Uint8Array; readonly gzip: Uint8Array };
  /** Whether its name changes with its content. */
  readonly isImmutable: boolean;
}

const manifestSchema = z.array(
  z.object({
    paths: z.array(z.string()),
    file: z.string(),
    contentType: z.string(),
    isImmutable: z.boolean(),
  }),
);

// The same path from src/ and from dist/.
const folder = fileURLToPath(new URL('../dist/web', import.meta.url));

/** Reads the pages for people, which the build has left; null if they have not been built. */
export function loadWebAssets(): readonly WebAsset[] | null {
  const manifest = join(folder, 'manifest.json');
  if (!existsSync(manifest)) return null;
  const entries = manifestSchema.parse(JSON.parse(readFileSync(manifest, 'utf8')));
  return entries.map(({ file, ...entry }) => ({
    ...entry,
    body: read(file),
    compressed: { br: read(`${file}.br`), gzip: read(`${file}.gz`) },
  }));
}

function read(file: string): Uint8Array {
  return readFileSync(join(folder, file));
}
