import { setImmediate as nextTurn } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { errors } from '../../src/errors/catalogue.js';
import { placeBystanders } from '../support/clients/bystanders.js';
import { JsonParticipant, usersOf } from '../support/clients/json-participant.js';
import { RawConnection } from '../support/clients/raw-connection.js';
import { encodeFrame, opcodes, upgradeRequest } from '../support/clients/wire.js';
import { Red5Member } from '../support/clients/red5-member.js';
import { startServer } from '../support/servers/server.js';
import { TestSocket } from '../support/clients/websocket.js';

describe('what ended the Red5 host', () => {
  it.each(['', '?', '?room', '?room=a', '?streamName=a', '?room=&streamName=', '?&&&=&=='])(
    'an opening request for "/%s" is refused in words and changes nothing',
    async (query) => {
      const server = await startServer();
      const bystanders = await placeBystanders(server);
      const connection = new TestSocket(`${server.red5.url}/${query}`);

      expect(await connection.texts.next()).toBe(errors['missing-parameter'].message);
      await connection.closed;
      await bystanders.expectUnharmed();
    },
  );

  it.each(['', 'hello', '{', 'null', '{"type":"ping"}', '\u0000'])(
    'the message %j is ignored',
    async (message) => {
      const server = await startServer();
      const bystanders = await placeBystanders(server);
      const member = await Red5Member.join(server.red5.url, 'hostile', 'mallory');
      member.connection.send(message);
      member.connection.send(Buffer.from(message));

      await bystanders.expectUnharmed();
      expect(member.received).toHaveLength(1);
    },
  );

  it.each(['hasOwnProperty', '__proto__', 'constructor', 'toString', 'valueOf'])(
    'the room %s is a room like any other',
    async (room) => {
      const server = await startServer();
      const bystanders = await placeBystanders(server);
      const first = await Red5Member.join(server.red5.url, room, room);
      const second = await Red5Member.join(server.red5.url, room, 'second');
      await first.listed([room, 'second']);
      await first.connection.close();
      await second.listed(['second']);

      await bystanders.expectUnharmed();
    },
  );

  it('a refused connection that goes on talking does not come back', async () => {
    const server = await startServer();
    const bystanders = await placeBystanders(server);
    const connection = await RawConnection.open(server.red5.port);
    const hello = encodeFrame({ opcode: opcodes.text, payload: 'hello' });
    const chatter = Array.from({ length: 100 }, () => hello);
    connection.write(Buffer.concat([Buffer.from(upgradeRequest()), ...chatter]));

    await connection.closed;
    await bystanders.expectUnharmed();
  });
});

describe('what left ghosts in the streaming-room server', () => {
  it('a late close of a replaced connection removes nobody', async () => {
    const { json } = await startServer();
    const bob = await JsonParticipant.join(json.url, 'lobby', 'bob');
    const old = await JsonParticipant.join(json.url, 'lobby', 'ann');
    const young = await JsonParticipant.join(json.url, 'lobby', 'ann');
    await old.connection.close();
    await young.unread();

    const frames = await bob.unread();
    expect(frames.map(({ type }) => type)).toEqual(['user-joined', 'user-joined']);
    expect(frames.map(usersOf)).toEqual([
      ['bob', 'ann'],
      ['bob', 'ann'],
    ]);
  });

  it('a connection that wanders through rooms is only in the last', async () => {
    const { json } = await startServer();
    const wanderer = await JsonParticipant.connect(json.url);
    for (const room of ['one', 'two', 'three', 'one']) {
      expect(usersOf(await wanderer.join(room, 'wanderer'))).toEqual(['wanderer']);
    }
    wanderer.send({ type: 'list-rooms' });

    expect(await wanderer.next('rooms-list')).toMatchObject({
      rooms: [{ roomId: 'one', participantCount: 1 }],
    });
    expect(await wanderer.unread()).toEqual([]);
  });

  it.each([{}, { roomId: '' }, { userId: '' }, { roomId: null }, { userId: [] }, { roomId: {} }])(
    'a join with %j is refused',
    async (fields) => {
      const { json } = await startServer();
      const ghost = await JsonParticipant.connect(json.url);
      const whole = Object.keys(fields).length === 0 ? {} : { roomId: 'lobby', userId: 'ghost' };
      ghost.send({ type: 'join-room', ...whole, ...fields });

      expect(await ghost.next('error')).toMatchObject({
        code: 'invalid-message',
        requestType: 'join-room',
      });
      ghost.send({ type: 'list-rooms' });
      expect(await ghost.next('rooms-list')).toMatchObject({ rooms: [] });
    },
  );
});

describe('people who come and go at the worst moments', () => {
  it('leave nothing behind, on either port', async () => {
    // However long it takes until the server has heard of the last.
    const server = await startServer({ rateLimitPerSecond: 0 });
    const bystanders = await placeBystanders(server);
    const target = '/?room=hostile&streamName=passer-by';
    const join = { type: 'join-room', roomId: 'hostile', userId: 'passer-by' };
    const joining = encodeFrame({ opcode: opcodes.text, payload: JSON.stringify(join) });
    const goodbye = encodeFrame({ opcode: opcodes.close });
    const opening = Buffer.from(upgradeRequest({ target }));
    const conversations = [
      [],
      [opening],
      [opening, joining],
      [opening, joining, goodbye],
      [opening, joining, joining, joining],
      [opening, goodbye, joining],
    ];
    for (let round = 0; round < 40; round += 1) {
      for (const port of [server.json.port, server.red5.port]) {
        for (const [index, parts] of conversations.entries()) {
          const connection = await RawConnection.open(port);
          connection.write(Buffer.concat(parts));
          // Some are gone before the server looks, some while it answers.
          if ((round + index) % 2 === 0) await nextTurn();
          if (round % 3 === 0) connection.socket.resetAndDestroy();
          else connection.destroy();
        }
      }
    }

    await bystanders.expectUnharmed();
    const observer = await JsonParticipant.connect(server.json.url);
    const witness = await Red5Member.join(server.red5.url, 'hostile', 'witness');
    await witness.listed(['witness']);
    // The server hears of the last ones when they are gone; each question is a turn for it.
    while (server.callboard.connections > 6) await observer.unread();
    observer.send({ type: 'list-rooms' });
    expect(await observer.next('rooms-list')).toMatchObject({ rooms: [{ roomId: 'bystanders' }] });
    expect(server.callboard.connections).toBe(6);
  });

  it('may close in the middle of what they ask for', async () => {
    const server = await startServer();
    const bystanders = await placeBystanders(server);
    for (let round = 0; round < 50; round += 1) {
      const mallory = await JsonParticipant.connect(server.json.url);
      mallory.send({ type: 'join-room', roomId: 'bystanders-too', userId: `m${String(round)}` });
      for (let count = 0; count < 20; count += 1) {
        mallory.send({ type: 'list-rooms' });
        mallory.send({
          type: 'chat-message',
          roomId: 'bystanders-too',
          userId: `m${String(round)}`,
          content: 'x'.repeat(10_000),
        });
      }
      mallory.connection.drop();
      await mallory.connection.closed;
    }

    await bystanders.expectUnharmed();
  });
});
