import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';

import { rows } from '../../.dependency-cruiser.js';
import { mapIn, withImportMap } from '../support/documents/import-map.js';

const path = fileURLToPath(new URL('../../bench/README.md', import.meta.url));
const readme = await readFile(path, 'utf8');

describe('the README of the load tester', () => {
  // To bring it up to date: npx vitest run test/bench/readme.test.ts -u
  it('has every folder in its map, with what the import rules let it import', async () => {
    const fresh = withImportMap(
      readme,
      rows.filter(({ of }) => of.startsWith('bench/')),
    );
    const style = await resolveConfig(path);
    await expect(await format(fresh, { ...style, filepath: path })).toMatchFileSnapshot(path);
  });

  it('says of every folder what it is', () => {
    const descriptions = mapIn(readme)
      .slice(2)
      .map(([, what]) => what);
    expect(descriptions.length).toBeGreaterThan(0);
    expect(descriptions).not.toContain('');
  });
});
