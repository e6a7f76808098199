import { describe, expect, it, vi } from 'vitest';
import { RosterEncoder } from '../../../protocols/json/roster.js';
import {
  backplanes,
  createConversation,
  resumeTokenIn,
} from '../../support/doubles/json-conversation.js';

const ada = { userId: 'ada', userName: 'ada', isStreaming: false };
const ben = { userId: 'ben', userName: 'ben', isStreaming: false };
const delta = { presence: 'delta' };
const lobby = { roomId: 'lobby' };
const sync = { type: 'sync-room', ...lobby };

describe.each(backplanes)('presence, with events that come $when,', ({ createBackplane }) => {
  /** One who hears changes alone, and one who hears the whole list. */
  async function pair() {
    const conversation = createConversation(createBackplane, {}, { reconnectGraceMs: 5000 });
    const [brief, full] = [conversation.connect(), conversation.connect()];
    await brief.join('lobby', 'ada', delta);
    await full.join('lobby', 'ben');
    return { ...conversation, brief, full };
  }

  it('[JR-53] [JR-55] of the kind delta tells changes alone, one’s own too', async () => {
    const { brief, connect } = await pair();
    const cem = connect();
    await cem.join('lobby', 'cem', { userName: 'Cem' });
    await brief.say({ type: 'start-streaming', ...lobby, userId: 'ada', streamName: 'cam' });
    await brief.say({ type: 'stop-streaming', ...lobby, userId: 'ada' });
    await cem.close();
    expect(brief.take()).toEqual([
      { type: 'user-joined', ...lobby, userId: 'ben', offset: 2, userName: 'ben' },
      { type: 'user-joined', ...lobby, userId: 'cem', offset: 3, userName: 'Cem' },
      {
        type: 'user-streaming-started',
        ...lobby,
        userId: 'ada',
        offset: 4,
        streamName: 'cam',
      },
      {
        type: 'user-streaming-stopped',
        ...lobby,
        userId: 'ada',
        offset: 5,
        streamName: 'cam',
      },
      { type: 'user-left', ...lobby, userId: 'cem', offset: 6, reason: 'left' },
    ]);
  });

  it('[JR-53] of the kind delta shows the whole list to whoever joins', async () => {
    const { connect } = await pair();
    expect(await connect().join('lobby', 'cem', delta)).toMatchObject([
      { type: 'room-joined', participants: [ada, ben, { userId: 'cem' }] },
    ]);
  });

  it.each([undefined, null, 'full'])(
    '[JR-54] shows the whole list in every event if it is %j',
    async (presence) => {
      const { brief, connect } = await pair();
      const cem = connect();
      await cem.join('lobby', 'cem', { presence });
      cem.take();
      await brief.say({ type: 'start-streaming', ...lobby, userId: 'ada' });
      expect(cem.take()).toMatchObject([
        { type: 'user-streaming-started', participants: [{ isStreaming: true }, {}, {}] },
      ]);
    },
  );

  it('[JR-54] of both kinds lives in one room, with the same chat', async () => {
    const { brief, full } = await pair();
    brief.take();
    full.take();
    await full.say({ type: 'chat-message', ...lobby, userId: 'ben', content: 'hello' });
    const heard = brief.takeText();
    expect(heard).toHaveLength(1);
    expect(full.takeText()).toEqual(heard);
  });

  it('[JR-54] changes with the next join of the same seat', async () => {
    const { brief, full } = await pair();
    const start = { type: 'start-streaming', ...lobby };
    await brief.join('lobby', 'ada');
    await full.join('lobby', 'ben', delta);
    brief.take();
    full.take();
    await brief.say({ ...start, userId: 'ada' });
    expect(brief.take()).toMatchObject([{ participants: [{ isStreaming: true }, ben] }]);
    expect(full.take()).toEqual([
      { type: 'user-streaming-started', ...lobby, userId: 'ada', offset: 5, streamName: 'ada' },
    ]);
  });

  it('[JR-54] changes with a resumption of one’s own seat', async () => {
    const { connect } = await pair();
    const cem = connect();
    const resumeToken = resumeTokenIn(await cem.join('lobby', 'cem', delta));
    await cem.join('lobby', 'cem', { resumeToken });
    expect(await cem.ask({ type: 'start-streaming', ...lobby, userId: 'cem' })).toMatchObject([
      { type: 'user-streaming-started', participants: [ada, ben, { isStreaming: true }] },
    ]);
    expect(cem.connection.topics.size).toBe(1);
  });

  it('[JR-54] stays as it was where another join is refused', async () => {
    const { brief, connect } = await pair();
    await connect().join('vault', 'eve', { password: 'sesame' });
    await brief.join('vault', 'ada', { presence: 'full' });
    brief.take();
    const start = { type: 'start-streaming', ...lobby, userId: 'ada' };
    const [started] = await brief.ask(start);
    expect(started).not.toHaveProperty('participants');
    await brief.join('studio', 'ada', delta);
    const [elsewhere] = await brief.ask({ ...start, roomId: 'studio' });
    expect(elsewhere).toMatchObject({ type: 'user-streaming-started', roomId: 'studio' });
    expect(elsewhere).not.toHaveProperty('participants');
  });

  it('[JR-54] is that of each join, however many are on their way', async () => {
    const { brief, full } = await pair();
    full.take();
    const join = { type: 'join-room', userId: 'ada' };
    brief.send({ ...join, ...lobby, presence: 'full' });
    await brief.say({ ...join, roomId: 'studio', ...delta });
    const start = { type: 'start-streaming', roomId: 'studio', userId: 'ada' };
    expect((await brief.ask(start)).at(-1)).not.toHaveProperty('participants');
    expect(full.take()).toMatchObject([
      { type: 'user-joined', participants: [{}, {}] },
      { type: 'user-left', participants: [{}] },
    ]);
  });

  it('[JR-55] of the kind delta leaves no gap between one’s own join and the next event', async () => {
    const { brief, full, connect } = await pair();
    await full.drop();
    const cem = connect();
    await cem.join('lobby', 'cem', delta);
    await brief.say({ type: 'chat-message', ...lobby, userId: 'ada', content: 'hello' });
    expect(brief.take().map((frame) => 'offset' in frame && frame.offset)).toEqual([2, 3, 4, 5]);
    expect(cem.take()).toMatchObject([{ offset: 5 }]);
  });

  it('[JR-55] of the kind full has nothing about who is away for a moment', async () => {
    const { brief, full, connect } = await pair();
    const resumeToken = resumeTokenIn(await brief.join('lobby', 'ada', delta));
    full.take();
    await brief.drop();
    await connect().join('lobby', 'ada', { resumeToken });
    expect(full.take()).toEqual([]);
  });
});

