import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';

import { rows } from '../.dependency-cruiser.js';
import { mapIn, withImportMap } from './support/documents/import-map.js';

const path = fileURLToPath(new URL('../src/README.md', import.meta.url));
const readme = await readFile(path, 'utf8');
const shown = rows.filter(({ of }) => /^(?:src|protocols)\//.test(of));
const [head, , ...lines] = mapIn(readme);

describe('the map of the sources', () => {
  // To bring it up to date: npx vitest run test/source-map.test.ts -u
  it('has every folder, with what the import rules let it import', async () => {
    const style = await resolveConfig(path);
    const fresh = await format(withImportMap(readme, shown), { ...style, filepath: path });
    await expect(fresh).toMatchFileSnapshot(path);
  });

  it('says of every folder what it is and where it runs', () => {
    expect(head).toEqual(['folder', 'what it is', 'runs in', 'may import']);
    for (const [folder = '', description, place] of lines) {
      expect(description, folder).not.toBe('');
      expect(['Node', 'browser', 'both'], folder).toContain(place);
    }
  });

  it('lets nothing run in a browser that may import from Node, or from what runs in Node alone', () => {
    const places = new Map(lines.map(([folder, , place]) => [folder, place]));
    const inBrowsers = shown.filter(({ of }) => places.get(`\`${of}\``) !== 'Node');
    const elsewhere = shown.filter((row) => !inBrowsers.includes(row));
    const inNode = new Set(elsewhere.map(({ of }) => of));
    expect(inBrowsers.map(({ of }) => of)).toContain('src/web/');
    for (const { of, node, may = [] } of inBrowsers) {
      expect(node, of).toBeUndefined();
      expect(
        may.filter((each) => inNode.has(each)),
        of,
      ).toEqual([]);
    }
  });
});
