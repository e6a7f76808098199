import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { z } from 'zod';

import { built } from '../package.js';

/** A file that was built, in memory. */
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

/** Reads the pages for people; null if they have not been built. */
export function loadPages(): readonly WebAsset[] | null {
  const folder = join(built, 'web');
  const manifest = join(folder, 'manifest.json');
  if (!existsSync(manifest)) return null;
  const entries = manifestSchema.parse(JSON.parse(readFileSync(manifest, 'utf8')));
  return entries.map(({ file, ...entry }) => ({
    ...entry,
    body: readFileSync(join(folder, file)),
    compressed: {
      br: readFileSync(join(folder, `${file}.br`)),
      gzip: readFileSync(join(folder, `${file}.gz`)),
    },
  }));
}

/** Compressing takes longer than all else that a start does: once for all servers of a process. */
let clientScript: WebAsset | null = null;

/** The client for pages without modules; null if it has not been built. */
export function loadClientScript(): WebAsset | null {
  const path = join(built, 'callboard-client.js');
  if (clientScript === null && existsSync(path)) clientScript = compress(readFileSync(path));
  return clientScript;
}

function compress(body: Uint8Array): WebAsset {
  return {
    paths: ['/callboard-client.js'],
    contentType: 'text/javascript; charset=utf-8',
    body,
    compressed: { br: brotliCompressSync(body), gzip: gzipSync(body) },
    isImmutable: false,
  };
}
