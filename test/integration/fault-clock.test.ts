import { afterEach, describe, expect, it, vi } from 'vitest';

import { makeCertificate } from '../support/servers/certificate.js';
import { type Frame, JsonParticipant } from '../support/clients/json-participant.js';
import { startServer } from '../support/servers/server.js';

const hourMs = 3_600_000;

/** Sets the clock of the system; timers and what else measures durations know nothing of it. */
function setClockBy(ms: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
}

afterEach(() => {
  vi.useRealTimers();
});

const delta = { presence: 'delta' };

async function chat(speaker: JsonParticipant, content: string): Promise<Frame> {
  speaker.act('chat-message', { content });
  return speaker.next('chat-message');
}

describe.each([
  ['forward', hourMs],
  ['back', -hourMs],
])('a system clock that is set %s by an hour', (_, by) => {
  it('does not end a grace early', async () => {
    const { json } = await startServer({ reconnectGraceMs: hourMs / 2 });
    const ann = await JsonParticipant.connect(json.url);
    await ann.join('r', 'ann', delta);
    const bob = await JsonParticipant.connect(json.url);
    const { resumeToken } = await bob.join('r', 'bob', delta);
    await ann.next('user-joined');

    bob.connection.drop();
    expect(await ann.next('user-away')).toMatchObject({ offset: 3 });
    setClockBy(by);
    const again = await JsonParticipant.connect(json.url);
    await again.join('r', 'bob', { ...delta, resumeToken });
    expect(await ann.next('user-back')).toMatchObject({ offset: 4 });
  });

  it('does not keep a grace from ending', async () => {
    const { json } = await startServer({ reconnectGraceMs: 300 });
    const ann = await JsonParticipant.connect(json.url);
    await ann.join('r', 'ann', delta);
    const bob = await JsonParticipant.connect(json.url);
    await bob.join('r', 'bob', delta);
    await ann.next('user-joined');

    setClockBy(by);
    bob.connection.drop();
    expect(await ann.next('user-away')).toMatchObject({ offset: 3 });
    expect(await ann.next('user-left')).toMatchObject({ offset: 4, reason: 'timeout' });
  });

  it('makes no message older, younger or out of order', async () => {
    const { json } = await startServer({ historyTtlSeconds: 300 });
    const ann = await JsonParticipant.join(json.url, 'r', 'ann');
    const first = await chat(ann, 'before');
    setClockBy(by);
    const second = await chat(ann, 'after');
    expect(second['offset']).toBe(3);
    const between = Number(second['timestamp']) - Number(first['timestamp']);
    expect(between).toBeGreaterThanOrEqual(0);
    expect(between).toBeLessThan(hourMs / 2);

    const bob = await JsonParticipant.connect(json.url);
    const { history } = await bob.join('r', 'bob', { history: 10 });
    expect(history).toMatchObject([{ content: 'before' }, { content: 'after' }]);
  });

  it('ends an empty room in its time', async () => {
    const { json } = await startServer({ emptyRoomTtlSeconds: 1 });
    const ann = await JsonParticipant.join(json.url, 'r', 'ann');
    const { epoch } = await ann.join('r', 'ann');
    ann.act('leave-room');
    setClockBy(by);
    await vi.waitFor(
      async () => {
        const visit = await ann.join('r', 'ann');
        ann.act('leave-room');
        expect(visit['epoch']).not.toBe(epoch);
      },
      { timeout: 20_000, interval: 1_500 },
    );
  });
});

describe('a certificate that has expired', () => {
  it('is named in the log, and those who come all the same are served', async () => {
    const { certFile, keyFile, cert } = makeCertificate();
    const warnings: object[] = [];
    const ignore = (): void => undefined;
    const logger = { debug: ignore, info: ignore, error: ignore };
    setClockBy(72 * hourMs);
    const { json } = await startServer({
      tlsCertFile: certFile,
      tlsKeyFile: keyFile,
      logger: { ...logger, warn: (fields, message) => warnings.push([message, fields]) },
    });
    const url = json.url.replace('127.0.0.1', 'localhost');
    const ann = await JsonParticipant.connect(url, { ca: cert });
    await ann.join('r', 'ann');

    expect(warnings[0]).toMatchObject(['the certificate has expired', { tlsCertFile: certFile }]);
  });
});
