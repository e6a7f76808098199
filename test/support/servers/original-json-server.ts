import { once } from 'node:events';

import { onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';

/** The fields of a frame that the servers before this one read; anything else passes them by. */
interface Asked {
  readonly type?: unknown;
  readonly roomId?: Identifier;
  readonly userId?: Identifier;
  readonly userName?: string;
  readonly content?: unknown;
}

type Identifier = string | number;
type Room = Map<Identifier, Person>;

interface Person {
  readonly userId: Identifier;
  readonly userName: string;
  isStreaming: boolean;
  readonly socket: WebSocket;
}

/**
 * A room server as there were before this one: it knows no offsets, no errors
 * and no leaving, tells chat twice to who said it, and removes whoever has come
 * back when it sees the old connection end.
 */
export class OriginalJsonServer {
  readonly #server: WebSocketServer;
  readonly #rooms = new Map<Identifier, Room>();
  /** As whom a connection has joined last; that is all that is known of it. */
  readonly #joined = new Map<WebSocket, { readonly room: Room; readonly userId: Identifier }>();
  readonly #chatCopies: number;

  private constructor(server: WebSocketServer, chatCopies: number) {
    this.#server = server;
    this.#chatCopies = chatCopies;
    server.on('connection', (socket) => {
      socket.on('error', () => undefined);
      socket.on('message', (data) => {
        // ws hands messages over as one Buffer unless it is told otherwise.
        this.#receive(socket, (data as Buffer).toString());
      });
      socket.on('close', () => {
        this.#closed(socket);
      });
    });
  }

  /**
   * Listens on a port of this machine until the test is over.
   *
   * @param chatCopies how often a message comes to who said it
   */
  static async start({ port = 0, chatCopies = 2 } = {}): Promise<OriginalJsonServer> {
    const server = new WebSocketServer({ host: '127.0.0.1', port });
    await once(server, 'listening');
    const original = new OriginalJsonServer(server, chatCopies);
    onTestFinished(() => original.stop());
    return original;
  }

  get port(): number {
    const address = this.#server.address();
    if (typeof address !== 'object' || address === null) throw new Error('it does not listen');
    return address.port;
  }

  get url(): string {
    return `ws://127.0.0.1:${String(this.port)}`;
  }

  /** Ends every connection without a word. */
  dropAll(): void {
    for (const socket of this.#server.clients) socket.terminate();
  }

  async stop(): Promise<void> {
    this.dropAll();
    await new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
  }

  #receive(socket: WebSocket, text: string): void {
    const asked = parse(text);
    const { roomId, userId } = asked;
    if (asked.type === 'ping') tell(socket, { type: 'pong' });
    if (roomId === undefined || userId === undefined) return;
    switch (asked.type) {
      case 'join-room':
        this.#join(socket, roomId, userId, asked.userName ?? String(userId));
        return;
      case 'start-streaming':
        this.#setStreaming(roomId, userId, true);
        return;
      case 'stop-streaming':
        this.#setStreaming(roomId, userId, false);
        return;
      case 'chat-message':
        this.#say(socket, roomId, userId, asked.content);
        return;
      default:
    }
  }

  #join(socket: WebSocket, roomId: Identifier, userId: Identifier, userName: string): void {
    const room = this.#rooms.get(roomId) ?? new Map<Identifier, Person>();
    this.#rooms.set(roomId, room);
    this.#joined.set(socket, { room, userId });
    room.set(userId, { userId, userName, isStreaming: false, socket });
    const participants = listOf(room);
    tell(socket, { type: 'room-joined', roomId, userId, participants });
    for (const person of room.values()) {
      if (person.socket === socket) continue;
      tell(person.socket, { type: 'user-joined', userId, userName, participants });
    }
  }

  #setStreaming(roomId: Identifier, userId: Identifier, isStreaming: boolean): void {
    const room = this.#rooms.get(roomId);
    const person = room?.get(userId);
    if (room === undefined || person === undefined) return;
    person.isStreaming = isStreaming;
    const type = isStreaming ? 'user-streaming-started' : 'user-streaming-stopped';
    const frame = { type, userId, participants: listOf(room) };
    for (const { socket } of room.values()) tell(socket, frame);
  }

  #say(socket: WebSocket, roomId: Identifier, userId: Identifier, content: unknown): void {
    const room = this.#rooms.get(roomId);
    const person = room?.get(userId);
    if (room === undefined || person === undefined) return;
    const { userName } = person;
    const frame = { type: 'chat-message', userId, userName, content, timestamp: Date.now() };
    for (const other of room.values()) tell(other.socket, frame);
    for (let copy = 1; copy < this.#chatCopies; copy += 1) tell(socket, frame);
  }

  /** Removes whoever is there by the name that was joined with, even if it is on another connection by now. */
  #closed(socket: WebSocket): void {
    const joined = this.#joined.get(socket);
    this.#joined.delete(socket);
    if (joined?.room.delete(joined.userId) !== true) return;
    const { room, userId } = joined;
    const frame = { type: 'user-left', userId, participants: listOf(room) };
    for (const person of room.values()) tell(person.socket, frame);
  }
}

function listOf(room: Room): readonly object[] {
  return [...room.values()].map(({ userId, userName, isStreaming }) => ({
    userId,
    userName,
    isStreaming,
  }));
}

function tell(socket: WebSocket, frame: object): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
}

function parse(text: string): Asked {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
