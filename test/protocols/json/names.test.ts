import { describe, expect, it } from 'vitest';
import type { ServerFrame } from '../../../protocols/json/frames.js';
import { createConversation } from '../../support/doubles/json-conversation.js';

function join(more: object): Promise<ServerFrame[]> {
  const message = { type: 'join-room', roomId: 'lobby', userId: 'ada', ...more };
  return createConversation().connect().ask(message);
}

describe('an identifier', () => {
  it.each(['', null, true, {}, [], ['a']])('[JR-12] cannot be %j', async (value) => {
    const asRoom = await join({ roomId: value });
    expect(asRoom).toMatchObject([{ code: 'invalid-message', field: 'roomId' }]);
    const asUser = await join({ userId: value });
    expect(asUser).toMatchObject([{ code: 'invalid-message', field: 'userId' }]);
  });

  it('[JR-12] cannot be a number beyond all bounds', async () => {
    const client = createConversation().connect();
    const answer = await client.ask('{"type":"join-room","roomId":1e999,"userId":"ada"}');
    expect(answer).toMatchObject([{ code: 'invalid-message', field: 'roomId' }]);
  });

  it.each([0, 42, -1.5, ' ', '0', '\u0000', '\ud800'])(
    '[JR-12] [JR-13] can be %j and comes back as it was',
    async (value) => {
      expect(await join({ roomId: value, userId: value })).toMatchObject([
        { type: 'room-joined', roomId: value, userId: value, participants: [{ userId: value }] },
      ]);
    },
  );

  it('[JR-13] that is a number names another room and user than its text', async () => {
    const { connect } = createConversation();
    const [number, text, both] = [connect(), connect(), connect()];
    await number.join(42, 7);
    expect(await text.join('42', 7)).toMatchObject([{ participants: [{ userId: 7 }] }]);
    expect(await both.join(42, '7')).toMatchObject([
      { participants: [{ userId: 7 }, { userId: '7' }] },
    ]);
    expect(number.take()).toMatchObject([{ type: 'user-joined', userId: '7' }]);
    expect(await text.ask({ type: 'list-rooms' })).toMatchObject([
      {
        rooms: [
          { roomId: 42, participantCount: 2 },
          { roomId: '42', participantCount: 1 },
        ],
      },
    ]);
  });

  it.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString'])(
    '[JR-14] is an ordinary name even if it is %s',
    async (name) => {
      const { connect } = createConversation();
      const ada = connect();
      const ben = connect();
      await ada.join(name, name, { userName: name, roomName: name });
      expect(await ben.join(name, 'ben')).toMatchObject([
        {
          roomId: name,
          roomName: name,
          participants: [{ userId: name, userName: name }, { userId: 'ben' }],
        },
      ]);
      await ben.close();
      expect(ada.take().map((frame) => frame.type)).toEqual(['user-joined', 'user-left']);
    },
  );
});

describe('a long name', () => {
  const limits = { maxNameBytes: 12 };
  const joined = { type: 'join-room', roomId: 'lobby', userId: 'ada' };
  const tooLong = 'ééééééx';

  it.each(['roomId', 'userId', 'userName', 'roomName', 'password'])(
    '[JR-15] is refused as the %s of a join',
    async (field) => {
      const client = createConversation(undefined, limits).connect();
      const answer = await client.ask({ ...joined, [field]: tooLong });
      expect(answer).toMatchObject([{ code: 'invalid-message', requestType: 'join-room', field }]);
    },
  );

  it('[JR-15] is refused as the name of a stream and as the target of a signal', async () => {
    const client = createConversation(undefined, limits).connect();
    await client.join('lobby', 'ada');
    client.take();
    const start = { type: 'start-streaming', roomId: 'lobby', userId: 'ada', streamName: tooLong };
    expect(await client.ask(start)).toMatchObject([{ field: 'streamName' }]);
    const offer = { type: 'webrtc-offer', roomId: 'lobby', fromUserId: 'ada', toUserId: tooLong };
    expect(await client.ask({ ...offer, offer: 1 })).toMatchObject([{ field: 'toUserId' }]);
  });

  it('[JR-15] is one byte of UTF-8 longer than the longest that is taken', async () => {
    const client = createConversation(undefined, limits).connect();
    const longest = tooLong.slice(0, -1);
    expect(await client.ask({ ...joined, roomId: longest })).toMatchObject([{ roomId: longest }]);
  });
});

describe('a user name', () => {
  it.each(['Ada', '', 0, 17, 'Ünïcödé 佐藤 🙂'])('[JR-16] can be %j', async (userName) => {
    expect(await join({ userName })).toMatchObject([{ participants: [{ userName }] }]);
  });

  it('[JR-16] is the userId if left out', async () => {
    expect(await join({ userId: 5 })).toMatchObject([{ participants: [{ userName: 5 }] }]);
  });

  it.each([true, {}, []])('[JR-16] cannot be %j', async (userName) => {
    expect(await join({ userName })).toMatchObject([{ field: 'userName' }]);
  });
});

describe('a room name', () => {
  it.each(['The lobby', 0, 17])('[JR-17] can be %j', async (roomName) => {
    expect(await join({ roomName })).toMatchObject([{ roomName }]);
  });

  it.each([undefined, null, ''])('[JR-17] is the roomId if it is %j', async (roomName) => {
    expect(await join({ roomName })).toMatchObject([{ roomName: 'lobby' }]);
  });
});

describe('a password', () => {
  it.each([undefined, null, ''])('[JR-18] is none if it is %j', async (password) => {
    const { connect } = createConversation();
    await connect().join('lobby', 'ada', { password });
    expect(await connect().join('lobby', 'ben')).toMatchObject([{ type: 'room-joined' }]);
  });

  it('[JR-18] that is a number counts as its decimal text', async () => {
    const { connect } = createConversation();
    await connect().join('lobby', 'ada', { password: 17 });
    const ben = connect();
    expect(await ben.join('lobby', 'ben')).toMatchObject([{ error: 'incorrect-password' }]);
    expect(await ben.join('lobby', 'ben', { password: '17' })).toMatchObject([
      { type: 'room-joined' },
    ]);
  });

  it.each([true, {}, []])('[JR-18] cannot be %j', async (password) => {
    expect(await join({ password })).toMatchObject([{ field: 'password' }]);
  });
});
