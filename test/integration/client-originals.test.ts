import { randomUUID } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { judges } from '../support/documents/compare-traces.js';
import { OriginalJsonServer } from '../support/servers/original-json-server.js';
import { playSteps } from '../support/clients/replay.js';
import { joinAs } from '../support/clients/room-client.js';
import { fillIn, readScenarios } from '../support/documents/traces.js';

/** The first server had no lobby, and it is that one which is stood in for here. */
const ofTheFirst = readScenarios('json').filter(
  ({ id, wantedTrace }) => id.startsWith('j') && wantedTrace === undefined && id !== 'j36-http',
);

describe('the stand-in for the first server', () => {
  it.each(ofTheFirst)('does as recorded in $id: $title', async (original) => {
    const server = await OriginalJsonServer.start();
    const scenario = fillIn(original, randomUUID().slice(0, 8));
    // As recorded: with both copies of chat.
    const expected = scenario.trace ?? {};
    const received = await playSteps(server.url, scenario.steps, (sofar, step) =>
      judges.json.isReached(scenario, expected, sofar, step),
    );
    expect(judges.json.differences(scenario, expected, received)).toEqual([]);
  });
});

describe.each([1, 2])('against the first server, which tells chat %i times', (chatCopies) => {
  async function start() {
    const server = await OriginalJsonServer.start({ chatCopies });
    return { server, join: (userId: string) => joinAs(server.url, userId) };
  }

  it('clients see each other come, stream and go', async () => {
    const { join } = await start();
    const ada = await join('ada');
    const ben = await join('ben');
    await ben.client.startStreaming({ streamName: 'unheard of' });
    await ada.until(() => ada.client.streams.length === 1);
    expect(ada.client.participants).toEqual(ben.client.participants);
    expect(ada.client.streams).toEqual([{ userId: 'ben', streamName: 'ben' }]);
    await ben.client.stopStreaming();
    await ben.client.leave();
    await ada.until(() => ada.client.participants.length === 1);
    const told = ['participant-joined', 'stream-started', 'stream-stopped', 'participant-left'];
    expect(ada.names()).toEqual(told);
  });

  it('messages are heard once by everyone, those who said them included', async () => {
    const { join } = await start();
    const ada = await join('ada');
    const ben = await join('ben');
    const said = ['one', 'one', { two: 2 }, 'one', ''];
    const sent = await Promise.all(said.map((content) => ada.client.sendMessage(content)));
    await ben.client.sendMessage('end');
    for (const someone of [ada, ben]) {
      await someone.until(() => someone.contents().length === said.length + 1);
      expect(someone.contents()).toEqual([...said, 'end']);
    }
    expect(ada.client.messages.slice(0, -1)).toEqual(sent);
    expect(new Set(sent.map(({ messageId }) => messageId)).size).toBe(said.length);
  });

  it('a client comes back with its stream, and tells that messages may be lost', async () => {
    const { server, join } = await start();
    const ada = await join('ada');
    const ben = await join('ben');
    await ada.client.startStreaming();
    await ada.client.sendMessage('before');
    server.dropAll();
    const after = ada.client.sendMessage('after');
    await ada.until(() => ada.client.messagesLost);
    await after;
    await ben.until(() => ben.client.streams.length === 1 && ben.client.messages.length >= 1);
    expect(ada.contents()).toEqual(['before', 'after']);
    expect(ada.client.state).toEqual({ status: 'joined' });
    expect(ada.eventsOf('history-lost')).toMatchObject([{ reason: 'unsupported' }]);
    await ada.until(() => ada.client.streams.length === 1);
  });
});
