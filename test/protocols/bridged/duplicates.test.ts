import { describe, expect, it } from 'vitest';
import { errors } from '../../../src/errors/catalogue.js';
import { createBridge } from '../../support/doubles/red5-bridge.js';
import { lastStreamsOf, listsOf } from '../../support/doubles/red5-conference.js';

const streamsOf = (client: Parameters<typeof listsOf>[0]) =>
  listsOf(client).map(({ streams }) => streams);

describe('a Red5 client with the name of a JSON participant', () => {
  it('[BR-15] takes its seat', () => {
    const bridge = createBridge();
    const ada = bridge.join('demo', 'ada');
    const ben = bridge.join('demo', 'ben');
    for (const one of [ada, ben]) one.take();
    const usurper = bridge.stream('demo', 'ada');
    expect(ben.take()).toMatchObject([
      {
        type: 'user-joined',
        userId: 'ada',
        participants: [{ userId: 'ada', isStreaming: false }, { userId: 'ben' }],
      },
      { type: 'user-streaming-started', userId: 'ada' },
    ]);
    expect(ada.take()).toEqual([]);
    expect(ada.connection.isOpen).toBe(true);
    ada.send({ type: 'chat-message', roomId: 'demo', userId: 'ada', content: 'me?' });
    expect(ada.take()).toMatchObject([{ type: 'error', code: 'replaced' }]);
    expect(ben.take()).toEqual([]);
    expect(streamsOf(usurper)).toEqual([['ada']]);
  });

  it('[BR-8, BR-15] ends its stream and begins one of its own', () => {
    const bridge = createBridge();
    const cam = bridge.stream('demo', 'cam');
    const ada = bridge.join('demo', 'ada');
    ada.send({ type: 'start-streaming', roomId: 'demo', userId: 'ada', streamName: 'one' });
    bridge.stream('demo', 'late');
    bridge.wait();
    const usurper = bridge.stream('demo', 'ada');
    bridge.wait();
    expect(lastStreamsOf(cam)).toEqual(['cam', 'late', 'ada']);
    expect(streamsOf(usurper)).toEqual([['cam', 'late', 'ada']]);
  });

  it('[BR-17] is not harmed when that connection closes', () => {
    const bridge = createBridge();
    const ada = bridge.join('demo', 'ada');
    const usurper = bridge.stream('demo', 'ada');
    const ben = bridge.join('demo', 'ben');
    ben.take();
    ada.hangUp({ reason: 'lost' });
    bridge.wait();
    expect(ben.take()).toEqual([]);
    expect(streamsOf(usurper)).toEqual([['ada']]);
  });

  it('[BR-18] is refused while that lives, if that is the policy', () => {
    const bridge = createBridge({ policy: { duplicateUser: 'reject' } });
    const ada = bridge.join('demo', 'ada');
    ada.take();
    const { connection } = bridge.stream('demo', 'ada');
    expect(connection.received).toEqual([errors['user-id-in-use'].message]);
    expect(connection.closedWith?.code).toBe(1008);
    ada.send({ type: 'chat-message', roomId: 'demo', userId: 'ada', content: 'still here' });
    expect(ada.take()).toMatchObject([{ type: 'chat-message', offset: 2 }]);
    ada.hangUp();
    expect(streamsOf(bridge.stream('demo', 'ada'))).toEqual([['ada']]);
  });
});

describe('a JSON client with the name of a Red5 stream', () => {
  it('[BR-16, R5-28] takes its seat, and the streams of all its connections', () => {
    const bridge = createBridge();
    const ben = bridge.join('demo', 'ben');
    const first = bridge.stream('demo', 'cam');
    const second = bridge.stream('demo', 'cam');
    bridge.wait();
    ben.take();
    const usurper = bridge.join('demo', 'cam');
    bridge.wait();
    expect(ben.take()).toMatchObject([
      {
        type: 'user-joined',
        userId: 'cam',
        participants: [{ userId: 'ben' }, { userId: 'cam', isStreaming: false }],
      },
    ]);
    expect(usurper.take()).toMatchObject([{ type: 'room-joined', userId: 'cam' }]);
    for (const one of [first, second]) {
      expect(one.connection.isOpen).toBe(true);
      expect(lastStreamsOf(one)).toEqual([]);
    }
    usurper.send({ type: 'start-streaming', roomId: 'demo', userId: 'cam', streamName: 'new' });
    bridge.wait();
    for (const one of [first, second]) expect(lastStreamsOf(one)).toEqual(['new']);
    expect(bridge.engine.counts()).toEqual({ rooms: 1, seats: 2, away: 0 });
  });

  it('[BR-17] is not harmed when those connections close', () => {
    const bridge = createBridge();
    const replaced = [bridge.stream('demo', 'cam'), bridge.stream('demo', 'cam')];
    const usurper = bridge.join('demo', 'cam');
    usurper.send({ type: 'start-streaming', roomId: 'demo', userId: 'cam' });
    usurper.take();
    for (const one of replaced) one.leave({ reason: 'lost' });
    usurper.send({ type: 'chat-message', roomId: 'demo', userId: 'cam', content: 'still here' });
    expect(usurper.take()).toMatchObject([{ type: 'chat-message' }]);
    expect(bridge.join('demo', 'ben').take()).toMatchObject([
      { participants: [{ userId: 'cam', isStreaming: true }, { userId: 'ben' }] },
    ]);
    expect(bridge.clock.pendingTimers).toBe(0);
  });

  it('[BR-16] may lose the seat to a Red5 client again', () => {
    const bridge = createBridge();
    const first = bridge.stream('demo', 'cam');
    const json = bridge.join('demo', 'cam');
    const last = bridge.stream('demo', 'cam');
    bridge.wait();
    json.hangUp();
    first.leave();
    bridge.wait();
    expect(lastStreamsOf(last)).toEqual(['cam']);
    last.leave();
    expect(bridge.engine.counts()).toEqual({ rooms: 0, seats: 0, away: 0 });
  });

  it('[BR-18] is refused while any of its connections lives, if that is the policy', () => {
    const bridge = createBridge({ policy: { duplicateUser: 'reject' } });
    const first = bridge.stream('demo', 'cam');
    const second = bridge.stream('demo', 'cam');
    bridge.wait();
    const join = { type: 'join-room', roomId: 'demo', userId: 'cam' };
    const json = bridge.connect();
    first.leave();
    json.send(join);
    expect(json.take()).toMatchObject([{ type: 'join-room-error', error: 'user-id-in-use' }]);
    expect(lastStreamsOf(second)).toEqual(['cam']);
    second.leave();
    json.send(join);
    expect(json.take()).toMatchObject([{ type: 'room-joined' }]);
  });
});

