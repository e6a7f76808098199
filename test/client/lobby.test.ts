import { describe, expect, it } from 'vitest';

import { FakeRoom, rejection, roomJoined } from './fake-room.js';

const room1 = {
  roomId: 'one',
  roomName: 'One',
  participantCount: 2,
  streamCount: 1,
  hasPassword: false,
};
const rooms = [room1, { ...room1, roomId: 'two', hasPassword: true }];

describe('the rooms of a server', () => {
  it('are listed without joining any', async () => {
    const room = new FakeRoom();
    const listing = room.client.listRooms();
    expect(room.client.state).toEqual({ status: 'connecting' });
    room.socket.open();
    expect(room.socket.sent).toEqual([{ type: 'list-rooms' }]);
    expect(room.client.state).toEqual({ status: 'idle' });
    room.receive({ type: 'rooms-list', rooms });
    expect(await listing).toEqual(rooms);
  });

  it('are listed without a count of streams where the server does not tell', async () => {
    const room = new FakeRoom();
    const listing = room.client.listRooms();
    room.socket.open();
    room.receive({ type: 'rooms-list', rooms: [{ ...room1, streamCount: undefined }] });
    expect(await listing).toEqual([{ ...room1, streamCount: null }]);
  });

  it('are listed to somebody who is in one', async () => {
    const room = await new FakeRoom().joined();
    const listing = room.client.listRooms();
    room.receive({ type: 'rooms-list', rooms });
    expect(await listing).toEqual(rooms);
    expect(room.states).toEqual([]);
  });

  it('are listed in the order of the asking', async () => {
    const room = await new FakeRoom().joined();
    const listings = [room.client.listRooms(), room.client.listRooms()];
    room.receive({ type: 'rooms-list', rooms: [] }, { type: 'rooms-list', rooms });
    expect(await Promise.all(listings)).toEqual([[], rooms]);
  });

  it('are asked for again over a new connection', async () => {
    const room = new FakeRoom();
    const listing = room.client.listRooms();
    room.socket.end();
    expect(room.client.state).toMatchObject({ status: 'reconnecting' });
    room.platform.pass(250);
    room.socket.open();
    room.receive({ type: 'rooms-list', rooms });
    expect(await listing).toEqual(rooms);
    expect(room.client.state).toEqual({ status: 'idle' });
  });

  it('can be given up, and then nobody connects for them', async () => {
    const room = new FakeRoom();
    const controller = new AbortController();
    const listing = rejection(room.client.listRooms({ signal: controller.signal }));
    room.socket.end();
    controller.abort();
    expect(await listing).toBe('aborted');
    expect(room.client.state).toEqual({ status: 'idle' });
    expect(room.platform).toMatchObject({ alarms: 0, wakeListeners: 0 });
  });

  it('that were given up do not answer the next question', async () => {
    const room = await new FakeRoom().joined();
    const controller = new AbortController();
    const given = rejection(room.client.listRooms({ signal: controller.signal }));
    controller.abort();
    const listing = room.client.listRooms();
    room.receive({ type: 'rooms-list', rooms: [] }, { type: 'rooms-list', rooms });
    expect(await given).toBe('aborted');
    expect(await listing).toEqual(rooms);
  });

  it('are refused with the code of the server', async () => {
    const room = new FakeRoom();
    const listing = rejection(room.client.listRooms());
    room.socket.open();
    const requestType = 'list-rooms';
    room.receive({ type: 'error', code: 'unauthorized', message: 'Who?', requestType });
    expect(await listing).toBe('unauthorized');
  });

  it('need no new connection when nobody asks any more', async () => {
    const room = new FakeRoom();
    const listing = room.client.listRooms();
    room.socket.open();
    room.receive({ type: 'rooms-list', rooms });
    await listing;
    room.socket.end();
    expect(room.client.state).toEqual({ status: 'idle' });
    room.platform.pass(60_000);
    expect(room.platform.sockets).toHaveLength(1);
  });

  it('are looked at over the connection that then joins one', async () => {
    const room = new FakeRoom();
    const listing = room.client.listRooms();
    room.socket.open();
    room.receive({ type: 'rooms-list', rooms });
    await listing;
    const joining = room.client.join();
    expect(room.client.state).toEqual({ status: 'connecting' });
    expect(room.socket.sent.at(-1)).toMatchObject({ type: 'join-room' });
    room.receive(roomJoined());
    await joining;
    expect(room.platform.sockets).toHaveLength(1);
  });

  it('can be listed after having left', async () => {
    const room = await new FakeRoom().joined();
    await room.client.leave();
    const listing = room.client.listRooms();
    room.socket.open();
    room.receive({ type: 'rooms-list', rooms });
    expect(await listing).toEqual(rooms);
    await room.client.leave();
    expect(room.client.state).toEqual({ status: 'closed', reason: 'left' });
  });
});
