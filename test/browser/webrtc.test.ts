import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';

import { describeInBrowser, type TestBrowser } from '../support/clients/browser.js';
import { servePage } from '../support/servers/page-server.js';
import { startServer } from '../support/servers/server.js';
import type { Part } from './webrtc-page.js';

describeInBrowser('a room with video', (browser) => {
  const served = servePage('test/browser/webrtc-page.ts');

  /** Opens pages that are in one room, in this order. */
  async function gather(...userIds: readonly string[]): Promise<Gathering> {
    const server = await startServer();
    const gathering = new Gathering(browser, served.url, `ws://127.0.0.1:${server.json.port}`);
    for (const userId of userIds) await gathering.join(userId);
    return gathering;
  }

  it('shows two who stream to each other', async () => {
    const { pages, allSee } = await gather('ann', 'ben');
    for (const page of pages.values()) await page.evaluate(() => testbed.start());
    await allSee('ann', 'ben');
  });

  it('shows two who start at the same moment to each other, over one connection', async () => {
    const { pages, allSee } = await gather('ann', 'ben');
    await Promise.all([...pages.values()].map((page) => page.evaluate(() => testbed.start())));
    await allSee('ann', 'ben');
    for (const page of pages.values()) {
      expect(await page.evaluate(() => testbed.openConnections)).toBe(1);
    }
  });

  it('shows four to each other, and to a fifth who comes late and only watches', async () => {
    const gathering = await gather('ann', 'ben', 'cat', 'dan');
    const { pages, allSee } = gathering;
    await Promise.all([...pages.values()].map((page) => page.evaluate(() => testbed.start())));
    await allSee('ann', 'ben', 'cat', 'dan');
    await gathering.join('eve');
    await allSee('ann', 'ben', 'cat', 'dan');
  });

  it('forgets a stream that stops, and shows it when it starts again', async () => {
    const { pages, allSee } = await gather('ann', 'ben', 'cat');
    const [ann, ben] = [pages.get('ann')!, pages.get('ben')!];
    for (const page of [ann, ben]) await page.evaluate(() => testbed.start());
    await allSee('ann', 'ben');
    await ben.evaluate(() => testbed.stop());
    await allSee('ann');
    await ben.evaluate(() => testbed.start());
    await allSee('ann', 'ben');
    for (const page of [ann, ben]) await page.evaluate(() => testbed.stop());
    for (const page of pages.values()) await page.evaluate(() => testbed.isAlone());
  });

  it('shows another picture in the camera’s place without a negotiation', async () => {
    const { pages, allSee } = await gather('ann', 'ben');
    const [ann, ben] = [pages.get('ann')!, pages.get('ben')!];
    await ann.evaluate(() => testbed.start());
    await ben.evaluate(() => testbed.seesWidth('ann', 160));
    await ann.evaluate(() => testbed.paint());
    await ben.evaluate(() => testbed.seesWidth('ann', 64));
    await allSee('ann');
  });

  it('connects those whose first candidates were lost, by a restart', async () => {
    const gathering = await gather();
    await gathering.join('ann', true);
    await gathering.join('ben', true);
    const { pages, allSee } = gathering;
    const [ann, ben] = [pages.get('ann')!, pages.get('ben')!];
    await ann.evaluate(() => testbed.start());
    await allSee('ann');
    // Whichever of them has offered again.
    const offers = await Promise.all(
      [ann, ben].map((page) =>
        page.evaluate(() => testbed.sent.filter((kind) => kind === 'offer').length),
      ),
    );
    expect(offers.reduce((sum, count) => sum + count)).toBeGreaterThan(1);
  });

  it('goes on over a restart of an established connection', async () => {
    const { pages, allSee } = await gather('ann', 'ben');
    const [ann, ben] = [pages.get('ann')!, pages.get('ben')!];
    for (const page of [ann, ben]) await page.evaluate(() => testbed.start());
    await allSee('ann', 'ben');
    const fragment = (): string | undefined =>
      /ice-ufrag:(\S+)/.exec(testbed.connections[0]?.remoteDescription?.sdp ?? '')?.[1];
    const before = await ann.evaluate(fragment);
    await ann.evaluate(() => testbed.connections[0]?.restartIce());
    await ann.waitForFunction(
      (old) =>
        /ice-ufrag:(\S+)/.exec(testbed.connections[0]?.remoteDescription?.sdp ?? '')?.[1] !== old,
      before,
    );
    await allSee('ann', 'ben');
    expect(await ben.evaluate(() => testbed.openConnections)).toBe(1);
  });

  it('shows somebody whose page was loaded anew', async () => {
    const gathering = await gather('ann', 'ben');
    const { pages, allSee } = gathering;
    const ben = pages.get('ben')!;
    for (const page of pages.values()) await page.evaluate(() => testbed.start());
    await allSee('ann', 'ben');
    await ben.reload();
    await gathering.enter(ben, 'ben');
    await ben.evaluate(() => testbed.start());
    await allSee('ann', 'ben');
  });
});

/** Pages that are in one room. */
class Gathering {
  readonly pages = new Map<string, Page>();
  readonly #browser: TestBrowser;
  readonly #pageUrl: string;
  readonly #url: string;

  constructor(browser: TestBrowser, pageUrl: string, url: string) {
    this.#browser = browser;
    this.#pageUrl = pageUrl;
    this.#url = url;
  }

  async join(userId: string, isCutOff = false): Promise<void> {
    const { page } = await this.#browser.visit(this.#pageUrl);
    await this.enter(page, userId, isCutOff);
    this.pages.set(userId, page);
  }

  async enter(page: Page, userId: string, isCutOff = false): Promise<void> {
    const part: Part = { url: this.#url, roomId: 'lobby', userId, isCutOff };
    await page.evaluate((part) => testbed.join(part), part);
  }

  /** Every page sees all of these but itself, moving, and nobody else. */
  readonly allSee = async (...userIds: readonly string[]): Promise<void> => {
    await Promise.all(
      [...this.pages].map(async ([own, page]) => {
        const others = userIds.filter((userId) => userId !== own);
        await page.evaluate((ids) => testbed.sees(...ids), others);
        expect(await page.evaluate(() => testbed.errors)).toEqual([]);
      }),
    );
  };
}
