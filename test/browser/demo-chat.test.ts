import { expect, it } from 'vitest';

import { describeInBrowser } from '../support/clients/browser.js';
import { JsonParticipant } from '../support/clients/json-participant.js';
import { startServer } from '../support/servers/server.js';
import { Person } from './demo-person.js';

const markup = '<img src=x onerror="document.title=1"><script>alert(1)</script>&lt;b>';
const turned = '\u202ereversed\u2066 <b>';

describeInBrowser('chat in the demo', (browser) => {
  it('shows what everybody says in one order, with what was said before', async () => {
    const { json } = await startServer();
    const lobby = `http://127.0.0.1:${String(json.port)}/`;
    const ann = await Person.open(browser, lobby, 'Ann', { name: 'Green room' });
    const ben = await Person.join(browser, ann.link, 'Ben');
    const said: string[] = [];
    for (let round = 1; round <= 5; round += 1) {
      for (const person of [ann, ben]) {
        said.push(`${person.name} ${String(round)}`);
        await person.say(said.at(-1)!);
        await ann.hasRead(said);
        await ben.hasRead(said);
      }
    }
    const late = await Person.join(browser, ann.link, 'Cem');
    await late.hasRead(said);
    await late.page.reload();
    await late.isInside();
    await late.hasRead(said);
  });

  it('sends what two people say at the same time to both in the same order, once', async () => {
    const { json } = await startServer();
    const lobby = `http://127.0.0.1:${String(json.port)}/`;
    const ann = await Person.open(browser, lobby, 'Ann', { name: 'Green room' });
    const ben = await Person.join(browser, ann.link, 'Ben');
    const sayAll = async (person: Person): Promise<void> => {
      for (let n = 1; n <= 10; n += 1) await person.say(`${person.name} ${String(n)}`);
    };
    await Promise.all([sayAll(ann), sayAll(ben)]);
    await expect.poll(async () => (await ann.messages()).length).toBe(20);
    const order = await ann.messages();
    await ben.hasRead(order);
    for (const { name } of [ann, ben]) {
      const own = order.filter((text) => text.startsWith(name));
      expect(own).toEqual(Array.from({ length: 10 }, (_, n) => `${name} ${String(n + 1)}`));
    }
  });

  it('shows hostile names and messages as the text that they are', async () => {
    const { json } = await startServer();
    const lobby = `http://127.0.0.1:${String(json.port)}/`;
    const ann = await Person.open(browser, lobby, 'Ann', { name: markup.slice(0, 70) });
    const roomId = decodeURIComponent(new URL(ann.link).pathname.slice('/room/'.length));
    const title = await ann.page.title();
    const mallory = await JsonParticipant.connect(json.url);
    const name = `${turned}${markup}`;
    await mallory.join(roomId, '__proto__', { userName: name });
    const long = '<b>'.repeat(21_000);
    const contents = [
      markup,
      turned,
      long,
      'w'.repeat(60_000),
      { toString: 1, html: markup },
      null,
    ];
    for (const content of contents) mallory.act('chat-message', { content });
    mallory.act('start-streaming', { streamName: markup });

    await ann.hasRead(
      contents.map((content) =>
        typeof content === 'string' ? content : JSON.stringify(content, null, 1),
      ),
    );
    await ann.sees('Ann', name);
    expect(await ann.page.title()).toBe(title);
    expect(
      await ann.page.locator('.chat-log :is(img, script, b), .people :is(img, b)').count(),
    ).toBe(0);
    // Nothing is wider than its place, and long texts scroll within theirs.
    const overflow = await ann.page.evaluate(() => ({
      page: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      chat:
        document.querySelector('.chat-log')!.scrollWidth -
        document.querySelector('.chat-log')!.clientWidth,
      longest: Math.max(...[...document.querySelectorAll('.message')].map((it) => it.clientHeight)),
    }));
    expect(overflow.page).toBeLessThanOrEqual(0);
    expect(overflow.chat).toBeLessThanOrEqual(0);
    expect(overflow.longest).toBeLessThan(400);
    expect(ann.complaints.filter((text) => text.includes('Security Policy'))).toEqual([]);
    await ann.photograph('room-hostile');

    const lobbyAgain = await Person.visit(browser, lobby, 'Ben');
    await lobbyAgain.page.getByRole('link', { name: 'Join' }).waitFor();
    expect(await lobbyAgain.page.locator('.rooms :is(img, script, b)').count()).toBe(0);
  });

  it('says what is too long before it is sent', async () => {
    const { json } = await startServer({ maxChatBytes: 100 });
    const lobby = `http://127.0.0.1:${String(json.port)}/`;
    const ann = await Person.open(browser, lobby, 'Ann', { name: 'Green room' });
    await ann.page.getByLabel('Message').fill('é'.repeat(60));
    await ann.page.getByText('Too long by 20 bytes.').waitFor();
    await ann.page.getByLabel('Message').press('Enter');
    await ann.say('é'.repeat(50));
    await ann.hasRead(['é'.repeat(50)]);
  });
});
