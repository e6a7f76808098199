import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';

import type { UseRoomOptions } from '../../src/client/react/index.js';
import { describeInBrowser } from '../support/clients/browser.js';
import { JsonParticipant } from '../support/clients/json-participant.js';
import { servePage } from '../support/servers/page-server.js';
import { startServer } from '../support/servers/server.js';

describeInBrowser('useRoom, in StrictMode', (browser) => {
  const served = servePage('test/browser/react-page.ts');

  /** A page that shows nothing yet, and somebody who sees who comes and goes. */
  async function open(): Promise<Stage> {
    const { json } = await startServer();
    const url = `ws://127.0.0.1:${json.port}`;
    const witness = await JsonParticipant.join(url, 'lobby', 'witness');
    const { page } = await browser.visit(served.url);
    const options = { url, roomId: 'lobby', userId: 'ann', userName: 'Ann' };
    return { page, witness, options, url };
  }

  it('joins once, and leaves with its component', async () => {
    const { page, witness, options } = await open();
    await show(page, options);
    await witness.next('user-joined');
    await shows(page, 'joined: witness ann: ');
    expect(await page.evaluate(() => reactPage.shown)).toEqual([
      'idle: : ',
      'connecting: : ',
      'joined: witness ann: ',
    ]);
    await page.evaluate(() => reactPage.hide());
    expect(await witness.next('user-left')).toMatchObject({ userId: 'ann', reason: 'left' });
    expect(await witness.unread()).toEqual([]);
  });

  it('renders once for each change, and not for options that are written anew', async () => {
    const { page, witness, options } = await open();
    await show(page, options);
    await shows(page, 'joined: witness ann: ');
    const before = await page.evaluate(() => reactPage.counts.whole);
    witness.act('chat-message', { content: 'one' });
    await shows(page, 'joined: witness ann: one');
    expect(await page.evaluate(() => reactPage.counts.whole)).toBe(before + 1);
    for (const userName of ['Ann', 'Anna', 'Anne']) await show(page, { ...options, userName });
    witness.act('chat-message', { content: 'two' });
    await shows(page, 'joined: witness ann: one two');
    expect(await page.evaluate(() => reactPage.counts.whole)).toBe(before + 2);
    const types = (await witness.unread()).map(({ type }) => type);
    expect(types).toEqual(['user-joined', 'chat-message', 'chat-message']);
  });

  it('renders what reads one thing when that changes, and what reads nothing never', async () => {
    const { page, witness, options } = await open();
    await page.evaluate((options) => reactPage.show(options, 'parts'), options);
    await witness.next('user-joined');
    const counts = (): Promise<object> => page.evaluate(() => ({ ...reactPage.counts }));
    const before = await counts();
    for (const content of ['one', 'two', 'three']) witness.act('chat-message', { content });
    witness.act('start-streaming');
    await page.getByText('streams: witness').waitFor();
    const { parent, streams } = await page.evaluate(() => reactPage.counts);
    // StrictMode runs the first effects twice.
    expect(before).toEqual({ parent: 2, streams: 2, whole: 0 });
    expect({ parent, streams }).toEqual({ parent: 2, streams: 3 });
  });

  it('goes from one room to another, and shows nothing of the first in the second', async () => {
    const { page, witness, options, url } = await open();
    const other = await JsonParticipant.join(url, 'other', 'warden');
    await show(page, options);
    await witness.next('user-joined');
    await shows(page, 'joined: witness ann: ');
    await show(page, { ...options, roomId: 'other' });
    await witness.next('user-left');
    await other.next('user-joined');
    await shows(page, 'joined: warden ann: ');
    expect(await page.evaluate(() => reactPage.shown)).toEqual([
      'idle: : ',
      'connecting: : ',
      'joined: witness ann: ',
      'idle: : ',
      'connecting: : ',
      'joined: warden ann: ',
    ]);
    expect(await witness.unread()).toEqual([]);
    expect(await other.unread()).toEqual([]);
  });

  it('lets a component say something as soon as it is there', async () => {
    const { page, witness, options } = await open();
    await page.evaluate((options) => reactPage.show(options, 'greeting'), options);
    await page.getByText('hello').first().waitFor();
    const types = (await witness.unread()).map(({ type }) => type);
    expect(types.filter((type) => type !== 'chat-message')).toEqual(['user-joined']);
  });

  it('tells that a password was wrong, and joins with the right one', async () => {
    const { page, options, url } = await open();
    const owner = await JsonParticipant.connect(url);
    await owner.join('locked', 'owner', { password: 'right' });
    const locked = { ...options, roomId: 'locked' };
    await show(page, { ...locked, password: 'wrong' });
    await shows(page, 'closed: : ');
    expect(await page.evaluate(() => reactPage.room?.state)).toEqual({
      status: 'closed',
      reason: 'incorrect-password',
    });
    await show(page, { ...locked, password: 'right' });
    await shows(page, 'joined: owner ann: ');
  });

  it('is not in the room while it is not enabled', async () => {
    const { page, witness, options } = await open();
    await show(page, { ...options, enabled: false });
    await shows(page, 'idle: : ');
    await show(page, options);
    await witness.next('user-joined');
    await show(page, { ...options, enabled: false });
    await witness.next('user-left');
    await shows(page, 'idle: : ');
    await expect(page.evaluate(() => reactPage.room?.sendMessage('to nobody'))).rejects.toThrow(
      'The room is not open.',
    );
  });
});

interface Stage {
  readonly page: Page;
  readonly witness: JsonParticipant;
  readonly options: UseRoomOptions;
  readonly url: string;
}

async function show(page: Page, options: UseRoomOptions): Promise<void> {
  await page.evaluate((options) => reactPage.show(options), options);
}

/** Resolves when this is what the page shows. */
async function shows(page: Page, line: string): Promise<void> {
  await page.waitForFunction((line) => reactPage.shown.at(-1) === line, line);
}
