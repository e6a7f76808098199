import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

import type { Options } from 'tsup';

const outDir = 'dist/web';

/** The pages: at which paths they are, and what they are made of. `*` is any rest. */
const pages = [
  { name: 'demo', paths: ['/', '/room/*'], folder: 'src/web/demo' },
  { name: 'red5', paths: ['/red5'], folder: 'src/web/red5' },
];

const icon = { path: '/icon.svg', source: 'src/web/shared/icon.svg' };

/** What of the bundler's report is used. */
interface Metafile {
  readonly outputs: Readonly<
    Record<string, { readonly entryPoint?: string; readonly cssBundle?: string }>
  >;
}

/** One file that the server offers. */
interface ManifestEntry {
  readonly paths: readonly string[];
  /** In the folder of the manifest; beside it, with `.br` and `.gz`, its compressed forms. */
  readonly file: string;
  readonly contentType: string;
  /** Whether the name changes with the content. */
  readonly isImmutable: boolean;
}

/** The pages that the server shows. Scripts and styles have a hash of their content in their names. */
const web: Options = {
  entry: Object.fromEntries(pages.map(({ name, folder }) => [name, `${folder}/main.tsx`])),
  outDir,
  tsconfig: 'tsconfig.browser.json',
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  minify: true,
  metafile: true,
  esbuildOptions(options) {
    options.entryNames = '[name]-[hash]';
    options.chunkNames = 'shared-[hash]';
  },
  onSuccess: () => {
    offer();
    return Promise.resolve();
  },
};

export default web;

/** Writes the documents, the compressed forms of everything, and the manifest that the server reads. */
function offer(): void {
  const metafile = takeMetafile();
  const outputs = Object.keys(metafile.outputs).map((path) => basename(path));
  const entries = [
    ...outputs.map((file) => hashedEntry(file)),
    ...pages.map((page) => documentEntry(page, metafile)),
    pictureEntry(),
  ];
  removeAllBut(entries.map(({ file }) => file));
  for (const { file } of entries) compress(join(outDir, file));
  writeFileSync(join(outDir, 'manifest.json'), JSON.stringify(entries, null, 1));
}

function takeMetafile(): Metafile {
  const path = join(outDir, 'metafile-esm.json');
  // The bundler has just written it.
  const metafile = JSON.parse(readFileSync(path, 'utf8')) as Metafile;
  rmSync(path);
  return metafile;
}

function hashedEntry(file: string): ManifestEntry {
  const contentType = file.endsWith('.css') ? 'text/css' : 'text/javascript';
  return {
    paths: [`/assets/${file}`],
    file,
    contentType: `${contentType}; charset=utf-8`,
    isImmutable: true,
  };
}

function documentEntry(
  { name, paths, folder }: (typeof pages)[number],
  { outputs }: Metafile,
): ManifestEntry {
  const found = Object.entries(outputs).find(([, { entryPoint }]) =>
    entryPoint?.startsWith(`${folder}/`),
  );
  if (found === undefined) throw new Error(`nothing was built of ${folder}`);
  const [script, { cssBundle }] = found;
  if (cssBundle === undefined) throw new Error(`${folder} has no style`);
  const document = readFileSync(`${folder}/index.html`, 'utf8')
    .replace(`/${name}.js`, `/assets/${basename(script)}`)
    .replace(`/${name}.css`, `/assets/${basename(cssBundle)}`);
  const file = `${name}.html`;
  writeFileSync(join(outDir, file), document);
  return { paths, file, contentType: 'text/html; charset=utf-8', isImmutable: false };
}

function pictureEntry(): ManifestEntry {
  const file = basename(icon.source);
  mkdirSync(outDir, { recursive: true });
  writeFileSync(join(outDir, file), readFileSync(icon.source));
  return { paths: [icon.path], file, contentType: 'image/svg+xml', isImmutable: false };
}

/** A build that watches leaves its former outputs behind. */
function removeAllBut(files: readonly string[]): void {
  for (const file of readdirSync(outDir)) {
    if (!files.includes(file)) rmSync(join(outDir, file));
  }
}

function compress(path: string): void {
  const content = readFileSync(path);
  const best = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  writeFileSync(`${path}.br`, brotliCompressSync(content, best));
  writeFileSync(`${path}.gz`, gzipSync(content, { level: constants.Z_BEST_COMPRESSION }));
}
