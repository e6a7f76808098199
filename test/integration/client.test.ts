import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';

import type { RoomClientOptions } from '../../src/client/index.js';
import { CliProcess, isCliBuilt } from '../support/servers/cli-process.js';
import { findFreePort } from '../support/servers/free-port.js';
import { joinAs, TestClient } from '../support/clients/room-client.js';
import { startServer } from '../support/servers/server.js';

/** Nothing listens here, and nobody may. */
const nowhere = 'ws://127.0.0.1:9';

/** A WebSocket class whose connections can be cut without a word, and which may find no way for a while. */
function fragileNetwork() {
  let sockets: WebSocket[] = [];
  let isDown = false;
  class FragileWebSocket extends WebSocket {
    constructor(url: string) {
      super(isDown ? nowhere : url);
      sockets.push(this);
    }
  }
  const cut = (): void => {
    for (const socket of sockets) socket.terminate();
    sockets = [];
  };
  const setDown = (value: boolean): void => {
    isDown = value;
    cut();
  };
  return { WebSocket: FragileWebSocket, cut, setDown };
}

type Options = Partial<RoomClientOptions>;

/** Somebody whose network can be cut. */
async function joinFragile(url: string, userId: string, options: Options = {}) {
  const { WebSocket, ...network } = fragileNetwork();
  return { someone: await joinAs(url, userId, { WebSocket, ...options }), ...network };
}

describe('clients of a room', () => {
  it('see each other come, stream, speak and go', async () => {
    const { json } = await startServer();
    const ada = await joinAs(json.url, 'ada', { userName: 'Ada', roomName: 'The lobby' });
    const ben = await joinAs(json.url, 'ben');
    await ben.client.startStreaming({ streamName: 'cam' });
    const said = await ben.client.sendMessage({ text: 'hi' });
    await ada.until(() => ada.client.messages.length === 1);
    expect(ada.client.messages).toEqual([said]);
    expect(ada.client.streams).toEqual([{ userId: 'ben', streamName: 'cam' }]);
    expect(ben.client.participants).toEqual(ada.client.participants);
    expect(ben.client.room).toMatchObject({ roomName: 'The lobby' });
    await ben.client.leave();
    await ada.until(() => ada.client.participants.length === 1);
    expect(ada.eventsOf('participant-left')).toMatchObject([{ reason: 'left' }]);
  });

  it('pass signals to one another', async () => {
    const { json } = await startServer();
    const ada = await joinAs(json.url, 'ada');
    const ben = await joinAs(json.url, 'ben');
    const signal = { kind: 'offer', payload: { type: 'offer', sdp: 'v=0' } } as const;
    ben.client.sendSignal('ada', signal);
    await ada.until(() => ada.eventsOf('signal').length === 1);
    expect(ada.eventsOf('signal')).toEqual([{ fromUserId: 'ben', signal }]);
  });

  it('find what was said before', async () => {
    const { json } = await startServer();
    const ada = await joinAs(json.url, 'ada');
    for (const text of ['one', 'two', 'three']) await ada.client.sendMessage(text);
    const ben = await joinAs(json.url, 'ben', { history: 2 });
    expect(ben.contents()).toEqual(['two', 'three']);
    expect(ben.eventsOf('message')).toEqual([]);
  });

  it('need the password', async () => {
    const { json } = await startServer();
    await joinAs(json.url, 'ada', { password: 'right' });
    const stranger = new TestClient(json.url, { userId: 'ben', password: 'wrong' });
    await expect(stranger.client.join()).rejects.toMatchObject({ code: 'incorrect-password' });
    expect(stranger.client.state).toEqual({ status: 'closed', reason: 'incorrect-password' });
    await joinAs(json.url, 'ben', { password: 'right' });
    expect(await stranger.client.listRooms()).toEqual([
      {
        roomId: 'lobby',
        roomName: 'lobby',
        participantCount: 2,
        streamCount: 0,
        hasPassword: true,
      },
    ]);
  });

  it('do not fight over a name: the older one is told and goes', async () => {
    const { json } = await startServer();
    const old = await joinAs(json.url, 'ada');
    const young = await joinAs(json.url, 'ada');
    await old.untilStatus('closed');
    expect(old.client.state).toEqual({ status: 'closed', reason: 'replaced' });
    expect(young.client.state).toEqual({ status: 'joined' });
    expect(young.client.participants).toHaveLength(1);
  });

  it('learn beforehand what is too long', async () => {
    const { json } = await startServer({ maxChatBytes: 10 });
    const ada = await joinAs(json.url, 'ada');
    await expect(ada.client.sendMessage('x'.repeat(11))).rejects.toMatchObject({
      code: 'message-too-large',
    });
    await ada.client.sendMessage('x'.repeat(10));
  });

  it('say a thousand things in order, faster than the server takes them', async () => {
    const { json } = await startServer({ rateLimitPerSecond: 500, rateLimitBurst: 50 });
    const ada = await joinAs(json.url, 'ada');
    const ben = await joinAs(json.url, 'ben');
    const numbers = Array.from({ length: 1000 }, (_, index) => index);
    await Promise.all(numbers.map((number) => ada.client.sendMessage(number)));
    await ben.until(() => ben.eventsOf('message').length === numbers.length);
    expect(ben.contents()).toEqual(numbers);
    expect(ada.contents()).toEqual(numbers);
  });
});

