import { expect, it } from 'vitest';

import { describeInBrowser } from '../support/clients/browser.js';
import { Red5Member } from '../support/clients/red5-member.js';
import { startServer } from '../support/servers/server.js';
import { Person } from './demo-person.js';

async function startLobby(): Promise<string> {
  const { json } = await startServer();
  return `http://127.0.0.1:${String(json.port)}/`;
}

describeInBrowser('video in a room of the demo', (browser) => {
  it('goes between two people, starts and stops', async () => {
    const ann = await Person.open(browser, await startLobby(), 'Ann', { name: 'Green room' });
    const ben = await Person.join(browser, ann.link, 'Ben');
    await ann.press('Camera');
    await ben.seesVideoOf(ann);
    await ben.press('Camera');
    await ann.seesVideoOf(ben);
    await ben.seesVideoOf(ann);

    await ann.press('Camera');
    await ben.seesVideoOf();
    await ann.seesVideoOf(ben);
    await ann.press('Camera');
    await ben.seesVideoOf(ann);
  });

  it('goes between four people, and to a fifth who comes late', async () => {
    const ann = await Person.open(browser, await startLobby(), 'Ann', { name: 'Green room' });
    const others = [
      await Person.join(browser, ann.link, 'Ben'),
      await Person.join(browser, ann.link, 'Cem'),
      await Person.join(browser, ann.link, 'Dora'),
    ];
    const four = [ann, ...others];
    for (const person of four) await person.press('Camera');
    for (const person of four) {
      await person.seesVideoOf(...four.filter((other) => other !== person));
    }

    const eve = await Person.join(browser, ann.link, 'Eve');
    await eve.seesVideoOf(...four);
    await eve.sees('Ann', 'Ben', 'Cem', 'Dora', 'Eve');
    await ann.photograph('room-of-five');
  });

  it('is a moving test picture where there is no camera', async () => {
    const ann = await Person.open(browser, await startLobby(), 'Ann', { name: 'Green room' });
    const ben = await Person.join(browser, ann.link, 'Ben');
    await ann.page.evaluate(() => {
      MediaDevices.prototype.getUserMedia = () =>
        Promise.reject(new DOMException('none', 'NotFoundError'));
    });
    await ann.press('Camera');
    await ben.seesVideoOf(ann);
    await ann.page.getByText('There is no camera here').waitFor();
    await ann.press('Microphone');
    await ann.page.getByText('There is no microphone here').waitFor();
    await ann.photograph('room-no-devices');
  });

  it('finds its way with the STUN and TURN servers that the server names', async () => {
    const { json } = await startServer({
      demoIceServers: ['stun:127.0.0.1:1', 'turn:ann:s%3Acret@127.0.0.1:1?transport=tcp'],
    });
    const lobby = `http://127.0.0.1:${String(json.port)}/`;
    const ann = await Person.open(browser, lobby, 'Ann', { name: 'Green room' });
    const ben = await Person.join(browser, ann.link, 'Ben');
    await ann.press('Camera');
    await ben.seesVideoOf(ann);
    for (const { page } of [ann, ben]) {
      const [configuration] = await page.evaluate(() =>
        (globalThis.peerConnections ?? []).map((connection) => connection.getConfiguration()),
      );
      expect(configuration?.iceServers).toMatchObject([
        { urls: ['stun:127.0.0.1:1'] },
        { urls: ['turn:127.0.0.1:1?transport=tcp'], username: 'ann', credential: 's:cret' },
      ]);
    }
  });

  it('is not promised for ever where a stream of the Red5 port is in the room', async () => {
    const { json, red5 } = await startServer({ bridgeRooms: true });
    await Red5Member.join(red5.url, 'green', 'camera-1');
    const ann = await Person.join(
      browser,
      `http://127.0.0.1:${String(json.port)}/room/green`,
      'Ann',
    );
    await ann.page.getByText('Picture on its way').waitFor();
    await ann.page.getByText('A stream of the Red5 port cannot be seen here.').waitFor();
    await ann.sees('camera-1', 'Ann');
    await ann.photograph('room-red5-stream');
  });

  it('ends for the others with the person', async () => {
    const ann = await Person.open(browser, await startLobby(), 'Ann', { name: 'Green room' });
    const ben = await Person.join(browser, ann.link, 'Ben');
    await ben.press('Camera');
    await ann.seesVideoOf(ben);
    await ben.press('Leave');
    await ben.page.getByRole('heading', { name: 'Open rooms' }).waitFor();
    await ann.seesVideoOf();
    await ann.sees('Ann');
  });

  it('comes back in the place of a camera when a screen is no longer shared', async () => {
    const ann = await Person.open(browser, await startLobby(), 'Ann', { name: 'Green room' });
    const ben = await Person.join(browser, ann.link, 'Ben');
    // No screen to choose here: a drawn one stands for it.
    await ann.page.evaluate(() => {
      MediaDevices.prototype.getDisplayMedia = () => {
        const canvas = document.createElement('canvas');
        canvas.width = 320;
        canvas.height = 200;
        const context = canvas.getContext('2d');
        setInterval(() => context?.fillRect(Math.random() * 320, 0, 9, 9), 50);
        return Promise.resolve(canvas.captureStream(20));
      };
    });
    const widthAtBen = () =>
      ben.page.getByLabel('Picture of Ann').evaluate((video: HTMLVideoElement) => video.videoWidth);
    await ann.press('Camera');
    await ben.seesVideoOf(ann);
    await ann.press('Screen');
    await expect.poll(widthAtBen, { timeout: 30_000 }).toBe(320);
    await ann.press('Screen');
    await expect.poll(widthAtBen, { timeout: 30_000 }).not.toBe(320);
    await ben.seesVideoOf(ann);
  });
});
