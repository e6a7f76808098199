import { describe, expect, it, onTestFinished } from 'vitest';

import { type CallboardOptions, createCallboard, StartupError } from '../../src/index.js';
import { findFreePort } from '../support/servers/free-port.js';
import { JsonParticipant, usersOf } from '../support/clients/json-participant.js';
import { Red5Member } from '../support/clients/red5-member.js';
import { onFreePorts, portSetting, protocolNames } from '../support/servers/ports.js';
import { startServer } from '../support/servers/server.js';

const quiet: CallboardOptions = { ...onFreePorts, logLevel: 'silent' };

describe('a port', () => {
  it.each(protocolNames)(
    'that another server has is refused in a sentence with port and setting: %s',
    async (protocol) => {
      const setting = portSetting(protocol);
      // Given, not found: the system shares no port that it has chosen itself.
      const port = await findFreePort();
      const first = await startServer({ [setting]: port });
      const second = createCallboard({ ...quiet, [setting]: port });

      const refused = expect(second.start()).rejects;
      await refused.toThrow(StartupError);
      await refused.toThrow(new RegExp(`\\b${String(port)}\\b.*\\b${setting}\\b`));
      expect(second.ready).toBe(false);
      expect(first.callboard.ready).toBe(true);
      await JsonParticipant.join(first.json.url, 'lobby', 'ann');
    },
  );

  it('is free again when another port of the same server could not be had', async () => {
    const first = await startServer();
    const port = await findFreePort();
    const unlucky = createCallboard({ ...quiet, jsonPort: port, red5Port: first.red5.port });

    await expect(unlucky.start()).rejects.toThrow('red5Port');
    const lucky = await startServer({ jsonPort: port });
    expect(lucky.json.port).toBe(port);
  });

  it('is free again after a stop, though people were connected', async () => {
    const port = await findFreePort();
    for (let round = 0; round < 3; round += 1) {
      const server = await startServer({ jsonPort: port });
      const ann = await JsonParticipant.connect(server.json.url);
      expect(usersOf(await ann.join('lobby', 'ann'))).toEqual(['ann']);
      await server.callboard.stop();
    }
  });
});

describe('plain HTTP', () => {
  it.each(protocolNames)(
    'gets a line of text and CORS for every origin from the %s port',
    async (protocol) => {
      const server = await startServer({ demo: false });
      const url = `http://127.0.0.1:${String(server[protocol].port)}/`;
      const got = await fetch(url, { headers: { Origin: 'https://elsewhere.example' } });

      expect(got.status).toBe(200);
      expect(got.headers.get('content-type')).toMatch(/^text\/plain/);
      expect(got.headers.get('access-control-allow-origin')).toBe('*');
      expect(await got.text()).toMatch(/^Callboard\b[^\n]+\n$/);

      const preflight = await fetch(url, { method: 'OPTIONS' });
      expect(preflight.ok).toBe(true);
      expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    },
  );

  it.each([
    ['HEAD', '/', 200],
    ['GET', '/nowhere', 404],
    ['POST', '/', 404],
  ])('%s %s is answered %i, with CORS', async (method, path, status) => {
    const { red5 } = await startServer();
    const url = `http://127.0.0.1:${String(red5.port)}${path}`;
    const answer = await fetch(url, { method, ...(method === 'POST' && { body: 'hello' }) });

    expect(answer.status).toBe(status);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });
});

describe('a server in a program', () => {
  it('tells its ports, and nothing of what is switched off', async () => {
    const callboard = createCallboard({ ...quiet, protocols: ['red5'] });
    onTestFinished(() => callboard.stop());
    const { json, red5, ops } = await callboard.start();

    expect([json, ops]).toEqual([null, null]);
    if (red5 === null) throw new Error('the protocol is on');
    const { host, port, url } = red5;
    expect(host).toBe('127.0.0.1');
    expect(url).toBe(`ws://127.0.0.1:${String(port)}`);
    await Red5Member.join(url, 'lobby', 'camera');
    expect(callboard.connections).toBe(1);
  });

  it('is not reached from a neighbour: several servers have rooms of their own', async () => {
    const servers = await Promise.all([startServer(), startServer(), startServer()]);
    const people = await Promise.all(
      servers.map(({ json }, index) => JsonParticipant.join(json.url, 'lobby', index)),
    );
    for (const [index, one] of people.entries()) {
      one.act('chat-message', { content: index });
      expect(await one.unread()).toMatchObject([{ type: 'chat-message', userId: index }]);
    }
    const [first] = servers;
    await first.callboard.stop();
    for (const one of people.slice(1)) expect(await one.unread()).toEqual([]);
  });
});
