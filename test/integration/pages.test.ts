import { createContext, runInContext } from 'node:vm';

import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';

import { JsonParticipant } from '../support/clients/json-participant.js';
import { startServer, type TestServer } from '../support/servers/server.js';

function ask({ json }: TestServer, path: string, init?: RequestInit): Promise<Response> {
  return fetch(`http://127.0.0.1:${String(json.port)}${path}`, init);
}

/** The paths that a page asks for. */
function assetsOf(document: string): string[] {
  return [...document.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
}

describe('the pages of the JSON port', () => {
  it.each(['/', '/room/green-room', '/room/?id=..', '/red5'])(
    'are complete at %s, and ask for nothing from elsewhere',
    async (path) => {
      const server = await startServer();
      const page = await ask(server, path);
      expect(page.status).toBe(200);
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
      const assets = assetsOf(await page.text());
      expect(assets.map((asset) => asset.replace(/-[A-Z0-9]{8}[.]/, '-HASH.')).sort()).toEqual([
        expect.stringMatching(/^[/]assets[/]\w+-HASH[.]css$/),
        expect.stringMatching(/^[/]assets[/]\w+-HASH[.]js$/),
        '/icon.svg',
      ]);
      for (const asset of assets) expect((await ask(server, asset)).status).toBe(200);
    },
  );

  it('have no code and no style between their tags, which their policy would not run', async () => {
    const server = await startServer();
    for (const path of ['/', '/red5']) {
      const page = await ask(server, path);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
      const text = await page.text();
      expect(text).not.toMatch(/<style|style=|\son\w+=|javascript:/i);
      expect([...text.matchAll(/<script[^>]*>([^]*?)<\/script>/g)].map(([, code]) => code)).toEqual(
        [''],
      );
    }
  });

  it('keep scripts and styles for ever, and ask about themselves', async () => {
    const server = await startServer();
    const page = await ask(server, '/');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const script = assetsOf(await page.text()).find((path) => path.endsWith('.js'));
    const answer = await ask(server, script ?? '', { headers: { 'Accept-Encoding': 'br' } });
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(answer.headers.get('content-encoding')).toBe('br');

    const again = await ask(server, '/', {
      headers: { 'If-None-Match': page.headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
  });

  it('are told what they cannot know', async () => {
    const server = await startServer();
    expect(await (await ask(server, '/config.json')).json()).toEqual({
      red5Port: server.red5.port,
      areRoomsBridged: false,
      iceServers: [],
    });
  });

  it('are told of the STUN and TURN servers in the form that browsers take', async () => {
    const demoIceServers = [
      'stun:stun.example.org:3478',
      'turns:ann%40home:a%3Ab@turn.example.org',
    ];
    const server = await startServer({ demoIceServers, bridgeRooms: true });
    expect(await (await ask(server, '/config.json')).json()).toMatchObject({
      areRoomsBridged: true,
      iceServers: [
        { urls: 'stun:stun.example.org:3478' },
        { urls: 'turns:turn.example.org', username: 'ann@home', credential: 'a:b' },
      ],
    });
  });

  it('leave every path to WebSockets', async () => {
    const server = await startServer();
    for (const path of ['/', '/room/a', '/red5', '/config.json', '/icon.svg', '/assets/x.js']) {
      const ann = await JsonParticipant.join(server.json.url + path, 'lobby', 'ann');
      expect(await ann.unread()).toEqual([]);
    }
  });

  it('are not there with the demo switched off, nor on the Red5 port', async () => {
    const server = await startServer({ demo: false });
    for (const path of ['/room/a', '/red5', '/config.json', '/icon.svg']) {
      expect((await ask(server, path)).status).toBe(404);
    }
    expect(await (await ask(server, '/')).text()).toMatch(/^Callboard/);
    const red5 = await fetch(`http://127.0.0.1:${String(server.red5.port)}/red5`);
    expect(red5.status).toBe(404);
  });
});

describe('the client for pages without modules', () => {
  it.each([true, false])('is there, for pages of any origin (demo: %s)', async (demo) => {
    const answer = await ask(await startServer({ demo }), '/callboard-client.js');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(await answer.text()).toContain('Callboard');
  });

  it('makes one global, and joins a room where there is nothing but timers', async () => {
    const server = await startServer();
    const ben = await JsonParticipant.join(server.json.url, 'green-room', 'ben');
    const platform = createContext({ setTimeout, clearTimeout, queueMicrotask, WebSocket });
    const before = Object.keys(platform);
    runInContext(await (await ask(server, '/callboard-client.js')).text(), platform);
    const added = Object.keys(platform).filter((name) => !before.includes(name));
    expect(added).toEqual(['Callboard']);
    expect(runInContext('Object.keys(Callboard).sort()', platform)).toEqual([
      'Mesh',
      'Red5Client',
      'RoomClient',
      'RoomError',
    ]);
    const options = JSON.stringify({ roomId: 'green-room', userId: 'ann' });
    const url = JSON.stringify(server.json.url);
    runInContext(`room = new Callboard.RoomClient(${url}, ${options})`, platform);
    await runInContext('room.join()', platform);
    expect(await ben.next('user-joined')).toMatchObject({ userId: 'ann' });
    await runInContext('room.leave()', platform);
    expect(await ben.next('user-left')).toMatchObject({ userId: 'ann', reason: 'left' });
  });
});
