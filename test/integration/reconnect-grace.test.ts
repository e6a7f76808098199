import { describe, expect, it } from 'vitest';

import { type Frame, JsonParticipant, usersOf } from '../support/clients/json-participant.js';
import { startServer, type TestServer } from '../support/servers/server.js';

/** Ann streams and is about to be lost; one of the others hears changes alone, one whole lists. */
interface Scene {
  readonly server: TestServer;
  readonly ann: JsonParticipant;
  readonly delta: JsonParticipant;
  readonly full: JsonParticipant;
  /** The frame that Ann was told when she joined. */
  readonly joined: Frame;
}

async function sceneWith(settings: object): Promise<Scene> {
  const server = await startServer(settings);
  const delta = await JsonParticipant.connect(server.json.url);
  await delta.join('lobby', 'delta', { presence: 'delta' });
  const full = await JsonParticipant.join(server.json.url, 'lobby', 'full');
  const ann = await JsonParticipant.connect(server.json.url);
  const joined = await ann.join('lobby', 'ann', { presence: 'delta', userName: 'Ann' });
  ann.act('start-streaming', { streamName: 'camera' });
  await ann.next('user-streaming-started');
  await delta.next('user-joined');
  for (const other of [delta, full]) {
    await other.next('user-joined');
    await other.next('user-streaming-started');
  }
  return { server, ann, delta, full, joined };
}

/** Comes back as Ann. @returns what the newcomer was told */
async function comeBack(
  { server }: Scene,
  fields: object,
): Promise<{ readonly ann: JsonParticipant; readonly joined: Frame }> {
  const ann = await JsonParticipant.connect(server.json.url);
  return { ann, joined: await ann.join('lobby', 'ann', fields) };
}

const long = { reconnectGraceMs: 60_000 };
// Tests ask again and again until something is over.
const short = { reconnectGraceMs: 300, rateLimitPerSecond: 0 };
const ids = ['delta', 'full', 'ann'];

describe('a participant whose connection is cut', () => {
  it('is away, and back with its token: only those who follow the changes hear of it', async () => {
    const scene = await sceneWith(long);
    const { ann, delta, full, joined } = scene;
    ann.connection.drop();

    const { until, ...away } = await delta.next('user-away');
    expect(away).toEqual({ type: 'user-away', roomId: 'lobby', userId: 'ann', offset: 5 });
    expect(until).toBeTypeOf('number');
    const back = await comeBack(scene, { resumeToken: joined['resumeToken'], presence: 'delta' });
    const told = { type: 'user-back', roomId: 'lobby', userId: 'ann', offset: 6 };
    expect(await delta.next('user-back')).toEqual(told);

    expect(back.joined).toMatchObject({ offset: 6, epoch: joined['epoch'] });
    expect(usersOf(back.joined)).toEqual(ids);
    expect(back.joined['participants']).toContainEqual(
      expect.objectContaining({ userId: 'ann', userName: 'Ann', isStreaming: true }),
    );
    expect(back.joined['resumeToken']).not.toBe(joined['resumeToken']);
    expect(await full.unread()).toEqual([]);
    expect(await delta.unread()).toEqual([]);
  });

  it('is gone for everybody when nobody has come back in time, with the reason timeout', async () => {
    const { ann, delta, full } = await sceneWith(short);
    ann.connection.drop();
    await delta.next('user-away');

    const left = { type: 'user-left', userId: 'ann', offset: 6, reason: 'timeout' };
    expect(await delta.next('user-left')).toMatchObject(left);
    const told = await full.next('user-left');
    expect(told).toMatchObject(left);
    expect(usersOf(told)).toEqual(['delta', 'full']);
  });

  it('comes back without a token as old clients do: user-joined again, no user-left', async () => {
    const scene = await sceneWith(long);
    const { ann, delta, full } = scene;
    ann.connection.drop();
    await delta.next('user-away');
    const back = await comeBack(scene, { userName: 'Ann again' });

    const again = { type: 'user-joined', userId: 'ann', userName: 'Ann again', offset: 6 };
    expect(await delta.next('user-joined')).toMatchObject(again);
    const told = await full.next('user-joined');
    expect(told).toMatchObject(again);
    expect(usersOf(told)).toEqual(ids);
    expect(back.joined['participants']).toContainEqual(
      expect.objectContaining({ userId: 'ann', isStreaming: false }),
    );
    expect(await full.unread()).toEqual([]);
  });

  it('hears exactly what was said while it was away, and then what is said now', async () => {
    const scene = await sceneWith(long);
    const { ann, delta, full, joined } = scene;
    full.act('chat-message', { content: 'before' });
    const last = await ann.next('chat-message');
    ann.connection.drop();
    await delta.next('chat-message');
    await delta.next('user-away');
    full.act('chat-message', { content: 'one' });
    full.act('chat-message', { content: 'two' });
    const said = [await delta.next('chat-message'), await delta.next('chat-message')];

    const back = await comeBack(scene, {
      resumeToken: joined['resumeToken'],
      recover: { epoch: joined['epoch'], offset: last['offset'] },
      presence: 'delta',
    });
    expect(back.joined).toMatchObject({ recovered: true });
    full.act('chat-message', { content: 'three' });
    await delta.next('user-back');
    for (const message of [...said, await delta.next('chat-message')]) {
      expect(await back.ann.next('chat-message')).toEqual(message);
    }
    expect(await back.ann.unread()).toEqual([]);
  });

  it('keeps what it says when it says it again, under the same id', async () => {
    const scene = await sceneWith(long);
    const { ann, delta, full, joined } = scene;
    ann.act('chat-message', { content: 'hello', clientMessageId: 'mine' });
    const heard = await full.next('chat-message');
    ann.connection.drop();
    await delta.next('chat-message');
    await delta.next('user-away');
    const back = await comeBack(scene, { resumeToken: joined['resumeToken'] });
    back.ann.act('chat-message', { content: 'hello', clientMessageId: 'mine' });

    expect(await back.ann.next('chat-message')).toEqual(heard);
    expect(await full.unread()).toEqual([]);
  });
});

