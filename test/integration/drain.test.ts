import { describe, expect, it } from 'vitest';

import { errors } from '../../src/errors/catalogue.js';
import { backlogMessages, backlogSettings, joinWithBacklog } from '../support/clients/backlog.js';
import { JsonParticipant, parseFrame, usersOf } from '../support/clients/json-participant.js';
import { RawConnection } from '../support/clients/raw-connection.js';
import { Red5Member } from '../support/clients/red5-member.js';
import { startServer } from '../support/servers/server.js';
import type { TestSocket } from '../support/clients/websocket.js';

describe('a drain', () => {
  it('tells JSON clients when to come back and closes with 1012, Red5 clients without a word', async () => {
    const { callboard, json, red5 } = await startServer({ drainTimeoutMs: 5000 });
    const ann = await JsonParticipant.join(json.url, 'lobby', 'ann');
    const loner = await JsonParticipant.connect(json.url);
    const camera = await Red5Member.join(red5.url, 'lobby', 'camera');
    await callboard.stop();

    for (const one of [ann, loner]) {
      expect(await one.next('error')).toMatchObject({
        code: 'draining',
        retryAfterMs: expect.any(Number) as number,
      });
      expect((await one.connection.closed).code).toBe(1012);
    }
    expect((await camera.connection.closed).code).toBe(1012);
    expect(camera.received).toEqual([{ room: 'lobby', streams: ['camera'] }]);
  });

  it('tells nobody of those who go: everyone goes', async () => {
    const { callboard, json } = await startServer({ drainTimeoutMs: 1000 });
    const people = await Promise.all(
      Array.from({ length: 20 }, (_, index) => JsonParticipant.join(json.url, 'lobby', index)),
    );
    for (const one of people) await one.unread();
    await callboard.stop();

    for (const one of people) {
      await one.next('error');
      await one.connection.closed;
      expect(one.connection.texts.take()).toEqual([]);
    }
  });

  it('closes one after the other, JSON clients first, and asks each to come back at another time', async () => {
    const drainTimeoutMs = 2000;
    const { callboard, json, red5 } = await startServer({ drainTimeoutMs });
    const people: JsonParticipant[] = [];
    const cameras: Red5Member[] = [];
    for (let number = 0; number < 20; number += 1) {
      people.push(await JsonParticipant.join(json.url, `room-${String(number % 4)}`, number));
      if (number < 4) cameras.push(await Red5Member.join(red5.url, 'r', `c${String(number)}`));
    }
    const closes: { readonly who: string; readonly at: number }[] = [];
    const note = (who: string, { closed }: TestSocket): void => {
      void closed.then(() => closes.push({ who, at: performance.now() }));
    };
    for (const [index, { connection }] of people.entries()) {
      note(`room-${String(index % 4)}`, connection);
    }
    for (const { connection } of cameras) note('red5', connection);
    const started = performance.now();
    await callboard.stop();
    const tookMs = performance.now() - started;

    // A timer never comes early, and one that comes late makes no gap smaller that follows.
    const times = closes.map(({ at }) => at - started);
    expect(times).toHaveLength(24);
    expect(tookMs).toBeGreaterThan(0.75 * drainTimeoutMs);
    const half = times.filter((at) => at < 0.4 * drainTimeoutMs).length;
    expect(half).toBeLessThanOrEqual(12);
    // Rooms go as a whole, and Red5 clients at last.
    const rooms = closes.map(({ who }) => who).filter((who, index, all) => who !== all[index - 1]);
    expect(rooms).toEqual(['room-0', 'room-1', 'room-2', 'room-3', 'red5']);
    const returns = new Set<unknown>();
    for (const one of people) {
      await one.connection.closed;
      const error = one.connection.texts.all.map(parseFrame).at(-1);
      expect(error).toMatchObject({ type: 'error', code: 'draining' });
      returns.add(error?.['retryAfterMs']);
    }
    expect(returns.size).toBeGreaterThan(10);
  });

  it('leaves rooms as they are for those who are still there', async () => {
    const { callboard, json } = await startServer({ drainTimeoutMs: 4000 });
    const people: JsonParticipant[] = [];
    for (let number = 0; number < 6; number += 1) {
      people.push(await JsonParticipant.join(json.url, 'lobby', number));
    }
    const [first, , , , fifth, last] = people;
    if (first === undefined || fifth === undefined || last === undefined) throw new Error();
    await last.unread();
    const stopped = callboard.stop();
    await first.connection.closed;
    last.act('chat-message', { content: 'still here' });
    expect(await last.next('chat-message')).toMatchObject({ content: 'still here' });
    // Whoever goes by himself is told as ever.
    await fifth.connection.close();
    expect(usersOf(await last.next('user-left'))).toEqual([0, 1, 2, 3, 5]);
    expect((await last.unread()).map(({ type }) => type)).toEqual([]);
    await stopped;
    expect(await last.next('error')).toMatchObject({ code: 'draining' });
  });

  it('refuses new connections at once, and closes Red5 clients last', async () => {
    const { callboard, json, red5 } = await startServer({ drainTimeoutMs: 10_000 });
    const camera = await Red5Member.join(red5.url, 'lobby', 'camera');
    const ann = await JsonParticipant.join(json.url, 'lobby', 'ann');
    const closes: string[] = [];
    void ann.connection.closed.then(() => closes.push('json'));
    void camera.connection.closed.then(() => closes.push('red5'));
    const stopped = callboard.stop();

    expect(callboard.ready).toBe(false);
    for (const { port } of [json, red5]) {
      await expect(RawConnection.open(port)).rejects.toThrow('ECONNREFUSED');
    }
    await stopped;
    await camera.connection.closed;
    expect(closes).toEqual(['json', 'red5']);
  });

  it('is not held up for anyone else by one that does not read', async () => {
    const server = await startServer({ drainTimeoutMs: 3_600_000, ...backlogSettings });
    const sleeper = await joinWithBacklog(server.json.port);
    const ann = await JsonParticipant.join(server.json.url, 'lobby', 'ann');
    const stopped = server.callboard.stop();
    expect((await ann.connection.closed).code).toBe(1012);
    expect(server.callboard.connections).toBe(1);
    sleeper.destroy();
    await stopped;
  });

  it('says at the operations port that it is not ready, while the process is well', async () => {
    const server = await startServer({
      opsPort: 0,
      drainTimeoutMs: 3_600_000,
      ...backlogSettings,
    });
    const { callboard, addresses } = server;
    const sleeper = await joinWithBacklog(server.json.port);
    const ask = async (path: string): Promise<number> =>
      (await fetch(`${addresses.ops?.url ?? ''}${path}`)).status;
    expect([await ask('/healthz'), await ask('/readyz')]).toEqual([200, 200]);
    const stopped = callboard.stop();

    expect([await ask('/healthz'), await ask('/readyz')]).toEqual([200, 503]);
    sleeper.destroy();
    await stopped;
    await expect(ask('/healthz')).rejects.toThrow();
  });

  it('gives up on whoever does not read when its time is over', async () => {
    const server = await startServer({ drainTimeoutMs: 300, ...backlogSettings });
    const sleeper = await joinWithBacklog(server.json.port);
    await server.callboard.stop();

    expect(server.callboard.connections).toBe(0);
    sleeper.socket.resume();
    await sleeper.closed;
  });

  it('lets whoever reads slowly have everything first, and then the goodbye', async () => {
    const server = await startServer({ drainTimeoutMs: 3_600_000, ...backlogSettings });
    const sleeper = await joinWithBacklog(server.json.port);
    const stopped = server.callboard.stop();
    sleeper.socket.resume();
    await stopped;
    await sleeper.closed;

    const { text } = sleeper;
    expect(text.match(/"type":"chat-message"/g)).toHaveLength(backlogMessages);
    expect(text.indexOf(errors.draining.message)).toBeGreaterThan(
      text.lastIndexOf('"type":"chat-message"'),
    );
    // 1012, big-endian, in the close frame after it.
    expect(text.lastIndexOf('\u0003\u00f4')).toBeGreaterThan(text.indexOf(errors.draining.message));
  });
});
