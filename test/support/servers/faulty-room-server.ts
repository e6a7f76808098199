import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';

const request = z.object({
  type: z.string(),
  roomId: z.string(),
  userId: z.string(),
  content: z.string().optional(),
});

type Request = z.output<typeof request>;

/** A fault of a server with chat messages on their way to one member. */
export type ChatFault = (toSend: string, pass: (frame: string) => void) => void;

/** Gives every message to everybody, once and in order. */
export const noFault: ChatFault = (frame, pass) => pass(frame);

/** A room server of one room whose first member gets its chat messages as a fault wants them. */
export async function startFaultyServer(fault: ChatFault, omitFromLists = 0): Promise<string> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  const members = new Map<WebSocket, string>();
  server.on('connection', (socket) => {
    socket.on('close', () => members.delete(socket));
    socket.on('message', (data) => {
      // ws hands messages over as one Buffer unless it is told otherwise.
      const asked = request.parse(JSON.parse((data as Buffer).toString()));
      if (asked.type === 'join-room') join(members, socket, asked, omitFromLists);
      else tell(members, JSON.stringify(asked), fault);
    });
  });
  // It listens on TCP.
  return `ws://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

function join(
  members: Map<WebSocket, string>,
  socket: WebSocket,
  { roomId, userId }: Request,
  omit: number,
): void {
  members.set(socket, userId);
  const participants = [...members.values()].map((one) => ({ userId: one }));
  socket.send(JSON.stringify({ type: 'room-joined', roomId, userId, participants }));
  const listed = participants.slice(omit);
  const joined = JSON.stringify({ type: 'user-joined', userId, participants: listed });
  for (const other of members.keys()) if (other !== socket) other.send(joined);
}

function tell(members: ReadonlyMap<WebSocket, string>, frame: string, fault: ChatFault): void {
  for (const [index, socket] of [...members.keys()].entries()) {
    if (index === 0) fault(frame, (passed) => socket.send(passed));
    else socket.send(frame);
  }
}
