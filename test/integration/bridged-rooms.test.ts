import { describe, expect, it } from 'vitest';

import { errors } from '../../src/errors/catalogue.js';
import { JsonParticipant, usersOf } from '../support/clients/json-participant.js';
import { Red5Member } from '../support/clients/red5-member.js';
import { startServer } from '../support/servers/server.js';
import { TestSocket } from '../support/clients/websocket.js';

const bridged = { bridgeRooms: true };

describe('with bridgeRooms', () => {
  it('[BR-5, BR-6, BR-8] people of both ports see each other come, stream and go', async () => {
    const { json, red5 } = await startServer(bridged);
    const ann = await JsonParticipant.join(json.url, 'demo', 'ann');
    const camera = await Red5Member.join(red5.url, 'demo', 'camera');

    expect(await ann.next('user-joined')).toMatchObject({ userId: 'camera', userName: 'camera' });
    expect(await ann.next('user-streaming-started')).toMatchObject({ streamName: 'camera' });
    ann.act('start-streaming', { streamName: 'ann-1' });
    await camera.listed(['camera', 'ann-1']);
    ann.act('stop-streaming');
    await camera.listed(['camera']);
    await camera.connection.close();
    await ann.next('user-streaming-started');
    await ann.next('user-streaming-stopped');
    const left = await ann.next('user-left');
    expect(left).toMatchObject({ userId: 'camera', reason: 'left' });
    expect(usersOf(left)).toEqual(['ann']);
  });

  it('[BR-6, BR-19] a Red5 connection that is cut is gone at once, whatever the grace', async () => {
    const { json, red5 } = await startServer({ ...bridged, reconnectGraceMs: 3_600_000 });
    const ann = await JsonParticipant.join(json.url, 'demo', 'ann');
    const camera = await Red5Member.join(red5.url, 'demo', 'camera');
    await ann.next('user-joined');
    await ann.next('user-streaming-started');
    camera.connection.drop();
    expect(await ann.next('user-left')).toMatchObject({ reason: 'disconnected' });
  });

  it('[BR-2, BR-11, BR-12] they are one room, in which chat and signals are for JSON clients', async () => {
    const { json, red5 } = await startServer(bridged);
    const camera = await Red5Member.join(red5.url, 'demo', 'camera');
    const ann = await JsonParticipant.join(json.url, 'demo', 'ann');
    ann.act('chat-message', { content: 'hello' });
    ann.send({
      type: 'webrtc-offer',
      roomId: 'demo',
      fromUserId: 'ann',
      toUserId: 'camera',
      offer: {},
    });
    ann.send({ type: 'list-rooms' });
    expect(await ann.unread()).toMatchObject([
      { type: 'chat-message', content: 'hello' },
      { type: 'rooms-list', rooms: [{ roomId: 'demo', participantCount: 2 }] },
    ]);
    ann.act('start-streaming');
    await camera.listed(['camera', 'ann']);
    expect(camera.received).toHaveLength(2);
  });

  it('[BR-13, BR-14, R5-25] a password opens and closes the room on both ports', async () => {
    const { json, red5 } = await startServer(bridged);
    const ann = await JsonParticipant.connect(json.url);
    await ann.join('demo', 'ann', { password: 'open sesame' });
    const stranger = new TestSocket(`${red5.url}/?room=demo&streamName=x&password=open+sesame`);
    expect(await stranger.texts.next()).toBe(errors['incorrect-password'].message);
    expect((await stranger.closed).code).toBe(1008);
    const friend = new TestSocket(`${red5.url}/?room=demo&streamName=f&password=open%20sesame`);
    expect(await friend.texts.next()).toBe('{"room":"demo","streams":["f"]}');
    expect((await ann.unread()).map(({ type, userId }) => [type, userId])).toEqual([
      ['user-joined', 'f'],
      ['user-streaming-started', 'f'],
    ]);
  });

  it('[BR-16, BR-17, R5-28] a replaced Red5 connection stays, listens, and takes nobody along', async () => {
    const { json, red5 } = await startServer(bridged);
    const watcher = await Red5Member.join(red5.url, 'demo', 'watcher');
    const camera = await Red5Member.join(red5.url, 'demo', 'camera');
    const usurper = await JsonParticipant.join(json.url, 'demo', 'camera');
    await camera.listed(['watcher']);
    usurper.act('start-streaming', { streamName: 'new' });
    for (const one of [watcher, camera]) await one.listed(['watcher', 'new']);
    await usurper.connection.close();
    await watcher.connection.close();
    await camera.listed([]);
    const next = await Red5Member.join(red5.url, 'demo', 'camera');
    await camera.listed(['camera']);
    await camera.connection.close();
    const ben = await JsonParticipant.connect(json.url);
    expect(usersOf(await ben.join('demo', 'ben'))).toEqual(['camera', 'ben']);
    await Red5Member.join(red5.url, 'demo', 'late');
    await next.listed(['camera', 'late']);
  });

  it('[BR-15] a Red5 client takes the seat of a JSON client', async () => {
    const { json, red5 } = await startServer(bridged);
    const ann = await JsonParticipant.join(json.url, 'demo', 'ann');
    const ben = await JsonParticipant.join(json.url, 'demo', 'ben');
    await ann.next('user-joined');
    const usurper = await Red5Member.join(red5.url, 'demo', 'ann');
    expect(usersOf(await ben.next('user-joined'))).toEqual(['ann', 'ben']);
    await ben.next('user-streaming-started');
    expect(await ann.unread()).toEqual([]);
    await ann.connection.close();
    expect(await ben.unread()).toEqual([]);
    await usurper.listed(['ann']);
  });

  it('[BR-18] nobody is replaced if newcomers are rejected', async () => {
    const { json, red5 } = await startServer({ ...bridged, duplicateUser: 'reject' });
    const ann = await JsonParticipant.join(json.url, 'demo', 'ann');
    const camera = await Red5Member.join(red5.url, 'demo', 'camera');
    const second = await Red5Member.join(red5.url, 'demo', 'camera');
    const refused = new TestSocket(`${red5.url}/?room=demo&streamName=ann`);
    expect(await refused.texts.next()).toBe(errors['user-id-in-use'].message);
    expect((await refused.closed).code).toBe(1008);
    const other = await JsonParticipant.connect(json.url);
    other.send({ type: 'join-room', roomId: 'demo', userId: 'camera' });
    expect(await other.next('join-room-error')).toMatchObject({ error: 'user-id-in-use' });
    ann.act('start-streaming');
    for (const one of [camera, second]) await one.listed(['camera', 'ann']);
  });

  it('[BR-20, R5-30] a JSON streamer that is lost stays listed until its time is over', async () => {
    const { json, red5 } = await startServer({ ...bridged, reconnectGraceMs: 200 });
    const watcher = await JsonParticipant.join(json.url, 'demo', 'watcher');
    const camera = await Red5Member.join(red5.url, 'demo', 'camera');
    const ann = await JsonParticipant.join(json.url, 'demo', 'ann');
    ann.act('start-streaming');
    await camera.listed(['camera', 'ann']);
    await watcher.unread();
    ann.connection.drop();
    await camera.listed(['camera']);
    expect(await watcher.next('user-left')).toMatchObject({ userId: 'ann', reason: 'timeout' });
    expect(camera.received.map(({ streams }) => streams)).toEqual([
      ['camera'],
      ['camera', 'ann'],
      ['camera'],
    ]);
  });
});

describe('without bridgeRooms', () => {
  it('[BR-1, R5-25] the rooms of the two ports never meet', async () => {
    const { json, red5 } = await startServer();
    const ann = await JsonParticipant.connect(json.url);
    await ann.join('demo', 'ann', { password: 'sesame' });
    const camera = await Red5Member.join(red5.url, 'demo', 'ann');
    ann.act('start-streaming');
    ann.send({ type: 'list-rooms' });
    expect(await ann.unread()).toMatchObject([
      { type: 'user-streaming-started', offset: 2 },
      { type: 'rooms-list', rooms: [{ participantCount: 1 }] },
    ]);
    const late = await Red5Member.join(red5.url, 'demo', 'late');
    for (const one of [camera, late]) await one.listed(['ann', 'late']);
    expect(camera.received).toHaveLength(2);
  });
});
