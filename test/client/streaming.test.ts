import { describe, expect, it } from 'vitest';

import { entry, FakeRoom, rejection, roomJoined } from './fake-room.js';

function told(type: 'started' | 'stopped', offset: number, streamName = 'ada'): object {
  return {
    type: `user-streaming-${type}`,
    roomId: 'lobby',
    userId: 'ada',
    offset,
    streamName,
  };
}

const asked = (room: FakeRoom) =>
  room.socket.sent
    .map((frame) => (frame as { readonly type: string }).type)
    .filter((type) => type.endsWith('-streaming'));

const streaming = { participants: [entry('ada', { isStreaming: true })] };

describe('streaming', () => {
  it('has started once the room was told', async () => {
    const room = await new FakeRoom().joined();
    const starting = room.client.startStreaming({ streamName: 'cam' });
    expect(room.socket.sent.at(-1)).toEqual({
      type: 'start-streaming',
      roomId: 'lobby',
      userId: 'ada',
      streamName: 'cam',
    });
    expect(await rejection(Promise.race([starting, Promise.resolve()]))).toBe('resolved');
    expect(room.client.streams).toEqual([]);
    room.receive(told('started', 2, 'cam'));
    await starting;
    expect(room.client.streams).toEqual([{ userId: 'ada', streamName: 'cam' }]);
    expect(room.eventsOf('stream-started')).toEqual([{ userId: 'ada', streamName: 'cam' }]);
  });

  it('has stopped once the room was told', async () => {
    const room = await new FakeRoom().joined();
    void room.client.startStreaming();
    room.receive(told('started', 2));
    const stopping = room.client.stopStreaming();
    room.receive(told('stopped', 3));
    await stopping;
    expect(room.client.streams).toEqual([]);
  });

  it('is not started by what somebody else does', async () => {
    const room = await new FakeRoom().joined();
    const starting = rejection(room.client.startStreaming());
    room.receive({ ...told('started', 2), userId: 'ben' });
    expect(await starting).toBe(null);
  });

  it('may be asked for before the first join', async () => {
    const room = new FakeRoom();
    void room.client.join();
    const starting = room.client.startStreaming();
    room.welcome();
    expect(asked(room)).toEqual(['start-streaming']);
    room.receive(told('started', 2));
    await starting;
  });

  it('starts again after a reconnect that brought the seat back without it', async () => {
    const room = await new FakeRoom().joined();
    const starting = room.client.startStreaming({ streamName: 'cam' });
    room.receive(told('started', 2, 'cam'));
    await starting;
    room.reconnect();
    room.receive(roomJoined({ recovered: true }));
    expect(room.socket.sent.at(-1)).toMatchObject({ type: 'start-streaming', streamName: 'cam' });
    room.receive(told('started', 3, 'cam'));
    expect(room.client.streams).toHaveLength(1);
  });

  it('is left alone after a reconnect that brought the seat back as it was', async () => {
    const room = await new FakeRoom().joined();
    const starting = room.client.startStreaming();
    room.receive(told('started', 2));
    await starting;
    room.reconnect();
    room.receive(roomJoined({ recovered: true, ...streaming }));
    expect(asked(room)).toEqual([]);
  });

  it('stays off after a reconnect if it was off', async () => {
    const room = await new FakeRoom().joined();
    void room.client.startStreaming();
    room.receive(told('started', 2));
    const stopping = room.client.stopStreaming();
    room.receive(told('stopped', 3));
    await stopping;
    room.reconnect();
    room.receive(roomJoined({ recovered: true }));
    expect(asked(room)).toEqual([]);
  });

  it('stays off after a reconnect if somebody else has ended it', async () => {
    const room = await new FakeRoom().joined();
    void room.client.startStreaming();
    room.receive(told('started', 2), told('stopped', 3));
    room.reconnect();
    room.receive(roomJoined({ recovered: true }));
    expect(asked(room)).toEqual([]);
  });

  it('is asked for again if the answer was lost', async () => {
    const room = await new FakeRoom().joined();
    const starting = room.client.startStreaming();
    room.reconnect();
    room.receive(roomJoined({ recovered: true, ...streaming }));
    expect(asked(room)).toEqual(['start-streaming']);
    room.receive(told('started', 3));
    await starting;
  });

  it('that nobody wants is ended after a reconnect that brought it back', async () => {
    const room = await new FakeRoom().joined();
    room.reconnect();
    room.receive(roomJoined({ recovered: true, ...streaming }));
    expect(asked(room)).toEqual(['stop-streaming']);
  });

  it('follows what was asked last, in order', async () => {
    const room = await new FakeRoom().joined();
    room.socket.end();
    const { client } = room;
    const asking = [client.startStreaming(), client.stopStreaming(), client.startStreaming()];
    room.platform.pass(250);
    room.welcome({ recovered: true });
    expect(asked(room)).toEqual(['start-streaming', 'stop-streaming', 'start-streaming']);
    room.receive(told('started', 2), told('stopped', 3), told('started', 4));
    await Promise.all(asking);
    room.reconnect();
    room.receive(roomJoined({ recovered: true }));
    expect(asked(room)).toEqual(['start-streaming']);
  });

  it('that is refused is not tried again', async () => {
    const room = await new FakeRoom().joined();
    const starting = rejection(room.client.startStreaming());
    const requestType = 'start-streaming';
    room.receive({ type: 'error', code: 'forbidden', message: 'No.', requestType });
    expect(await starting).toBe('forbidden');
    room.reconnect();
    room.receive(roomJoined({ recovered: true }));
    expect(asked(room)).toEqual([]);
  });

  it('that is refused when it is to go on is told of', async () => {
    const room = await new FakeRoom().joined();
    void room.client.startStreaming();
    room.receive(told('started', 2));
    room.reconnect();
    room.receive(roomJoined({ recovered: true }));
    const requestType = 'start-streaming';
    room.receive({ type: 'error', code: 'forbidden', message: 'No.', requestType });
    expect(room.eventsOf('error')).toEqual([{ code: 'forbidden', message: 'No.', requestType }]);
  });

  it('is asked for again after a while if there was too much', async () => {
    const room = await new FakeRoom().joined();
    const starting = room.client.startStreaming();
    const requestType = 'start-streaming';
    room.receive({ type: 'error', code: 'rate-limited', message: 'slow', requestType });
    room.platform.pass(1000);
    expect(asked(room)).toEqual(['start-streaming', 'start-streaming']);
    room.receive(told('started', 2));
    await starting;
  });

  it('that was given up before it was asked for is not asked for', async () => {
    const room = await new FakeRoom().joined();
    room.socket.end();
    const controller = new AbortController();
    const starting = rejection(room.client.startStreaming({ signal: controller.signal }));
    controller.abort();
    expect(await starting).toBe('aborted');
    room.platform.pass(250);
    room.welcome({ recovered: true });
    expect(asked(room)).toEqual([]);
  });

  it('that was given up afterwards is stopped', async () => {
    const room = await new FakeRoom().joined();
    const controller = new AbortController();
    const starting = rejection(room.client.startStreaming({ signal: controller.signal }));
    controller.abort();
    expect(await starting).toBe('aborted');
    expect(asked(room)).toEqual(['start-streaming', 'stop-streaming']);
    room.receive(told('started', 2), told('stopped', 3));
    expect(room.client.streams).toEqual([]);
  });
});