describe('a client whose connection is cut', () => {
  it('comes back, streams again and has missed nothing', async () => {
    const { json } = await startServer();
    const ben = await joinAs(json.url, 'ben');
    const { someone: ada, cut } = await joinFragile(json.url, 'ada');
    await ada.client.startStreaming();
    await ben.client.sendMessage('one');
    cut();
    await ada.untilStatus('reconnecting');
    const [two, three] = await Promise.all([
      ben.client.sendMessage('two'),
      ada.client.sendMessage('three'),
    ]);
    expect([two.content, three.content]).toEqual(['two', 'three']);
    await ben.until(() => ben.contents().length === 3 && ben.client.streams.length === 1);
    await ada.until(() => ada.contents().length === 3);
    expect(ada.contents()).toEqual(ben.contents());
    expect(ada.client.messagesLost).toBe(false);
    expect(ben.names()).toContain('participant-left');
  });

  it('takes its seat back where seats are kept, and nobody sees it go', async () => {
    const { json } = await startServer({ reconnectGraceMs: 60_000 });
    const ben = await joinAs(json.url, 'ben');
    const { someone: ada, cut } = await joinFragile(json.url, 'ada');
    await ada.client.startStreaming({ streamName: 'cam' });
    await ben.until(() => ben.client.streams.length === 1);
    cut();
    await ben.until(() => ben.eventsOf('participant-back').length === 1);
    expect(ben.names()).toEqual([
      'participant-joined',
      'stream-started',
      'participant-away',
      'participant-back',
    ]);
    await ada.untilStatus('joined');
    expect(ada.client.streams).toEqual([{ userId: 'ada', streamName: 'cam' }]);
    expect(ada.client.messagesLost).toBe(false);
  });

  it('is let in again where nobody may take a name twice', async () => {
    const { json } = await startServer({ duplicateUser: 'reject' });
    const { someone: ada, cut } = await joinFragile(json.url, 'ada');
    await joinAs(json.url, 'ben');
    const second = new TestClient(json.url, { userId: 'ada' });
    await expect(second.client.join()).rejects.toMatchObject({ code: 'user-id-in-use' });
    cut();
    await ada.untilStatus('reconnecting');
    await ada.untilStatus('joined');
  });

  it('is told when more was said than is kept', async () => {
    const { json } = await startServer({ historySize: 2 });
    const ben = await joinAs(json.url, 'ben');
    const { someone: ada, setDown } = await joinFragile(json.url, 'ada');
    await ben.client.sendMessage('before');
    await ada.until(() => ada.contents().length === 1);
    setDown(true);
    await ada.untilStatus('reconnecting');
    for (const text of ['one', 'two', 'three']) await ben.client.sendMessage(text);
    setDown(false);
    await ada.until(() => ada.client.messagesLost);
    expect(ada.eventsOf('history-lost')).toMatchObject([
      { reason: 'gap', after: { content: 'before' } },
    ]);
    expect(ada.contents()).toEqual(['before', 'two', 'three']);
  });

  it('is told when the room has ended meanwhile', async () => {
    const { json } = await startServer();
    const { someone: ada, cut } = await joinFragile(json.url, 'ada');
    const { epoch } = ada.client.room!;
    await ada.client.sendMessage('before');
    cut();
    await ada.until(() => ada.client.messagesLost);
    expect(ada.eventsOf('history-lost')).toMatchObject([{ reason: 'epoch-changed' }]);
    expect(ada.client.room?.epoch).not.toBe(epoch);
    await ada.client.sendMessage('after');
    expect(ada.contents()).toEqual(['before', 'after']);
  });

  it('loses and doubles nothing, however often it happens', async () => {
    const { json } = await startServer({ reconnectGraceMs: 60_000, historySize: 1000 });
    const people = await Promise.all(
      ['ada', 'ben'].map((userId) => joinFragile(json.url, userId, { reconnect: () => 1 })),
    );
    const sending: Promise<unknown>[] = [];
    for (let number = 0; number < 100; number += 1) {
      const { someone, cut } = people[number % 2]!;
      sending.push(someone.client.sendMessage(number));
      if (number % 7 === 0) cut();
      if (number % 10 === 0) await Promise.all(sending);
    }
    await Promise.all(sending);
    for (const { someone } of people) {
      await someone.until(() => someone.contents().length === 100);
      const { client } = someone;
      expect(client.messagesLost).toBe(false);
      expect(someone.eventsOf('message')).toEqual(client.messages);
      expect(new Set(someone.contents()).size).toBe(100);
    }
    expect(people[0]!.someone.contents()).toEqual(people[1]!.someone.contents());
  });
});

