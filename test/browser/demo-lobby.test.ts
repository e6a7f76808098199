import { it } from 'vitest';

import { describeInBrowser } from '../support/clients/browser.js';
import { JsonParticipant } from '../support/clients/json-participant.js';
import { startServer } from '../support/servers/server.js';
import { Person } from './demo-person.js';

describeInBrowser('the lobby of the demo', (browser) => {
  it('shows which rooms have a password, who is there, and where somebody is live', async () => {
    const { json } = await startServer();
    const ada = await JsonParticipant.connect(json.url);
    await ada.join('green', 'ada', { roomName: 'Green room', password: 'sesame' });
    await JsonParticipant.join(json.url, 'foyer', 'ben');
    const { page } = await Person.visit(browser, `http://127.0.0.1:${String(json.port)}/`, 'Cem');
    const greenRoom = page.getByRole('link', { name: 'Join Green room, 1 person' });
    await page.getByRole('link', { name: 'Join foyer, 1 person', exact: true }).waitFor();
    await greenRoom.getByText('password').waitFor();
    await greenRoom.getByText('live').waitFor({ state: 'detached' });

    ada.act('start-streaming');
    await greenRoom.getByText('live').waitFor();
    await page
      .getByRole('link', { name: 'Join Green room, 1 person, live, with a password' })
      .waitFor();
    await page.getByRole('link', { name: 'Join foyer, 1 person', exact: true }).waitFor();
    ada.act('stop-streaming');
    await greenRoom.getByText('live').waitFor({ state: 'detached' });
  });
});
