/**
 * A room server of the design that Callboard replaces, for comparison: each
 * event is turned into JSON once for every receiver and sent to each by
 * itself, presence events carry everybody, and every change of a Red5 room
 * sends the whole list to all. It has no limits and checks nothing.
 */

import type { AddressInfo } from 'node:net';

import { WebSocket, WebSocketServer } from 'ws';

import type { Request } from './request.js';

interface Participant {
  readonly userId: string;
  readonly userName: string;
  isStreaming: boolean;
}

type Room = Map<WebSocket, Participant>;

/** With it nobody is told of joins: a large room fills in seconds instead of minutes. */
const tellsPresence = !process.argv.includes('--no-presence');

const rooms = new Map<string, Room>();
const seats = new Map<WebSocket, { readonly roomId: string; readonly room: Room }>();
const conferences = new Map<string, Map<WebSocket, string>>();

const jsonServer = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
const red5Server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });

jsonServer.on('connection', (socket) => {
  socket.on('error', () => undefined);
  socket.on('message', (data) => {
    // ws hands messages over as one Buffer; whoever sends anything else harms itself alone.
    receive(socket, JSON.parse((data as Buffer).toString()) as Request);
  });
  socket.on('close', () => leave(socket));
});

red5Server.on('connection', (socket, request) => {
  const { searchParams } = new URL(request.url ?? '/', 'ws://localhost');
  const name = searchParams.get('room') ?? '';
  const members = conferences.get(name) ?? new Map<WebSocket, string>();
  conferences.set(name, members);
  members.set(socket, searchParams.get('streamName') ?? '');
  tellStreams(name, members);
  socket.on('error', () => undefined);
  socket.on('close', () => {
    members.delete(socket);
    if (members.size === 0) conferences.delete(name);
    tellStreams(name, members);
  });
});

function receive(socket: WebSocket, { type, roomId, userId, userName, content }: Request): void {
  if (type === 'join-room' && roomId !== undefined && userId !== undefined) {
    const room = rooms.get(roomId) ?? new Map<WebSocket, Participant>();
    rooms.set(roomId, room);
    room.set(socket, { userId, userName: userName ?? userId, isStreaming: false });
    seats.set(socket, { roomId, room });
    const participants = [...room.values()];
    send(socket, { type: 'room-joined', roomId, userId, participants });
    if (!tellsPresence) return;
    for (const other of room.keys()) {
      if (other !== socket) send(other, { type: 'user-joined', userId, userName, participants });
    }
    return;
  }
  if (stream(socket, type)) return;
  const seat = seats.get(socket);
  if (type === 'chat-message' && seat !== undefined) {
    const name = seat.room.get(socket)?.userName;
    const timestamp = Date.now();
    for (const other of seat.room.keys()) {
      send(other, { type: 'chat-message', userId, userName: name, content, timestamp });
    }
  }
}

function leave(socket: WebSocket): void {
  const seat = seats.get(socket);
  if (seat === undefined) return;
  const userId = seat.room.get(socket)?.userId;
  seats.delete(socket);
  seat.room.delete(socket);
  if (seat.room.size === 0) rooms.delete(seat.roomId);
  for (const other of seat.room.keys()) {
    send(other, { type: 'user-left', userId, participants: [...seat.room.values()] });
  }
}

function tellStreams(room: string, members: ReadonlyMap<WebSocket, string>): void {
  for (const socket of members.keys()) send(socket, { room, streams: [...members.values()] });
}

/** @returns false if that is no request about streaming */
function stream(socket: WebSocket, type: unknown): boolean {
  if (type !== 'start-streaming' && type !== 'stop-streaming') return false;
  const room = seats.get(socket)?.room;
  const participant = room?.get(socket);
  if (room === undefined || participant === undefined) return true;
  participant.isStreaming = type === 'start-streaming';
  const event = participant.isStreaming ? 'user-streaming-started' : 'user-streaming-stopped';
  for (const other of room.keys()) {
    send(other, { type: event, userId: participant.userId, participants: [...room.values()] });
  }
  return true;
}

/** As it was done: the text is made anew for each receiver. */
function send(socket: WebSocket, frame: object): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
}

let listening = 0;
for (const server of [jsonServer, red5Server]) {
  server.on('listening', () => {
    listening += 1;
    if (listening < 2) return;
    // Both listen on TCP.
    const [json, red5] = [jsonServer, red5Server].map((one) => (one.address() as AddressInfo).port);
    console.log(JSON.stringify({ msg: 'listening', json, red5 }));
  });
}
