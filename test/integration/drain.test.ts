import { describe, expect, it } from 'vitest';

import { errors } from '../../src/errors.js';
import { JsonParticipant } from '../support/json-participant.js';
import { encodeFrame, opcodes, RawConnection } from '../support/raw-connection.js';
import { Red5Member } from '../support/red5-member.js';
import { startServer, type TestServer } from '../support/server.js';

describe('a drain', () => {
  it('tells JSON clients when to come back and closes with 1012, Red5 clients without a word', async () => {
    const { callboard, json, red5 } = await startServer();
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
    const { callboard, json } = await startServer();
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

  it('refuses new connections at once, and closes Red5 clients last', async () => {
    const server = await startServer({ drainTimeoutMs: 1000, maxQueuedBytes: largeBacklog });
    const { callboard, json, red5 } = server;
    const ann = await JsonParticipant.join(json.url, 'lobby', 'ann');
    const camera = await Red5Member.join(red5.url, 'lobby', 'camera');
    const sleeper = await joinWithBacklog(server);
    const closes: string[] = [];
    void ann.connection.closed.then(() => closes.push('json'));
    void camera.connection.closed.then(() => closes.push('red5'));
    const stopped = callboard.stop();

    expect(callboard.ready).toBe(false);
    for (const { port } of [json, red5]) {
      await expect(RawConnection.open(port)).rejects.toThrow('ECONNREFUSED');
    }
    await ann.connection.closed;
    // The one that does not read holds up the JSON port, and so the Red5 port.
    expect(closes).toEqual(['json']);
    expect(camera.connection.socket.readyState).toBe(camera.connection.socket.OPEN);
    await stopped;
    await camera.connection.closed;
    expect(closes).toEqual(['json', 'red5']);
    sleeper.destroy();
  });

  it('says at the operations port that it is not ready, while the process is well', async () => {
    const server = await startServer({
      opsPort: 0,
      drainTimeoutMs: 2000,
      maxQueuedBytes: largeBacklog,
    });
    const { callboard, addresses } = server;
    const sleeper = await joinWithBacklog(server);
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
    const server = await startServer({ drainTimeoutMs: 300, maxQueuedBytes: largeBacklog });
    const sleeper = await joinWithBacklog(server);
    await server.callboard.stop();

    expect(server.callboard.connections).toBe(0);
    sleeper.socket.resume();
    await sleeper.closed;
  });

  it('lets whoever reads slowly have everything first, and then the goodbye', async () => {
    const server = await startServer({ drainTimeoutMs: 15_000, maxQueuedBytes: largeBacklog });
    const sleeper = await joinWithBacklog(server);
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

/** More than the kernel holds for a connection, less than the server lets wait. */
const backlogMessages = 300;
const largeBacklog = 64 * 1024 * 1024;

/** Someone who has joined and reads nothing, with more waiting than the kernel takes. */
async function joinWithBacklog({ json }: TestServer): Promise<RawConnection> {
  const sleeper = await RawConnection.upgraded(json.port);
  const join = { type: 'join-room', roomId: 'backlog', userId: 'sleeper' };
  sleeper.write(encodeFrame({ opcode: opcodes.text, payload: JSON.stringify(join) }));
  await sleeper.until('"room-joined"');
  sleeper.socket.pause();
  const talker = await JsonParticipant.join(json.url, 'backlog', 'talker');
  for (let count = 0; count < backlogMessages; count += 1) {
    talker.act('chat-message', { content: 'x'.repeat(60_000) });
    await talker.next('chat-message');
  }
  await talker.connection.close();
  return sleeper;
}