describe('what nobody wants', () => {
  it('[JR-56] is not written: no list in a room of delta alone, but for who joins', async () => {
    const { connect, context } = createConversation();
    const clients = [connect(), connect(), connect()];
    const encode = vi.spyOn(RosterEncoder.prototype, 'encode');
    for (const [index, client] of clients.entries()) await client.join('lobby', index, delta);
    expect(encode).toHaveBeenCalledTimes(3);
    for (const type of ['start-streaming', 'chat-message', 'stop-streaming', 'leave-room']) {
      await clients[0]?.say({ type, ...lobby, userId: 0, content: 'hello' });
    }
    expect(encode).toHaveBeenCalledTimes(3);
    expect(context.published).toHaveLength(2 + 4);
    encode.mockRestore();
  });

  it('[JR-41] [JR-56] costs one frame for each kind that somebody wants, however many do', async () => {
    const { connect, context } = createConversation();
    const full = Array.from({ length: 10 }, () => connect());
    const brief = Array.from({ length: 10 }, () => connect());
    for (const [index, client] of full.entries()) await client.join('lobby', index);
    for (const [index, client] of brief.entries()) await client.join('lobby', 100 + index, delta);
    const before = context.published.length;
    await full[0]?.say({ type: 'start-streaming', ...lobby, userId: 0 });
    expect(context.published).toHaveLength(before + 2);
    for (const client of full) await client.close();
    const later = context.published.length;
    await brief[0]?.say({ type: 'start-streaming', ...lobby, userId: 100 });
    expect(context.published).toHaveLength(later + 1);
  });
});

describe.each(backplanes)('a sync, with events that come $when,', ({ createBackplane }) => {
  async function seated() {
    const conversation = createConversation(createBackplane);
    const [first, second] = [conversation.connect(), conversation.connect()];
    await first.join('lobby', 'ada', delta);
    await second.join('lobby', 'ben');
    first.take();
    second.take();
    return { ...conversation, first, second };
  }

  it('[JR-51] is answered with the room as it is, to who asked alone', async () => {
    const { first, second } = await seated();
    await second.say({ type: 'chat-message', ...lobby, userId: 'ben', content: 'hello' });
    first.take();
    second.take();
    for (const client of [first, second]) {
      expect(await client.ask(sync)).toEqual([
        { type: 'room-state', ...lobby, epoch: 'id-1', offset: 3, participants: [ada, ben] },
      ]);
    }
    expect(first.take()).toEqual([]);
  });

  it('[JR-52] takes a seat in that room', async () => {
    const { first, connect } = await seated();
    expect(await connect().ask(sync)).toMatchObject([
      { code: 'not-joined', requestType: 'sync-room' },
    ]);
    expect(await first.ask({ ...sync, roomId: 'studio' })).toMatchObject([
      { code: 'identity-mismatch', requestType: 'sync-room' },
    ]);
  });

  it('[JR-52] of the room just left is dropped, of a seat taken over it is not', async () => {
    const { first, second, connect } = await seated();
    await first.say({ type: 'leave-room', ...lobby, userId: 'ada' });
    expect(await first.ask(sync)).toEqual([]);
    expect(await first.ask({ ...sync, roomId: 'studio' })).toMatchObject([{ code: 'not-joined' }]);
    await connect().join('lobby', 'ben');
    second.take();
    expect(await second.ask(sync)).toMatchObject([{ code: 'replaced', requestType: 'sync-room' }]);
  });

  it.each([undefined, null, '', {}])('[JR-52] cannot be of the room %j', async (roomId) => {
    const { first } = await seated();
    expect(await first.ask({ ...sync, roomId })).toMatchObject([
      { code: 'invalid-message', requestType: 'sync-room', field: 'roomId' },
    ]);
  });
});
