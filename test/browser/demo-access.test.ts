import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';

import { describeInBrowser } from '../support/clients/browser.js';
import { startServer } from '../support/servers/server.js';
import { Person } from './demo-person.js';

const phone = {
  viewport: { width: 360, height: 640 },
  isMobile: true,
  hasTouch: true,
  deviceScaleFactor: 2,
};

async function startLobby(): Promise<string> {
  const { json } = await startServer();
  return `http://127.0.0.1:${String(json.port)}/`;
}

/** The element that has the focus, as a screen reader would call it. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { activeElement } = document;
    if (activeElement === null) return '';
    const labels = activeElement instanceof HTMLInputElement ? activeElement.labels : null;
    return activeElement.ariaLabel ?? labels?.[0]?.innerText ?? activeElement.textContent;
  });
}

/** Presses Tab until something has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    if ((await focused(page)).startsWith(name)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach "${name}"`);
}

/** The elements that stick out of the window to the side, and those too small for a finger. */
function misfits(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const isShown = (it: Element): boolean => it.getClientRects().length > 0;
    const all = [...document.querySelectorAll('body *')].filter(isShown);
    const wide = all.filter((it) => {
      const { left, right } = it.getBoundingClientRect();
      return right > innerWidth + 0.5 || left < -0.5;
    });
    const small = all.filter((it) => {
      const { width, height } = it.getBoundingClientRect();
      return it.matches('button, input, textarea, .room-row') && (width < 36 || height < 36);
    });
    return [...wide, ...small].map((it) => it.outerHTML.slice(0, 120));
  });
}

describeInBrowser('the demo by keyboard alone', (browser) => {
  it('opens a room, goes on stage, speaks and leaves', async () => {
    const lobby = await startLobby();
    const ben = await Person.visit(browser, lobby, 'Ben');
    const { page } = ben;
    await tabTo(page, 'Your name');
    await page.keyboard.type('Ben');
    await tabTo(page, 'Name of the room');
    await page.keyboard.type('Green room');
    await page.keyboard.press('Enter');
    await ben.isInside();
    // Whoever listens hears first where they are.
    expect(await focused(page)).toBe('Green room');

    const ann = await Person.join(browser, ben.link, 'Ann');
    await tabTo(page, 'Message');
    await page.keyboard.type('one line');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('another');
    await page.keyboard.press('Enter');
    await ann.hasRead(['one line\nanother']);

    await tabTo(page, 'Camera');
    await page.keyboard.press('Space');
    await ann.seesVideoOf(ben);
    await tabTo(page, 'Leave');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Open rooms' }).waitFor();
    await ann.sees('Ann');
    await tabTo(page, 'Join Green room, 1 person');
    await page.keyboard.press('Enter');
    await ben.isInside();
  });

  it('asks for a name where it is missing, and goes there', async () => {
    const { page } = await Person.visit(browser, await startLobby(), 'Ben');
    await tabTo(page, 'Open the room');
    await page.keyboard.press('Enter');
    await page.getByText('Say who you are first.').waitFor();
    expect(await focused(page)).toBe('Your name');
  });
});

describeInBrowser('the demo to a screen reader', (browser) => {
  it('has landmarks, names for all that can be pressed, and tells who comes and goes', async () => {
    const ann = await Person.open(browser, await startLobby(), 'Ann', { name: 'Green room' });
    const { page } = ann;
    for (const role of ['banner', 'main', 'complementary', 'contentinfo'] as const) {
      expect(await page.getByRole(role).count()).toBe(1);
    }
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    const unnamed = await page.evaluate(() =>
      [...document.querySelectorAll('button, input, textarea, a, video')]
        .filter((it) => {
          const labels = it instanceof HTMLInputElement ? it.labels?.length : 0;
          return !it.ariaLabel && !it.textContent.trim() && !labels;
        })
        .map((it) => it.outerHTML),
    );
    expect(unnamed).toEqual([]);
    await page.getByRole('log', { name: 'Chat' }).waitFor();

    const news = page.getByRole('status', { name: 'News from the room' });
    const ben = await Person.join(browser, ann.link, 'Ben');
    await expect.poll(() => news.textContent()).toBe('Ben has joined.');
    await ben.press('Camera');
    await expect.poll(() => news.textContent()).toBe('Ben is on stage.');
    await ben.press('Leave');
    await expect.poll(() => news.textContent()).toBe('Ben has left.');
  });
});

describeInBrowser('the demo on a phone', (browser) => {
  it('fits into 360 pixels, everywhere', async () => {
    const lobby = await startLobby();
    const ann = await Person.open(browser, lobby, 'Ann', {
      name: 'A room with a rather long name',
    });
    const ben = await Person.visit(browser, lobby, 'Ben', phone);
    await ben.page.getByRole('link', { name: /^Join A room/ }).waitFor();
    expect(await misfits(ben.page)).toEqual([]);
    await ben.photograph('phone-lobby');

    await ben.page.goto(ann.link);
    expect(await misfits(ben.page)).toEqual([]);
    await ben.photograph('phone-door');
    await ben.page.getByLabel('Your name').fill('Ben');
    await ben.page.getByRole('button', { name: 'Join' }).tap();
    await ben.isInside();
    await ben.press('Camera');
    await ann.press('Camera');
    await ben.seesVideoOf(ann);
    await ann.say('https://example.org/'.padEnd(300, 'a-very-long-word'));
    await ben.page.getByText('a-very-long-word').waitFor();
    expect(await misfits(ben.page)).toEqual([]);
    await ben.photograph('phone-room');

    await ben.page.getByRole('button', { name: 'People (2)' }).tap();
    await ben.page.locator('.person').first().waitFor();
    await ann.say('Are you there?');
    await ben.page.getByRole('button', { name: 'Chat (1 new)' }).waitFor();
    expect(await misfits(ben.page)).toEqual([]);
    await ben.photograph('phone-people');
    await ben.page.setViewportSize({ width: 640, height: 360 });
    expect(await misfits(ben.page)).toEqual([]);
    await ben.photograph('phone-lying');
  });
});
