import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';

const request = z.object({
  type: z.string(),
  userId: z.string(),
  userName: z.string().optional(),
  resumeToken: z.string().optional(),
  streamName: z.string().optional(),
  content: z.string().optional(),
});

type Request = z.output<typeof request>;

export interface Participant {
  readonly userId: string;
  readonly userName: string;
  readonly isStreaming: boolean;
  readonly streamName?: string | undefined;
}

/** Something that one member is to be told. */
export interface ToldFrame {
  readonly type: string;
  readonly userId: string;
  readonly streamName?: string | undefined;
  readonly participants?: readonly Participant[];
  readonly resumeToken?: string;
  readonly content?: string | undefined;
}

/** Tells a member something instead of a frame, which is told alone by a server that is right. */
export type Telling = (
  frame: ToldFrame,
  to: string,
  /** Ends the member's connection without a word. */
  cut: () => void,
) => readonly ToldFrame[];

/** Tells everybody everything. */
export const everything: Telling = (frame) => [frame];

interface Member {
  readonly socket: WebSocket;
  participant: Participant;
}

/**
 * A server of one room, without lists in its events.
 *
 * @param telling what it does wrong
 * @param resumeToken given to whoever joins, and good for nothing; null: none
 * @returns its URL
 */
export async function startEventsServer(
  telling: Telling,
  resumeToken: string | null = null,
): Promise<string> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  const members = new Map<string, Member>();
  const tell = ({ socket, participant }: Member, frame: ToldFrame): void => {
    const told = telling(frame, participant.userId, () => socket.terminate());
    for (const one of told) socket.send(JSON.stringify(one));
  };
  const tellAll = (frame: ToldFrame, but: string | null = null): void => {
    for (const [userId, member] of members) if (userId !== but) tell(member, frame);
  };

  function receive(socket: WebSocket, { type, userId, ...asked }: Request): void {
    const { userName = userId, streamName, content } = asked;
    if (type === 'join-room') {
      const member = { socket, participant: { userId, userName, isStreaming: false } };
      members.set(userId, member);
      const participants = [...members.values()].map(({ participant }) => participant);
      const token = resumeToken === null ? {} : { resumeToken };
      tell(member, { type: 'room-joined', userId, participants, ...token });
      tellAll({ type: 'user-joined', userId }, userId);
    } else if (type === 'chat-message') tellAll({ type, userId, content });
    else change(userId, type === 'start-streaming', streamName);
  }

  function change(userId: string, isStreaming: boolean, streamName: string | undefined): void {
    const member = members.get(userId);
    if (member === undefined) return;
    const ended = member.participant.streamName;
    const { userName } = member.participant;
    const stream = isStreaming ? { streamName } : {};
    member.participant = { userId, userName, isStreaming, ...stream };
    const type = `user-streaming-${isStreaming ? 'started' : 'stopped'}`;
    tellAll({ type, userId, streamName: isStreaming ? streamName : ended });
  }

  server.on('connection', (socket) => {
    let userId: string | null = null;
    socket.on('error', () => undefined);
    socket.on('message', (data) => {
      // ws hands messages over as one Buffer unless it is told otherwise.
      const asked = request.parse(JSON.parse((data as Buffer).toString()));
      userId = asked.userId;
      receive(socket, asked);
    });
    socket.on('close', () => {
      if (userId === null || members.get(userId)?.socket !== socket) return;
      members.delete(userId);
      tellAll({ type: 'user-left', userId });
    });
  });
  // It listens on TCP.
  return `ws://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}
