import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBridge } from '../../support/doubles/red5-bridge.js';
import { listsOf } from '../../support/doubles/red5-conference.js';

describe('a room on both ports', () => {
  it('[BR-1] is two rooms unless they are bridged', () => {
    const bridge = createBridge({ rooms: (namespace) => ({ namespace, areBridged: false }) });
    const ada = bridge.join('demo', 'ada');
    ada.take();
    const cam = bridge.stream('demo', 'cam');
    ada.send({ type: 'start-streaming', roomId: 'demo', userId: 'ada' });
    bridge.wait();
    cam.leave();
    ada.send({ type: 'list-rooms' });
    expect(ada.take()).toMatchObject([
      { type: 'user-streaming-started', userId: 'ada', offset: 2 },
      { type: 'rooms-list', rooms: [{ roomId: 'demo', participantCount: 1 }] },
    ]);
    expect(listsOf(cam)).toEqual([{ room: 'demo', streams: ['cam'] }]);
  });

  it('[BR-2] is listed once and counts everybody', () => {
    const bridge = createBridge();
    bridge.stream('demo', 'cam');
    bridge.stream('demo', 'cam');
    bridge.stream('demo', 'other');
    const ada = bridge.join('demo', 'ada');
    ada.take();
    ada.send({ type: 'list-rooms' });
    expect(ada.take()).toEqual([
      {
        type: 'rooms-list',
        rooms: [
          {
            roomId: 'demo',
            roomName: 'demo',
            participantCount: 3,
            streamCount: 2,
            hasPassword: false,
          },
        ],
      },
    ]);
    expect(bridge.rooms.size).toBe(1);
  });

  it('[BR-2] counts one series of offsets in one epoch', () => {
    const bridge = createBridge();
    const ada = bridge.join('demo', 'ada');
    bridge.stream('demo', 'cam').leave();
    const ben = bridge.join('demo', 'ben');
    const epoch = [...bridge.rooms].at(0)!.epoch;
    expect(ada.take()).toMatchObject([
      { type: 'room-joined', epoch, offset: 1 },
      { type: 'user-joined', offset: 2 },
      { type: 'user-streaming-started', offset: 3 },
      { type: 'user-left', offset: 4 },
      { type: 'user-joined', offset: 5 },
    ]);
    expect(ben.take()).toMatchObject([{ type: 'room-joined', epoch, offset: 5 }]);
  });

  it('[BR-2] lasts while anybody is in it, on whichever port', () => {
    const bridge = createBridge();
    const ada = bridge.join('demo', 'ada', { roomName: 'The demo' });
    const cam = bridge.stream('demo', 'cam');
    ada.hangUp();
    bridge.join('demo', 'ben').hangUp();
    expect(bridge.rooms.size).toBe(1);
    cam.leave();
    expect(bridge.engine.counts()).toEqual({ rooms: 0, seats: 0, away: 0 });
    const cy = bridge.join('demo', 'cy');
    expect(cy.take()).toMatchObject([{ type: 'room-joined', roomName: 'demo', offset: 1 }]);
    expect(bridge.rooms.size).toBe(2);
  });

  it('[BR-2] outlives a Red5 client, who was the last, for emptyRoomTtlSeconds', () => {
    const bridge = createBridge({ policy: { emptyRoomTtlMs: 5000 } });
    bridge.stream('demo', 'cam').leave();
    bridge.wait(4000);
    bridge.stream('demo', 'cam').leave();
    expect(bridge.rooms.size).toBe(1);
    bridge.wait(5000);
    expect(bridge.engine.counts().rooms).toBe(0);
  });

  it('[BR-3] tells a number from its text, in rooms and in users', () => {
    const bridge = createBridge();
    const inNumber = bridge.join(42, 'ada');
    const inText = bridge.join('42', 7);
    for (const one of [inNumber, inText]) one.take();
    inNumber.send({ type: 'start-streaming', roomId: 42, userId: 'ada' });
    const seven = bridge.stream('42', '7');
    expect(inNumber.take()).toMatchObject([{ type: 'user-streaming-started', userId: 'ada' }]);
    expect(inText.take()).toMatchObject([
      { type: 'user-joined', userId: '7', participants: [{ userId: 7 }, { userId: '7' }] },
      { type: 'user-streaming-started', userId: '7' },
    ]);
    expect(listsOf(seven)).toEqual([{ room: '42', streams: ['7'] }]);
    inNumber.hangUp();
    bridge.wait();
    expect(listsOf(seven)).toHaveLength(1);
  });

  it('[BR-3] never lets a Red5 client into a room that has a number for a name', () => {
    const bridge = createBridge();
    const ada = bridge.join(42, 'ada');
    const cam = bridge.stream('42', 'cam');
    bridge.wait();
    ada.send({ type: 'start-streaming', roomId: 42, userId: 'ada' });
    bridge.wait();
    expect(listsOf(cam)).toEqual([{ room: '42', streams: ['cam'] }]);
    expect(bridge.rooms.size).toBe(2);
  });

  it('[BR-4] is named like its id by a Red5 client that opens it', () => {
    const bridge = createBridge();
    bridge.stream('a room', 'cam');
    const ada = bridge.join('a room', 'ada', { roomName: 'Another name' });
    expect(ada.take()).toMatchObject([{ type: 'room-joined', roomName: 'a room' }]);
  });

  it.each(['__proto__', 'constructor', 'open demo', 'é 🎥'])('[BR-2] may be called %s', (name) => {
    const bridge = createBridge();
    const ada = bridge.join(name, 'ada');
    const cam = bridge.stream(name, name);
    bridge.wait();
    ada.send({ type: 'start-streaming', roomId: name, userId: 'ada' });
    expect(listsOf(cam).at(-1)).toEqual({ room: name, streams: [name, 'ada'] });
  });
});

