/**
 * A first attempt on uWebSockets.js: rooms in a Map, JSON.parse
 * of what comes in, and each event turned into JSON and published once, with
 * everybody in it if it is about who is there. There are no limits, no checks
 * and no ids.
 */

import uWS, { type WebSocket } from 'uWebSockets.js';

import type { Request } from './request.js';

interface Participant {
  readonly userId: string;
  readonly userName: string;
  readonly isStreaming: boolean;
}

interface Seat {
  roomId: string | null;
  userId: string;
}

const rooms = new Map<string, Map<string, Participant>>();

const app = uWS.App();
app.ws<Seat>('/*', {
  idleTimeout: 960,
  maxBackpressure: 1024 ** 3,
  upgrade: (response, request, context) => {
    response.upgrade<Seat>(
      { roomId: null, userId: '' },
      request.getHeader('sec-websocket-key'),
      request.getHeader('sec-websocket-protocol'),
      request.getHeader('sec-websocket-extensions'),
      context,
    );
  },
  message: (socket, message) => {
    // Whoever sends anything else harms itself alone.
    receive(socket, JSON.parse(Buffer.from(message).toString()) as Request);
  },
  close: (socket) => {
    leave(socket.getUserData());
  },
});
app.listen('127.0.0.1', 0, (listener) => {
  if (listener === false) throw new Error('no port is free');
  console.log(JSON.stringify({ msg: 'listening', json: uWS.us_socket_local_port(listener) }));
});

function receive(socket: WebSocket<Seat>, request: Request): void {
  const { type, roomId, userId, content } = request;
  const seat = socket.getUserData();
  if (type === 'join-room' && roomId !== undefined && userId !== undefined) {
    const { userName = userId } = request;
    const room = rooms.get(roomId) ?? new Map<string, Participant>();
    rooms.set(roomId, room.set(userId, { userId, userName, isStreaming: false }));
    seat.roomId = roomId;
    seat.userId = userId;
    const participants = [...room.values()];
    publish(roomId, { type: 'user-joined', userId, userName, participants });
    socket.subscribe(roomId);
    socket.send(JSON.stringify({ type: 'room-joined', roomId, userId, participants }));
  } else if (type === 'chat-message' && seat.roomId !== null) {
    const userName = rooms.get(seat.roomId)?.get(seat.userId)?.userName;
    const timestamp = Date.now();
    publish(seat.roomId, { type, userId: seat.userId, userName, content, timestamp });
  }
}

function leave({ roomId, userId }: Seat): void {
  const room = rooms.get(roomId ?? '');
  if (roomId === null || room === undefined) return;
  room.delete(userId);
  if (room.size === 0) rooms.delete(roomId);
  publish(roomId, { type: 'user-left', userId, participants: [...room.values()] });
}

function publish(roomId: string, frame: object): void {
  app.publish(roomId, JSON.stringify(frame), false);
}