describe('a Red5 connection whose seat is taken', () => {
  it('[R5-28] hears of its room to the end, and of the next of that name', () => {
    const bridge = createBridge();
    const replaced = bridge.stream('demo', 'cam');
    const json = bridge.join('demo', 'cam');
    json.send({ type: 'start-streaming', roomId: 'demo', userId: 'cam' });
    bridge.wait();
    json.hangUp();
    bridge.wait();
    expect(bridge.engine.counts().rooms).toBe(0);
    expect(listsOf(replaced).at(-1)).toEqual({ room: 'demo', streams: [] });
    const next = bridge.stream('demo', 'next');
    bridge.wait();
    expect(lastStreamsOf(replaced)).toEqual(['next']);
    replaced.leave();
    bridge.stream('demo', 'late');
    bridge.wait();
    expect(lastStreamsOf(next)).toEqual(['next', 'late']);
    expect(lastStreamsOf(replaced)).toEqual(['next']);
  });

  it('[R5-28, R5-12] hears of no other room', () => {
    const bridge = createBridge();
    const replaced = bridge.stream('demo', 'cam');
    bridge.join('demo', 'cam').hangUp();
    bridge.stream('other', 'cam');
    bridge.stream('Demo', 'cam');
    bridge.wait();
    expect(streamsOf(replaced)).toEqual([['cam'], []]);
  });

  it('[R5-29] hears nothing of a next one with a password, but of the one after that', () => {
    const bridge = createBridge();
    const replaced = bridge.stream('demo', 'cam');
    bridge.wait();
    const json = bridge.join('demo', 'cam');
    bridge.wait();
    json.hangUp();
    const secret = bridge.stream('demo', 'secret', 'sesame');
    bridge.stream('demo', 'more', 'sesame');
    bridge.wait();
    expect(lastStreamsOf(secret)).toEqual(['secret', 'more']);
    expect(streamsOf(replaced)).toEqual([['cam'], []]);
    bridge.join('demo', 'secret', { password: 'sesame' }).hangUp();
    bridge.join('demo', 'more', { password: 'sesame' }).hangUp();
    bridge.wait();
    expect(lastStreamsOf(secret)).toEqual([]);
    bridge.stream('demo', 'open');
    bridge.wait();
    for (const one of [replaced, secret]) expect(lastStreamsOf(one)).toEqual(['open']);
  });

  it('[R5-35] catches up with what it may know, if it was slow when a password was set', () => {
    const bridge = createBridge();
    const replaced = bridge.stream('demo', 'cam');
    bridge.join('demo', 'cam').hangUp();
    bridge.stream('demo', 'secret', 'sesame');
    bridge.wait();
    expect(replaced.session.overwhelmed()).toBeNull();
    replaced.session.relieved();
    expect(replaced.connection.sent).toEqual(['{"room":"demo","streams":[]}']);
  });

  it('[R5-29] gets the list that waits for it before a password is set', () => {
    const bridge = createBridge();
    const replaced = bridge.stream('demo', 'cam');
    bridge.join('demo', 'cam').hangUp();
    expect(streamsOf(replaced)).toEqual([['cam']]);
    bridge.stream('demo', 'secret', 'sesame');
    bridge.wait();
    expect(streamsOf(replaced)).toEqual([['cam'], []]);
  });

  it('[R5-29] hears of the room that it has shown the password of', () => {
    const bridge = createBridge();
    const replaced = bridge.stream('demo', 'cam', 'sesame');
    bridge.join('demo', 'cam', { password: 'sesame' });
    bridge.stream('demo', 'late', 'sesame');
    bridge.wait();
    expect(lastStreamsOf(replaced)).toEqual(['late']);
  });
});
