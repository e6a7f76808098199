import type { JWTPayload } from 'jose';
import { describe, expect, it } from 'vitest';

import { red5Protocol } from '../../../protocols/red5/index.js';
import type { JoinRejected } from '../../../src/protocol.js';
import { errors } from '../../../src/errors/catalogue.js';
import { createFakeProtocolContext } from '../../support/doubles/fake-protocol-context.js';
import {
  createFakeAuthentication,
  fakeGraceMs,
  fakeRefusal,
  fakeToken,
} from '../../support/doubles/fake-tokens.js';
import { conversationTime } from '../../support/doubles/json-conversation.js';

const names = 'room=r&streamName=alpha';
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function guarded() {
  const authentication = createFakeAuthentication();
  const context = createFakeProtocolContext({
    ...authentication,
    rooms: { namespace: 'red5', areBridged: false },
  });
  const instance = red5Protocol.create(context);
  const connect = async (query: string, path = '/') => {
    const client = context.open(instance, { query, path });
    await settled();
    return client;
  };
  return { ...authentication, context, connect };
}

const refusal: Omit<JoinRejected, 'type'> = {
  connection: 'refused',
  code: 'room-full',
  room: {
    key: { namespace: 'json', roomId: 'r' },
    roomName: 'r',
    hasPassword: false,
    epoch: 'e1',
    offset: 0,
    participants: new Map(),
    streams: new Map(),
  },
};

const withToken = (token: string): string => `${names}&token=${encodeURIComponent(token)}`;
const inQuery = (claims: JWTPayload): string => withToken(fakeToken(claims));

describe('where tokens are asked for', () => {
  it('a client whose join is refused at once is closed, and nothing more is heard of it', async () => {
    const { authenticator } = createFakeAuthentication();
    const context = createFakeProtocolContext({
      authenticator,
      dispatch: ({ type }) => {
        if (type === 'join') instance.render({ type: 'join-rejected', ...refusal });
      },
    });
    const instance = red5Protocol.create(context);
    const { connection, session } = context.open(instance, { query: inQuery({}) }, 'refused');
    session.relieved();
    await settled();
    expect(connection.received).toEqual([errors['room-full'].message]);
    expect(context.commands.map(({ type }) => type)).not.toContain('leave');
    expect(context.clock.pendingTimers).toBe(0);
  });

  it('a seated client is not told of limits, and not closed for them', async () => {
    const { connect } = guarded();
    const { connection, session } = await connect(inQuery({}));
    session.notify({ code: 'rate-limited' });
    session.relieved();
    expect(session.overwhelmed()).toBeNull();
    expect(connection.received).toEqual([]);
    expect(connection.isOpen).toBe(true);
  });

  it('[R5-36, R5-37] a token that allows it brings the seat', async () => {
    const { context, connect } = guarded();
    const claims = { sub: 'alpha', room: 'r', permissions: ['join', 'stream'] };
    const { connection } = await connect(inQuery(claims));
    expect(connection.received).toEqual([]);
    expect(context.commands).toMatchObject([
      { type: 'join', userId: 'alpha', room: { roomId: 'r' } },
      { type: 'start-stream', streamName: 'alpha' },
    ]);
  });

  it.each(['/t/', '/any/path/t/'])(
    '[R5-36] a token may be the end of the path %s',
    async (path) => {
      const { context, connect } = guarded();
      // As its letters go, {} is a token here and no more than a path elsewhere.
      for (const end of ['', '/']) {
        const { connection } = await connect(names, `${path}{}${end}`);
        expect(connection.isOpen).toBe(true);
      }
      expect(context.commands).toMatchObject([{}, {}, {}, {}]);
      const { connection } = await connect(inQuery({ sub: 'ben' }), `${path}{}`);
      expect(connection.received).toEqual([errors['identity-mismatch'].message]);
    },
  );

  it.each(['', '&token=', '&token'])('[R5-37] no token is refused at once: %j', async (more) => {
    const { context, connect } = guarded();
    const { connection } = await connect(names + more, '/t');
    expect(connection.received).toEqual([errors.unauthorized.message]);
    expect(connection.closedWith?.code).toBe(4502);
    expect(context.commands).toEqual([]);
  });

  it.each([
    [fakeRefusal('unauthorized'), 4502, 'unauthorized'],
    [fakeRefusal('token-expired'), 4004, 'token-expired'],
    [fakeRefusal('auth-unavailable'), 4005, 'auth-unavailable'],
    [fakeToken({ sub: 'beta' }), 1008, 'identity-mismatch'],
    [fakeToken({ room: 'other' }), 1008, 'forbidden'],
    [fakeToken({ permissions: ['join'] }), 1008, 'forbidden'],
    [fakeToken({ permissions: ['stream'] }), 1008, 'forbidden'],
    [fakeToken({ permissions: ['join', 'stream', 'hidden'] }), 1008, 'forbidden'],
  ] as const)('[R5-37] %s closes with %i', async (token, closeCode, code) => {
    const { context, connect, clock } = guarded();
    const { connection } = await connect(withToken(token));
    expect(connection.received).toEqual([errors[code].message]);
    expect(connection.closedWith?.code).toBe(closeCode);
    expect(context.commands).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('[R5-37] whoever has gone while its token was judged never joins', async () => {
    const { context, connect, hold, release } = guarded();
    hold();
    const client = await connect(inQuery({}));
    client.say('{}');
    client.leave();
    release();
    await settled();
    expect(context.commands).toEqual([]);
  });

  it('[R5-38] a token that has expired counts for a while, and then its connection ends', async () => {
    const { context, connect, clock } = guarded();
    const client = await connect(inQuery({ exp: conversationTime / 1000 + 10 }));
    clock.advance(10_000 + fakeGraceMs - 1);
    expect(client.connection.isOpen).toBe(true);
    clock.advance(1);
    expect(client.connection.closedWith?.code).toBe(4004);
    expect(context.commands.at(-1)).toMatchObject({ type: 'leave', reason: 'disconnected' });
    expect(clock.pendingTimers).toBe(0);
  });
});

it('[R5-36] where no tokens are asked for, they are a parameter and a path like any other', () => {
  const context = createFakeProtocolContext();
  const { connection } = context.open(red5Protocol.create(context), {
    path: '/t/x',
    query: `${names}&token=x`,
  });
  expect(connection.isOpen).toBe(true);
  expect(context.commands).toMatchObject([{ type: 'join' }, { type: 'start-stream' }]);
});
