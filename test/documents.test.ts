import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { planRun } from '../src/cli/plan.js';
import { anchorsOf, documents, linksOf, readDocument } from './support/documents/markdown.js';

const root = fileURLToPath(new URL('..', import.meta.url));

describe('the documents', () => {
  it.each(documents)('%s links to files and headings that are there', (document) => {
    const broken = linksOf(document).filter(({ path, anchor }) => {
      if (!existsSync(join(root, path))) return true;
      return anchor !== null && path.endsWith('.md') && !anchorsOf(path).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('are all reached from the first one, if they are about a folder', () => {
    const reached = new Set(['README.md']);
    for (const document of reached) {
      for (const { path } of linksOf(document)) if (path.endsWith('.md')) reached.add(path);
    }
    const readmes = documents.filter((path) => path.endsWith('/README.md'));
    expect(readmes.filter((path) => !reached.has(path))).toEqual([]);
  });

  it('start the server with settings that there are, wherever they start it', () => {
    const commands = documents
      .flatMap((document) => [
        ...readDocument(document).matchAll(
          /^(?:\w+=\S+ )?(?:npm start --|callboard) ((?:.*\\\n)*.*)$/gm,
        ),
      ])
      .map(([, args = '']) => args.replaceAll(/\\\n/g, ' '))
      .filter((args) => !args.includes('--tls-'));
    expect(commands.length).toBeGreaterThan(3);
    for (const args of commands) {
      const words = args
        .trim()
        .split(/\s+/)
        .map((word) => word.replace(/^'(.*)'$/, '$1'));
      expect(planRun({ args: words, env: {}, version: '0' }), args).toMatchObject({
        kind: 'serve',
      });
    }
  });
});