describe('a server that goes', () => {
  it('and says so is come back to no sooner than it asks', async () => {
    const jsonPort = await findFreePort();
    const first = await startServer({ jsonPort, drainTimeoutMs: 5000 });
    const waits: (number | null)[] = [];
    const ada = await joinAs(first.json.url, 'ada', {
      reconnect: ({ retryAfterMs }) => {
        waits.push(retryAfterMs);
        return 20;
      },
    });
    const said = await ada.client.sendMessage('before');
    await first.callboard.stop();
    await ada.untilStatus('reconnecting');
    expect(ada.client.state).toMatchObject({ reason: 'draining' });
    expect(waits[0]).toBeGreaterThan(0);
    await startServer({ jsonPort });
    await ada.untilStatus('joined');
    expect(ada.client.messages).toEqual([said]);
    expect(ada.eventsOf('history-lost')).toMatchObject([{ reason: 'epoch-changed', after: said }]);
  });

  it.runIf(isCliBuilt())('without a word is come back to by everyone', async () => {
    const port = await findFreePort();
    const serve = () =>
      new CliProcess([
        `--json-port=${port}`,
        '--host=127.0.0.1',
        '--protocols=json',
        '--ops-port=0',
      ]);
    const first = serve();
    await first.listening();
    const url = `ws://127.0.0.1:${port}`;
    const [ada, ben] = [await joinAs(url, 'ada'), await joinAs(url, 'ben')];
    await ada.client.startStreaming();
    await ada.client.sendMessage('one');
    await ben.until(() => ben.contents().length === 1);
    first.signal('SIGKILL');
    await first.exited;
    await Promise.all([ada, ben].map((someone) => someone.untilStatus('reconnecting')));
    const sending = [ada.client.sendMessage('two'), ada.client.sendMessage('three')];
    serve();
    await Promise.all(sending);
    await ben.client.sendMessage('four');
    for (const someone of [ada, ben]) {
      await someone.until(() => someone.client.streams.length === 1);
      await someone.until(() => someone.client.participants.length === 2);
      expect(someone.client.messagesLost).toBe(true);
    }
    await ada.until(() => ada.contents().length === 4);
    expect(ada.contents()).toEqual(['one', 'two', 'three', 'four']);
    expect(new Set(ben.contents()).size).toBe(ben.contents().length);
  });
});
