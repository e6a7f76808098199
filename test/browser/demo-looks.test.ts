import { expect, it } from 'vitest';

import { describeInBrowser } from '../support/clients/browser.js';
import { JsonParticipant } from '../support/clients/json-participant.js';
import { startServer } from '../support/servers/server.js';
import { Person } from './demo-person.js';

const desktop = { viewport: { width: 1280, height: 800 } };
const dark = { ...desktop, colorScheme: 'dark' } as const;

/** Test pictures look better on a photograph than the browser's green stand-in for a camera. */
async function hideCamera({ page }: Person): Promise<void> {
  await page.evaluate(() => {
    MediaDevices.prototype.getUserMedia = () =>
      Promise.reject(new DOMException('none', 'NotFoundError'));
  });
}

async function goOnStage(person: Person): Promise<void> {
  await hideCamera(person);
  await person.press('Camera');
  await person.page.getByRole('button', { name: 'OK' }).click();
}

describeInBrowser('the looks of the demo', (browser) => {
  it('are photographed: the lobby', async () => {
    const { json } = await startServer();
    const lobby = `http://127.0.0.1:${String(json.port)}/`;
    const empty = await Person.visit(browser, lobby, 'Ann', desktop);
    await empty.page.getByText('No room is open.').waitFor();
    await empty.photograph('lobby-empty');

    const rooms: [string, string, object][] = [
      ['green', 'Green room', {}],
      ['act2', 'Rehearsal, Act II', { password: 'x' }],
      ['masraḥ', 'غرفة المسرح', {}],
      ['long', 'The room of those who could not agree on a short name '.repeat(3), {}],
    ];
    for (const [index, [roomId, roomName, fields]] of rooms.entries()) {
      for (let guest = 0; guest <= index * 2; guest += 1) {
        const participant = await JsonParticipant.connect(json.url);
        await participant.join(roomId, `guest ${String(guest)}`, { roomName, ...fields });
        if (index === 1) participant.act('start-streaming');
      }
    }
    for (const [name, options] of [
      ['lobby', desktop],
      ['lobby-dark', dark],
    ] as const) {
      const person = await Person.visit(browser, lobby, 'Ann', options);
      await expect.poll(() => person.page.locator('.room-row').count()).toBe(rooms.length);
      await person.page.getByLabel('Your name').fill('Ann Lee');
      await person.photograph(name);
    }
  });

  it('are photographed: a room, by day and by night', async () => {
    const { json } = await startServer();
    const lobby = `http://127.0.0.1:${String(json.port)}/`;
    const room = { name: 'Rehearsal, Act II' };
    const ann = await Person.open(browser, lobby, 'Ann Lee', room, desktop);
    await ann.photograph('room-empty');
    const ben = await Person.join(browser, ann.link, 'Ben', dark);
    const cem = await Person.join(browser, ann.link, 'Cem', desktop);
    const dora = await Person.join(browser, ann.link, 'Dora', desktop);
    const four = [ann, ben, cem, dora];
    for (const person of four) await goOnStage(person);
    await ann.say('Good evening, everyone. This is your five-minute call.');
    await cem.say('Thank you, five!');
    await dora.say('شكرا، خمس دقائق');
    await ben.say('Thank you. Is the ghost here yet?');
    for (const person of four) {
      await person.seesVideoOf(...four.filter((other) => other !== person));
    }
    await expect.poll(async () => (await ann.messages()).length).toBe(4);
    await ann.page.getByLabel('Message').blur();
    await ann.photograph('room');
    await ben.photograph('room-dark');
    // Small enough for a README.
    await ann.page.setViewportSize({ width: 1000, height: 625 });
    await ann.seesVideoOf(ben, cem, dora);
    await ann.photograph('room-small');
    const violations = four.flatMap(({ complaints }) =>
      complaints.filter((text) => text.includes('Content Security Policy')),
    );
    expect(violations).toEqual([]);
  });
});
