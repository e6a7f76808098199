import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { format, resolveConfig } from 'prettier';
import { expect } from 'vitest';

import { withTable } from '../../../bench/documents/markdown-table.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Folders whose files are installed, built or kept for a while. */
const passedOver = new Set(['node_modules', 'dist', 'coverage', '.git', '.cache']);

/** The Markdown files of the project, by their paths from its folder. */
export const documents: readonly string[] = documentsIn('');

function documentsIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return passedOver.has(entry.name) ? [] : documentsIn(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

export function readDocument(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** A relative link of a document. */
export interface Link {
  /** From the project's folder. */
  readonly path: string;
  /** The anchor of a heading; null: the link is to the whole file. */
  readonly anchor: string | null;
}

/** The links of a document to files of the project, itself included. */
export function linksOf(document: string): readonly Link[] {
  const text = withoutCode(readDocument(document)).replaceAll(/`[^`\n]*`/g, '');
  const targets = Array.from(text.matchAll(/\]\((?<target>[^)\s]+)\)/g), ({ groups }) => {
    return groups?.['target'] ?? '';
  });
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = '', anchor = null] = target.split('#');
      return { path: file === '' ? document : join(document, '..', file), anchor };
    });
}

/** The anchors that GitHub gives to the headings of a document. */
export function anchorsOf(document: string): readonly string[] {
  const headings = withoutCode(readDocument(document)).matchAll(/^#+ (?<heading>.+)$/gm);
  const anchors: string[] = [];
  for (const { groups } of headings) {
    const text = (groups?.['heading'] ?? '').toLowerCase().trim();
    const anchor = text.replaceAll(/[^\p{Letter}\p{Number} _-]/gu, '').replaceAll(' ', '-');
    const before = anchors.filter((other) => other.replace(/-\d+$/, '') === anchor).length;
    anchors.push(before === 0 ? anchor : `${anchor}-${before}`);
  }
  return anchors;
}

function withoutCode(text: string): string {
  return text.replaceAll(/^```[^]*?^```$/gm, '');
}

/** The names in the first column of the table between `<!-- name -->` and `<!-- /name -->`. */
export function namesInTable(document: string, name: string): readonly string[] {
  const [, rest = ''] = readDocument(document).split(`<!-- ${name} -->`);
  const [table = ''] = rest.split(`<!-- /${name} -->`);
  return Array.from(table.matchAll(/^\| `(?<name>[^`]+)` +\|/gm), (row) => {
    return row.groups?.['name'] ?? '';
  });
}

/**
 * Expects a table of a document to be as the code says. To bring the document
 * up to date, run the test with `-u`.
 */
export async function expectTable(document: string, name: string, table: string): Promise<void> {
  const path = join(root, document);
  const fresh = withTable(readDocument(document), name, table);
  const style = await resolveConfig(path);
  await expect(await format(fresh, { ...style, filepath: path })).toMatchFileSnapshot(path);
}
