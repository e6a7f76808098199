import { readFileSync } from 'node:fs';
import { request } from 'node:http';

import { describe, expect, it } from 'vitest';

import { DocumentedFrames, documentSchema } from '../support/documents/documented-frames.js';
import { JsonParticipant } from '../support/clients/json-participant.js';
import { startServer, type TestServer } from '../support/servers/server.js';

const committed: unknown = JSON.parse(
  readFileSync(new URL('../../protocols/json/asyncapi.json', import.meta.url), 'utf8'),
);

function urlOn(server: TestServer, protocol: 'json' | 'red5'): string {
  return `http://127.0.0.1:${String(server[protocol].port)}/asyncapi.json`;
}

/** The `Content-Length` that a HEAD is answered with; fetch hides it. */
function lengthByHead(url: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: 'HEAD', agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.headers['content-length']));
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('the AsyncAPI document on the JSON port', () => {
  it('is the committed one, as JSON that pages of any origin may read', async () => {
    const url = urlOn(await startServer(), 'json');
    const answer = await fetch(url, { headers: { Origin: 'https://elsewhere.example' } });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await answer.json()).toEqual(committed);
  });

  it('is not sent again to who has it', async () => {
    const url = urlOn(await startServer(), 'json');
    const first = await fetch(url);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[^"]+"$/);
    expect(first.headers.get('cache-control')).toBe('no-cache');

    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await fetch(url, { headers: { 'If-None-Match': known } });
      expect([again.status, await again.text()]).toEqual([304, '']);
      expect(again.headers.get('etag')).toBe(etag);
    }
    const other = await fetch(url, { headers: { 'If-None-Match': '"other"' } });
    expect(other.status).toBe(200);
  });

  it('is announced by HEAD with its length, and refused to other methods', async () => {
    const url = urlOn(await startServer(), 'json');
    const { byteLength } = await (await fetch(url)).arrayBuffer();
    const head = await fetch(url, { method: 'HEAD' });

    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(head.headers.get('content-type')).toBe('application/json');
    expect(await lengthByHead(url)).toBe(String(byteLength));
    expect((await fetch(url, { method: 'POST', body: 'x' })).status).toBe(404);
  });

  it('does not take the path from WebSockets', async () => {
    const { json } = await startServer();
    const ann = await JsonParticipant.join(`${json.url}/asyncapi.json`, 'lobby', 'ann');
    expect(await ann.unread()).toEqual([]);
  });

  it('is not on the Red5 port', async () => {
    const answer = await fetch(urlOn(await startServer(), 'red5'));
    expect(answer.status).toBe(404);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });
});

describe('what a server sends', () => {
  it('is what its AsyncAPI document says', async () => {
    const server = await startServer({ reconnectGraceMs: 10_000 });
    const answer = await fetch(urlOn(server, 'json'));
    const documented = new DocumentedFrames(documentSchema.parse(await answer.json()));

    const ann = await JsonParticipant.connect(server.json.url);
    const bob = await JsonParticipant.connect(server.json.url);
    const frames = [await ann.join('lobby', 'ann', { presence: 'delta', password: 'secret' })];
    bob.send({ type: 'join-room', roomId: 'lobby', userId: 'bob' });
    frames.push(await bob.next('join-room-error'));
    frames.push(await bob.join('lobby', 'bob', { password: 'secret', history: 5 }));
    bob.act('start-streaming');
    bob.act('chat-message', { content: { any: ['JSON', null] }, clientMessageId: 'one' });
    bob.act('stop-streaming');
    bob.send({
      type: 'webrtc-offer',
      roomId: 'lobby',
      fromUserId: 'bob',
      toUserId: 'ann',
      offer: { type: 'offer', sdp: '' },
    });
    bob.act('nonsense');
    frames.push(...(await bob.unread()), ...(await ann.unread()));
    bob.connection.drop();
    frames.push(await ann.next('user-away'));
    ann.send({ type: 'sync-room', roomId: 'lobby' });
    ann.send({ type: 'list-rooms' });
    frames.push(...(await ann.unread()));

    const mistakes = frames.map((frame) => documented.mistakeInSent(frame));
    expect(mistakes.filter((mistake) => mistake !== null)).toEqual([]);
    expect(new Set(frames.map(({ type }) => type))).toEqual(
      new Set([
        'room-joined',
        'join-room-error',
        'user-joined',
        'user-streaming-started',
        'chat-message',
        'user-streaming-stopped',
        'webrtc-offer',
        'error',
        'user-away',
        'room-state',
        'rooms-list',
      ]),
    );
  });
});
