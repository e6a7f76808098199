import { expect, it } from 'vitest';

import { markdownTable } from '../../bench/documents/markdown-table.js';
import { metricDefinitions } from '../../src/ops/metrics/definitions.js';
import { expectTable } from '../support/documents/markdown.js';

it('shows every metric with its type, its labels and what it is', async () => {
  const rows = Object.values(metricDefinitions).map(({ name, type, labels, help }) => {
    return [`\`${name}\``, type, labels.map((label) => `\`${label}\``).join(', '), help];
  });
  expect(rows.length).toBeGreaterThan(0);
  const table = markdownTable(['metric', 'type', 'labels', 'what it is'], rows);
  await expectTable('src/ops/README.md', 'metrics', table);
});
