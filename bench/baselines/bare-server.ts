/**
 * The limit inside uWebSockets.js: whoever sends `join-room` is subscribed to
 * that room, and every message is published to the sender's room as it came.
 * There are no participants, no checks and no ids.
 */

import uWS from 'uWebSockets.js';

interface Seat {
  roomId: string | null;
}

const app = uWS.App();
app.ws<Seat>('/*', {
  idleTimeout: 960,
  maxBackpressure: 1024 ** 3,
  upgrade: (response, request, context) => {
    response.upgrade<Seat>(
      { roomId: null },
      request.getHeader('sec-websocket-key'),
      request.getHeader('sec-websocket-protocol'),
      request.getHeader('sec-websocket-extensions'),
      context,
    );
  },
  message: (socket, message, isBinary) => {
    const seat = socket.getUserData();
    if (seat.roomId === null) {
      seat.roomId = roomIn(Buffer.from(message).toString());
      if (seat.roomId !== null) socket.subscribe(seat.roomId);
    }
    if (seat.roomId !== null) app.publish(seat.roomId, message, isBinary);
  },
});
app.listen('127.0.0.1', 0, (listener) => {
  if (listener === false) throw new Error('no port is free');
  console.log(JSON.stringify({ msg: 'listening', json: uWS.us_socket_local_port(listener) }));
});

function roomIn(text: string): string | null {
  return /"roomId":"(?<room>[^"]+)"/.exec(text)?.groups?.['room'] ?? null;
}