describe('a resume token', () => {
  it.each(['replace', 'reject'])(
    'wins at once over a connection that lives (%s)',
    async (policy) => {
      const scene = await sceneWith({ ...long, duplicateUser: policy });
      const { ann, delta, full, joined } = scene;
      const back = await comeBack(scene, { resumeToken: joined['resumeToken'] });

      expect(back.joined).toMatchObject({ offset: 4 });
      expect(await ann.next('error')).toMatchObject({ code: 'replaced' });
      // Not closed, and out of the room.
      back.ann.act('chat-message', { content: 'hello' });
      await back.ann.next('chat-message');
      expect(await ann.unread()).toEqual([]);
      await ann.connection.close(1000);
      for (const other of [delta, full]) {
        expect(await other.next('chat-message')).toMatchObject({ userId: 'ann', offset: 5 });
        expect(await other.unread()).toEqual([]);
      }
    },
  );

  it('is worth nothing the second time', async () => {
    const scene = await sceneWith(long);
    const { ann, delta, full, joined } = scene;
    ann.connection.drop();
    await delta.next('user-away');
    const { ann: second } = await comeBack(scene, { resumeToken: joined['resumeToken'] });
    await delta.next('user-back');
    second.connection.drop();
    await delta.next('user-away');

    await comeBack(scene, { resumeToken: joined['resumeToken'] });
    expect(await delta.next('user-joined')).toMatchObject({ userId: 'ann' });
    expect(await full.next('user-joined')).toMatchObject({ userId: 'ann' });
  });
});

describe('nobody is away', () => {
  it.each([
    ['closing with 1000', 1000],
    ['closing with 1001', 1001],
    ['closing without a code', undefined],
  ])('after %s: everybody hears user-left at once', async (_, code) => {
    const { ann, delta, full } = await sceneWith(long);
    await ann.connection.close(code);
    for (const other of [delta, full]) {
      expect(await other.next('user-left')).toMatchObject({ userId: 'ann', reason: 'left' });
    }
  });

  it('after leave-room: everybody hears user-left, and the connection may be cut then', async () => {
    const { ann, delta, full } = await sceneWith(long);
    ann.act('leave-room');
    for (const other of [delta, full]) {
      expect(await other.next('user-left')).toMatchObject({ userId: 'ann', reason: 'left' });
    }
    ann.connection.drop();
    await full.connection.close(1000);
    expect(await delta.next('user-left')).toMatchObject({ userId: 'full' });
  });

  it('without a grace: a cut connection is told as disconnected, and there is no token', async () => {
    const { ann, delta, full, joined } = await sceneWith({});
    expect(joined).not.toHaveProperty('resumeToken');
    ann.connection.drop();
    for (const other of [delta, full]) {
      expect(await other.next('user-left')).toMatchObject({
        userId: 'ann',
        reason: 'disconnected',
      });
    }
  });
});

describe('a room whose last participant is away', () => {
  it('is there while the grace lasts', async () => {
    const { json } = await startServer(long);
    const ann = await JsonParticipant.connect(json.url);
    const joined = await ann.join('lobby', 'ann');
    ann.connection.drop();
    const back = await JsonParticipant.connect(json.url);
    const { epoch } = await back.join('lobby', 'ann', { resumeToken: joined['resumeToken'] });
    expect(epoch).toBe(joined['epoch']);
  });

  it('is gone when the grace is over', async () => {
    const { json } = await startServer(short);
    const observer = await JsonParticipant.connect(json.url);
    const ann = await JsonParticipant.join(json.url, 'lobby', 'ann');
    ann.connection.drop();
    await untilListed(observer, []);
    const later = await JsonParticipant.connect(json.url);
    expect(await later.join('lobby', 'ann', { history: 10 })).toMatchObject({
      offset: 1,
      history: [],
    });
  });

  it('may outlive that for a while, unlisted, for those who come to recover', async () => {
    const { json } = await startServer({ ...short, emptyRoomTtlSeconds: 60 });
    const observer = await JsonParticipant.connect(json.url);
    const ann = await JsonParticipant.connect(json.url);
    const { epoch } = await ann.join('lobby', 'ann', { password: 'secret' });
    ann.act('chat-message', { content: 'hello' });
    await ann.next('chat-message');
    ann.connection.drop();
    await untilListed(observer, []);

    const later = await JsonParticipant.connect(json.url);
    const recover = { epoch, offset: 1 };
    later.send({ type: 'join-room', roomId: 'lobby', userId: 'ann', recover, history: 10 });
    expect(await later.next('join-room-error')).toMatchObject({ error: 'incorrect-password' });
    const joined = await later.join('lobby', 'ann', { recover, password: 'secret' });
    // Joined, spoken, away and gone; and joined again.
    expect(joined).toMatchObject({ epoch, recovered: true, offset: 5 });
    expect(await later.next('chat-message')).toMatchObject({ content: 'hello', offset: 2 });
  });
});

/** Asks for the rooms until they are these. */
async function untilListed(observer: JsonParticipant, rooms: readonly unknown[]): Promise<void> {
  for (;;) {
    observer.send({ type: 'list-rooms' });
    const listed = (await observer.next('rooms-list'))['rooms'];
    if (JSON.stringify(listed) === JSON.stringify(rooms)) return;
  }
}
