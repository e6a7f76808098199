import { expect, it } from 'vitest';

import { describeInBrowser } from '../support/clients/browser.js';
import { Red5Member } from '../support/clients/red5-member.js';
import { startServer } from '../support/servers/server.js';
import { Person } from './demo-person.js';

describeInBrowser('the Red5 page', (browser) => {
  it('shows the streams of a room as they come and go, and itself among them', async () => {
    const { json, red5 } = await startServer();
    const url = `http://127.0.0.1:${String(json.port)}/red5`;
    const watcher = await Person.visit(browser, url, 'Ann');
    const { page } = watcher;
    await page.getByRole('textbox', { name: 'Room' }).fill('conference');
    await page.getByLabel('Stream name of this page').fill('onlooker');
    await page.getByRole('button', { name: 'Watch' }).click();
    const streams = (): Promise<string[]> => page.locator('.red5-stream').allTextContents();
    await expect.poll(streams).toEqual(['onlooker(this page)']);
    const member = await Red5Member.join(red5.url, 'conference', '<b>camera</b>');
    await expect.poll(streams).toEqual(['onlooker(this page)', '<b>camera</b>']);
    await page.getByText('Live, 2 streams').waitFor();
    await watcher.photograph('red5');
    expect(new URL(page.url()).search).toBe('?room=conference');

    await page.getByRole('button', { name: 'Stop' }).click();
    await expect.poll(() => page.locator('.red5-stream').count()).toBe(0);
    await member.connection.close();
  });

  it('prints the line for the Testbed', async () => {
    const { json, red5 } = await startServer();
    const url = `http://127.0.0.1:${String(json.port)}/red5`;
    const { page } = await Person.visit(browser, url, 'Ann');
    const line = `?socket=127.0.0.1:${String(red5.port)}`;
    await expect.poll(() => page.locator('.red5-line code').textContent()).toBe(line);
  });
});
