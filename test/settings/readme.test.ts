import { expect, it } from 'vitest';

import { markdownTable } from '../../bench/documents/markdown-table.js';
import { describeSetting, settingNames } from '../../src/settings/settings.js';
import { expectTable } from '../support/documents/markdown.js';

it('shows every setting with its default, its unit and what it is', async () => {
  const rows = settingNames.map(describeSetting).map((setting) => {
    return [`\`${setting.name}\``, setting.default, setting.unit ?? '', setting.help];
  });
  expect(rows.length).toBeGreaterThan(0);
  const table = markdownTable(['setting', 'default', 'unit', 'what it is'], rows);
  await expectTable('src/settings/README.md', 'settings', table);
});
