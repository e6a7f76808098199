import { describe, expect, it } from 'vitest';

import { FakeRoom, roomJoined } from './fake-room.js';

const { limits } = roomJoined() as { readonly limits: object };

function inRoom(rateLimitPerSecond: number, rateLimitBurst: number): Promise<FakeRoom> {
  return new FakeRoom().joined({ limits: { ...limits, rateLimitPerSecond, rateLimitBurst } });
}

/** The contents of what was said so far. */
function said(room: FakeRoom): readonly unknown[] {
  return room.socket.sentOfType('chat-message').map((frame) => (frame as Said).content);
}

interface Said {
  readonly content: unknown;
}

describe('what is said faster than the server takes it', () => {
  it('waits, in order, and is sent as fast as may be', async () => {
    const room = await inRoom(10, 4);
    for (const word of ['one', 'two', 'three', 'four']) void room.client.sendMessage(word);
    expect(said(room)).toEqual(['one', 'two']);
    room.platform.pass(99);
    expect(said(room)).toEqual(['one', 'two']);
    room.platform.pass(1);
    expect(said(room)).toEqual(['one', 'two', 'three']);
    room.platform.pass(100);
    expect(said(room)).toEqual(['one', 'two', 'three', 'four']);
  });

  it('takes its turn with signals', async () => {
    const room = await inRoom(10, 2);
    void room.client.sendMessage('one');
    room.client.sendSignal('ben', { kind: 'offer', payload: {} });
    void room.client.sendMessage('two');
    room.platform.pass(200);
    const types = room.socket.sent.map((frame) => (frame as { readonly type: string }).type);
    expect(types.slice(1)).toEqual(['chat-message', 'webrtc-offer', 'chat-message']);
  });

  it('does not wait for the next connection: that begins anew', async () => {
    const room = await inRoom(1, 2);
    for (const word of ['one', 'two']) void room.client.sendMessage(word);
    expect(said(room)).toEqual(['one']);
    room.reconnect();
    room.receive(roomJoined({ limits: { ...limits, rateLimitPerSecond: 1, rateLimitBurst: 4 } }));
    expect(said(room)).toEqual(['one', 'two']);
  });

  it('is said again if the server dropped some of it without saying what', async () => {
    const room = await new FakeRoom().joined();
    void room.client.sendMessage('one');
    room.receive({ type: 'error', code: 'rate-limited', message: 'slow', retryAfterMs: 400 });
    expect(room.eventsOf('error')).toEqual([]);
    room.platform.pass(399);
    expect(said(room)).toEqual(['one']);
    room.platform.pass(1);
    expect(said(room)).toEqual(['one', 'one']);
  });
});
