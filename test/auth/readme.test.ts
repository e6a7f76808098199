import { expect, it } from 'vitest';

import { permissions } from '../../src/grant.js';
import { readDocument } from '../support/documents/markdown.js';

it('names every permission that a token may have', () => {
  const row = /^\| `permissions` .*$/m.exec(readDocument('src/auth/README.md'))?.[0] ?? '';
  const named = Array.from(row.matchAll(/`(?<name>\w+)`/g), ({ groups }) => groups?.['name']);
  expect(named).toEqual(['permissions', ...permissions, 'hidden']);
});
