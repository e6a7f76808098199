import { expect, it } from 'vitest';

import { describeInBrowser } from '../support/clients/browser.js';
import { CliProcess, isCliBuilt } from '../support/servers/cli-process.js';
import { findFreePort } from '../support/servers/free-port.js';
import { startServer } from '../support/servers/server.js';
import { CuttableLine } from './cuttable-line.js';
import { Person } from './demo-person.js';

function lobbyOn({ port }: { readonly port: number }): string {
  return `http://127.0.0.1:${String(port)}/`;
}

/** The same page, asked for over a line that can be cut. */
function throughLine(link: string, { port }: CuttableLine): string {
  return Object.assign(new URL(link), { port: String(port) }).href;
}

describeInBrowser('the connection of the demo', (browser) => {
  it.skipIf(!isCliBuilt())('comes back when the server was killed and started again', async () => {
    const port = await findFreePort();
    const killed = CliProcess.serve([`--json-port=${String(port)}`]);
    await killed.listening();
    const lobby = lobbyOn({ port });
    const ann = await Person.open(browser, lobby, 'Ann', { name: 'Green room' });
    const ben = await Person.join(browser, ann.link, 'Ben');
    const cem = await Person.join(browser, ann.link, 'Cem');
    const all = [ann, ben, cem];
    await ann.press('Camera');
    await ben.seesVideoOf(ann);
    await ann.say('one');
    await ben.say('two');
    for (const person of all) await person.hasRead(['one', 'two']);

    killed.signal('SIGKILL');
    await killed.exited;
    for (const person of all) await person.connection.getByText('Reconnecting').waitFor();
    await ben.say('said into the silence');
    await ann.photograph('room-reconnecting');

    await CliProcess.serve([`--json-port=${String(port)}`]).listening();
    for (const person of all) await person.isInside();
    await cem.hasRead(['one', 'two', 'said into the silence']);
    await ben.hasRead(['one', 'two', 'said into the silence']);
    await ann.say('and on we go');
    for (const person of all) {
      await person.hasRead(['one', 'two', 'said into the silence', 'and on we go']);
    }
    await cem.seesVideoOf(ann);
    await ben.seesVideoOf(ann);
    await expect.poll(() => ann.page.locator('.person .name').count()).toBe(3);
    for (const { page } of all) await page.getByRole('heading', { name: 'Green room' }).waitFor();
  });

  it('comes back within the grace as if nothing had been', async () => {
    const { json } = await startServer({ reconnectGraceMs: 60_000 });
    const line = await CuttableLine.open(json.port);
    const ann = await Person.open(browser, lobbyOn(json), 'Ann', { name: 'Green room' });
    const ben = await Person.join(browser, throughLine(ann.link, line), 'Ben');
    await ben.press('Camera');
    await ann.seesVideoOf(ben);

    await ben.isOffline(true);
    line.cut();
    await ben.connection.getByText('Reconnecting').waitFor();
    await ben.say('from under ground');
    await ann.page.locator('.person').filter({ hasText: 'Ben' }).getByText('away').waitFor();
    await ann.photograph('room-away');
    await ann.say('while you were away');
    line.mend();
    await ben.isOffline(false);

    await ben.isInside();
    await ann.hasRead(['while you were away', 'from under ground']);
    await ben.hasRead(['while you were away', 'from under ground']);
    await ann.sees('Ann', 'Ben');
    await ann.seesVideoOf(ben);
    expect(await ben.page.locator('.chat-loss').count()).toBe(0);
  });

  it('comes back beyond the grace by joining anew', async () => {
    const { json } = await startServer({ reconnectGraceMs: 500 });
    const line = await CuttableLine.open(json.port);
    const ann = await Person.open(browser, lobbyOn(json), 'Ann', { name: 'Green room' });
    const ben = await Person.join(browser, throughLine(ann.link, line), 'Ben');
    await ben.press('Camera');
    await ann.seesVideoOf(ben);

    await ben.isOffline(true);
    line.cut();
    await ann.sees('Ann');
    await ann.seesVideoOf();
    await ann.say('while you were gone');
    line.mend();
    await ben.isOffline(false);

    await ben.isInside();
    await ann.sees('Ann', 'Ben');
    await ben.hasRead(['while you were gone']);
    await ann.seesVideoOf(ben);
    expect(await ben.page.locator('.chat-loss').count()).toBe(0);
  });

  it('goes over to another tab of the same person, and says so', async () => {
    const { json } = await startServer();
    const lobby = lobbyOn(json);
    const ann = await Person.open(browser, lobby, 'Ann', { name: 'Green room' });
    const userId = await ann.page.evaluate(() => sessionStorage.getItem('callboard.user-id'));
    const roomId = decodeURIComponent(new URL(ann.link).pathname.slice('/room/'.length));
    await ann.page.evaluate(
      ({ url, join }) => {
        const socket = new WebSocket(url);
        socket.onopen = () => socket.send(JSON.stringify(join));
      },
      { url: json.url, join: { type: 'join-room', roomId, userId } },
    );
    await ann.page.getByRole('alert').getByText('another tab or window').waitFor();
    await ann.photograph('room-closed');
    await ann.page.getByRole('button', { name: 'Join again' }).click();
    await ann.page.getByRole('button', { name: 'Join', exact: true }).click();
    await ann.isInside();
    await ann.sees('Ann');
  });

  it('gives a duplicated tab a seat of its own', async () => {
    const { json } = await startServer();
    const lobby = lobbyOn(json);
    const ann = await Person.open(browser, lobby, 'Ann', { name: 'Green room' });
    // A window that is opened by a page begins with a copy of what the page remembers.
    const [copy] = await Promise.all([
      ann.page.waitForEvent('popup'),
      ann.page.evaluate(() => void window.open(location.href)),
    ]);
    await copy.getByText('Connected').waitFor();
    await ann.sees('Ann', 'Ann');
    expect(await ann.connection.textContent()).toBe('Connected');
  });
});

describeInBrowser('the door of a room of the demo', (browser) => {
  it('asks for the password until it is right', async () => {
    const { json } = await startServer();
    const lobby = lobbyOn(json);
    const room = { name: 'Green room', password: 'Macbeth' };
    const ann = await Person.open(browser, lobby, 'Ann', room);
    expect(ann.link).not.toContain('Macbeth');
    const ben = await Person.visit(browser, ann.link, 'Ben');
    await ben.page.getByLabel('Your name').fill('Ben');
    const password = ben.page.getByLabel('Password of the room');
    await password.fill('Hamlet');
    await password.press('Enter');
    await ben.page.getByRole('alert').getByText('That is not the password').waitFor();
    expect(await password.evaluate((field) => field === document.activeElement)).toBe(true);
    await ben.photograph('door-wrong-password');
    await password.fill('Macbeth');
    await password.press('Enter');
    await ben.isInside();
    await ann.sees('Ann', 'Ben');
  });

  it('can be left before it opens', async () => {
    const { json, callboard } = await startServer();
    const lobby = lobbyOn(json);
    const ann = await Person.visit(browser, `${lobby}room/nowhere`, 'Ann');
    await ann.page.getByLabel('Your name').fill('Ann');
    await callboard.stop();
    await ann.page.getByRole('button', { name: 'Join' }).click();
    await ann.page.getByText('Reconnecting').waitFor();
    await ann.photograph('door-no-server');
    await ann.page.getByRole('button', { name: 'Cancel' }).click();
    const join = ann.page.getByRole('button', { name: 'Join' });
    await expect.poll(() => join.isVisible()).toBe(true);
  });
});
