import { describe, expect, it } from 'vitest';

import { errors } from '../../src/errors/catalogue.js';
import type { CallboardOptions } from '../../src/index.js';
import {
  createPublishedKey,
  forgeToken,
  signToken,
  startKeyServer,
  testSecret,
} from '../support/doubles/signed-tokens.js';
import { startServer } from '../support/servers/server.js';
import { TestSocket } from '../support/clients/websocket.js';

const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

/** A server that asks for tokens, and all that it logs. */
async function startGuarded(options: CallboardOptions = {}) {
  const lines: string[] = [];
  const log = (fields: object, message: string): void => {
    lines.push(JSON.stringify({ ...fields, message }));
  };
  const logger = { debug: log, info: log, warn: log, error: log };
  const server = await startServer({ authJwtSecret: testSecret, logger, ...options });
  const connect = async (url: string): Promise<TestSocket> => {
    const socket = new TestSocket(url);
    await socket.opened();
    return socket;
  };
  return { ...server, lines, connect };
}

const say = (socket: TestSocket, frame: object): void => {
  socket.send(JSON.stringify(frame));
};
const hear = async (socket: TestSocket): Promise<unknown> => JSON.parse(await socket.texts.next());

describe('a server that asks for tokens', () => {
  it('lets in whom they are for, on both ports, and logs none of them', async () => {
    const { json, red5, connect, lines } = await startGuarded({ logLevel: 'trace' });
    const token = await signToken({ sub: 'ann', name: 'Ann', room: 'stage', exp: inSeconds(60) });
    const foreign = await signToken({ sub: 'ben', room: 'stage' });
    const forged = forgeToken({ alg: 'none' }, { sub: 'ann' });

    const ann = await connect(json.url);
    say(ann, { type: 'list-rooms' });
    expect(await hear(ann)).toMatchObject({ code: 'unauthorized', requestType: 'list-rooms' });
    const join = { type: 'join-room', roomId: 'stage', userId: 'ann' };
    say(ann, { ...join, token: forged });
    expect(await hear(ann)).toMatchObject({ code: 'unauthorized', requestType: 'join-room' });
    say(ann, { ...join, token: foreign });
    expect(await hear(ann)).toMatchObject({ code: 'identity-mismatch' });
    // Sent in one go: nothing overtakes the token.
    say(ann, { ...join, token });
    say(ann, { type: 'start-streaming', roomId: 'stage', userId: 'ann' });
    expect(await hear(ann)).toMatchObject({
      type: 'room-joined',
      participants: [{ userName: 'Ann' }],
      tokenExpiresAt: expect.any(Number) as unknown,
    });
    expect(await hear(ann)).toMatchObject({ type: 'user-streaming-started' });

    const inUrl = await connect(`${json.url}/any?token=${token}`);
    say(inUrl, { type: 'list-rooms' });
    expect(await hear(inUrl)).toMatchObject({ rooms: [{ roomId: 'stage' }] });

    for (const url of [
      `${red5.url}/t/${token}?room=stage&streamName=ann`,
      `${red5.url}/?room=stage&streamName=ann&token=${token}`,
    ]) {
      const socket = await connect(url);
      expect(await hear(socket)).toEqual({ room: 'stage', streams: ['ann'] });
      await socket.close();
    }
    const refused = await connect(`${red5.url}/t/${token}?room=stage&streamName=ben`);
    expect(await refused.texts.next()).toBe(errors['identity-mismatch'].message);
    expect((await refused.closed).code).toBe(1008);
    const stranger = await connect(`${red5.url}/?room=stage&streamName=ben`);
    expect((await stranger.closed).code).toBe(4502);
    expect(stranger.texts.all).toEqual([errors.unauthorized.message]);

    for (const one of [token, foreign, forged]) {
      const [header, claims, signature] = one.split('.');
      for (const part of [`${header ?? ''}.`, claims, signature]) {
        if (part !== '' && part !== undefined) expect(lines.join('\n')).not.toContain(part);
      }
    }
    expect(lines.join('\n')).not.toContain(testSecret);
  });

  it('ends a connection that shows none, and one whose token has expired', async () => {
    const { json, red5, connect } = await startGuarded({ authTimeoutMs: 100, tokenGraceMs: 0 });
    const token = await signToken({ exp: inSeconds(1) });
    const mute = await connect(json.url);
    const ann = await connect(`${json.url}?token=${token}`);
    const camera = await connect(`${red5.url}/t/${token}?room=r&streamName=s`);
    expect(await hear(mute)).toMatchObject({ type: 'error', code: 'unauthorized' });
    expect((await mute.closed).code).toBe(4502);
    expect(await hear(ann)).toMatchObject({ type: 'error', code: 'token-expired' });
    expect((await ann.closed).code).toBe(4004);
    expect(await camera.closed).toEqual({ code: 4004, reason: errors['token-expired'].message });
    const late = await connect(`${json.url}?token=${await signToken({ exp: inSeconds(-60) })}`);
    expect(await hear(late)).toMatchObject({ code: 'token-expired' });
    expect((await late.closed).code).toBe(4004);
  });

  it('goes on with a new token, and says when it cannot get its keys', async () => {
    const key = await createPublishedKey('ES256', 'one');
    const keys = await startKeyServer([key.jwk]);
    const { json, connect } = await startGuarded({
      authJwtSecret: null,
      authJwksUrl: keys.url.href,
      authJwtAudience: 'rooms',
      authJwtIssuer: 'me',
    });
    const sign = (claims: object) =>
      signToken({ iss: 'me', aud: 'rooms', ...claims }, 'ES256', key.privateKey, { kid: 'one' });
    const ann = await connect(json.url);
    say(ann, { type: 'refresh-token', token: await sign({ sub: 'ann', aud: 'mail' }) });
    expect(await hear(ann)).toMatchObject({ code: 'unauthorized', requestType: 'refresh-token' });
    const exp = inSeconds(60);
    say(ann, { type: 'refresh-token', token: await sign({ sub: 'ann', exp }) });
    expect(await hear(ann)).toEqual({ type: 'token-refreshed', expiresAt: exp * 1000 });
    keys.answer(500);
    const unlucky = await startGuarded({ authJwtSecret: null, authJwksUrl: keys.url.href });
    const token = await sign({ sub: 'ann' });
    const late = await unlucky.connect(`${unlucky.json.url}?token=${token}`);
    expect(await hear(late)).toMatchObject({ code: 'auth-unavailable' });
    expect((await late.closed).code).toBe(4005);
    expect(unlucky.lines.filter((line) => line.includes('tokens cannot be checked'))).toHaveLength(
      1,
    );
    expect(unlucky.lines.join()).not.toContain(token);
  });
});
