import { describe, expect, it } from 'vitest';
import { backplanes, createConversation } from '../../support/doubles/json-conversation.js';

const list = { type: 'list-rooms' };

describe.each(backplanes)('the lobby, with events that come $when,', ({ createBackplane }) => {
  it('[JR-42] lists rooms in the order in which they were opened, to who asks', async () => {
    const { connect } = createConversation(createBackplane);
    const [watcher, ada, ben, cem] = [connect(), connect(), connect(), connect()];
    expect(await watcher.ask(list)).toEqual([{ type: 'rooms-list', rooms: [] }]);
    await ada.join('b', 'ada', { roomName: 'Team' });
    await ben.join('a', 'ben', { password: 'sesame' });
    await cem.join('b', 'cem');
    const rooms = [
      { roomId: 'b', roomName: 'Team', participantCount: 2, streamCount: 0, hasPassword: false },
      { roomId: 'a', roomName: 'a', participantCount: 1, streamCount: 0, hasPassword: true },
    ];
    expect(watcher.take()).toEqual([]);
    expect(await watcher.ask(list)).toEqual([{ type: 'rooms-list', rooms }]);
    cem.take();
    expect(await cem.ask(list)).toEqual([{ type: 'rooms-list', rooms }]);
    await ada.close();
    await ben.close();
    expect(await watcher.ask(list)).toEqual([
      { type: 'rooms-list', rooms: [{ ...rooms[0], participantCount: 1 }] },
    ]);
  });

  it('[JR-42] says how many of the participants of a room stream', async () => {
    const { connect } = createConversation(createBackplane);
    const [watcher, ada, ben] = [connect(), connect(), connect()];
    await ada.join('lobby', 'ada');
    await ben.join('lobby', 'ben');
    const streamCounts: unknown[] = [];
    const look = async (): Promise<void> => {
      const frames: readonly unknown[] = await watcher.ask(list);
      streamCounts.push(...frames);
    };
    const ofAda = { roomId: 'lobby', userId: 'ada' };
    await look();
    await ada.say({ type: 'start-streaming', ...ofAda });
    await ada.say({ type: 'start-streaming', ...ofAda });
    await look();
    await ben.say({ type: 'start-streaming', roomId: 'lobby', userId: 'ben' });
    await look();
    await ada.say({ type: 'stop-streaming', ...ofAda });
    await look();
    await ben.close();
    await look();
    expect(streamCounts).toMatchObject(
      [0, 1, 2, 1, 0].map((streamCount) => ({ type: 'rooms-list', rooms: [{ streamCount }] })),
    );
  });

  it('[JR-43] keeps the name that a room was opened with', async () => {
    const { connect } = createConversation(createBackplane);
    await connect().join('lobby', 'ada', { roomName: 'First' });
    const ben = connect();
    expect(await ben.join('lobby', 'ben', { roomName: 'Second' })).toMatchObject([
      { roomName: 'First' },
    ]);
    expect(await ben.ask(list)).toMatchObject([{ rooms: [{ roomName: 'First' }] }]);
  });

  it('[JR-43] ignores a password given for an open room', async () => {
    const { connect } = createConversation(createBackplane);
    await connect().join('lobby', 'ada');
    expect(await connect().join('lobby', 'ben', { password: 'x' })).toMatchObject([
      { type: 'room-joined' },
    ]);
    expect(await connect().join('lobby', 'cem')).toMatchObject([{ type: 'room-joined' }]);
    expect(await connect().ask(list)).toMatchObject([{ rooms: [{ hasPassword: false }] }]);
  });

  it.each([undefined, '', 'Sesame é🙂', 'sesame é🙂 '])(
    '[JR-44] refuses a join with the password %j where it is another',
    async (password) => {
      const { connect } = createConversation(createBackplane);
      const [ada, ben, witness] = [connect(), connect(), connect()];
      await ada.join('vault', 'ada', { roomName: 'Vault', password: 'sesame é🙂' });
      await ben.join('lobby', 'ben');
      await witness.join('lobby', 'cem');
      for (const client of [ada, ben, witness]) client.take();
      expect(await ben.join('vault', 'ada', { roomName: 'Mine', password })).toEqual([
        {
          type: 'join-room-error',
          roomId: 'vault',
          roomName: 'Vault',
          error: 'incorrect-password',
          message: 'Incorrect password',
          hasPassword: true,
        },
      ]);
      expect(ada.take()).toEqual([]);
      expect(witness.take()).toEqual([]);
      const chat = { type: 'chat-message', roomId: 'lobby', userId: 'ben', content: 'still here' };
      expect(await ben.ask(chat)).toMatchObject([{ type: 'chat-message' }]);
    },
  );

  it('[JR-44] [JR-45] lets the right password in, and never says what it is', async () => {
    const { connect } = createConversation(createBackplane);
    const [ada, ben] = [connect(), connect()];
    await ada.join('vault', 'ada', { password: 'sesame' });
    expect(await ben.join('vault', 'ben', { password: 'sesame' })).toMatchObject([
      { type: 'room-joined', participants: [{ userId: 'ada' }, { userId: 'ben' }] },
    ]);
    await ben.say(list);
    await ben.join('vault', 'ben', { password: 'no sesame' });
    await ben.say({ type: 'start-streaming', roomId: 'vault', userId: 'ben' });
    await ben.close();
    const frames = [...ada.connection.received, ...ben.connection.received];
    expect(frames).toHaveLength(8);
    expect(frames.join('')).not.toContain('sesame');
  });
});
