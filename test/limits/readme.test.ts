import { expect, it } from 'vitest';

import { limitNames } from '../../src/limits/limit-watch.js';
import { readDocument } from '../support/documents/markdown.js';

it('says what happens to whoever exceeds any of the limits', () => {
  const rows = readDocument('src/limits/README.md').match(/^\| .*$/gm) ?? [];
  const explained = rows.flatMap((row) => row.split(' | ')[0]?.match(/\w+/g) ?? []);
  expect(explained).toEqual(expect.arrayContaining([...limitNames]));
});