describe('what is said in it', () => {
  it('[BR-11] goes to JSON clients alone', () => {
    const bridge = createBridge();
    const cam = bridge.stream('demo', 'cam');
    const ada = bridge.join('demo', 'ada');
    const ben = bridge.join('demo', 'ben');
    for (const one of [ada, ben]) one.take();
    ada.send({ type: 'chat-message', roomId: 'demo', userId: 'ada', content: 'hello' });
    bridge.wait();
    for (const one of [ada, ben]) {
      expect(one.take()).toMatchObject([{ type: 'chat-message', content: 'hello' }]);
    }
    expect(listsOf(cam)).toHaveLength(1);
  });

  it('[BR-12] to a Red5 client by a signal is dropped', () => {
    const bridge = createBridge();
    const cam = bridge.stream('demo', 'cam');
    const ada = bridge.join('demo', 'ada');
    ada.take();
    const signal = { roomId: 'demo', fromUserId: 'ada', toUserId: 'cam' };
    ada.send({ type: 'webrtc-offer', ...signal, offer: { type: 'offer', sdp: 'v=0' } });
    ada.send({ type: 'webrtc-ice-candidate', ...signal, candidate: null });
    bridge.wait();
    expect(ada.take()).toEqual([]);
    expect(cam.connection.received).toEqual(['{"room":"demo","streams":["cam"]}']);
  });
});

describe('the conversation in the document', () => {
  const document = join(import.meta.dirname, '../../../protocols/README.md');
  const lines = readFileSync(document, 'utf8').split('\n');
  const framesAfter = (beginning: string): readonly unknown[] =>
    lines
      .filter((line) => line.startsWith(beginning))
      .map((line): unknown => JSON.parse(line.slice(beginning.length).replace(',…', '')));

  it('[BR-2, BR-5, BR-6, BR-8] goes as it is shown', () => {
    const bridge = createBridge();
    const a = bridge.connect();
    const [join, startStreaming] = lines.filter((line) => line.startsWith('A → '));
    a.send(join!.slice('A → '.length));
    const r = bridge.stream('demo', 'cam');
    bridge.wait();
    a.send(startStreaming!.slice('A → '.length));
    r.leave();
    const shown = framesAfter('R ← ');
    expect(shown).toHaveLength(2);
    expect(listsOf(r)).toEqual(shown);
    expect(a.take()).toMatchObject(framesAfter('A ← '));
  });
});
