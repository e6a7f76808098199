/**
 * `npm run protocol:docs`: writes the AsyncAPI document of the JSON protocol
 * from the sources. An argument is another file to write it to.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { build } from 'tsup';

const root = fileURLToPath(new URL('..', import.meta.url));
const committed = join(root, 'protocols/json/asyncapi.json');
const target = process.argv[2] === undefined ? committed : resolve(process.argv[2]);
// Of its own, so that several runs at once do not meet; inside, so that packages are found.
const outDir = join(root, `.cache/protocol-docs-${process.pid}`);

/** Node 20 reads no TypeScript: bundles the module that makes the document, and loads that. */
async function loadSources() {
  await build({
    config: false,
    entry: [join(root, 'protocols/json/asyncapi/document.ts')],
    outDir,
    format: 'esm',
    outExtension: () => ({ js: '.mjs' }),
    silent: true,
  });
  /** @type {unknown} */
  const module = await import(pathToFileURL(join(outDir, 'document.mjs')).href);
  // What was just built is that very module.
  return /** @type {typeof import('../protocols/json/asyncapi/document.js')} */ (module);
}

try {
  const { createAsyncApiDocument } = await loadSources();
  /** @type {unknown} */
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { version } = /** @type {{ version: string }} */ (manifest);
  const text = JSON.stringify(createAsyncApiDocument(version));
  const style = await resolveConfig(committed);
  const formatted = await format(text, { ...style, filepath: committed });
  // An untouched file leaves dist/, which holds it, up to date.
  if (!existsSync(target) || readFileSync(target, 'utf8') !== formatted) {
    writeFileSync(target, formatted);
  }
} finally {
  rmSync(outDir, { recursive: true, force: true });
}
