import { expect, it } from 'vitest';

import { markdownTable } from '../../bench/documents/markdown-table.js';
import { errors } from '../../src/errors/catalogue.js';
import { expectTable } from '../support/documents/markdown.js';

it('shows every error with its message, its close code and whether it is retryable', async () => {
  const rows = Object.entries(errors).map(([code, { message, closeCode, retryable }]) => {
    return [
      `\`${code}\``,
      message,
      closeCode === null ? '–' : String(closeCode),
      retryable ? 'yes' : '–',
    ];
  });
  expect(rows.length).toBeGreaterThan(0);
  const table = markdownTable(['code', 'message', 'close code', 'retryable'], rows);
  await expectTable('protocols/README.md', 'errors', table);
});
