import type { ClientOptions } from 'ws';

import { TestSocket } from './websocket.js';

/** A frame as it came from the server; tests compare what they care about. */
export type Frame = Readonly<Record<string, unknown>> & { readonly type: string };

type Name = string | number;

/** Someone who speaks the JSON protocol. */
export class JsonParticipant {
  readonly connection: TestSocket;
  #name: { readonly roomId: Name; readonly userId: Name } | null = null;

  private constructor(connection: TestSocket) {
    this.connection = connection;
  }

  /** Connects, and joins nothing yet. */
  static async connect(url: string, options?: ClientOptions): Promise<JsonParticipant> {
    const connection = new TestSocket(url, options);
    await connection.opened();
    return new JsonParticipant(connection);
  }

  /** Connects and joins; the answer has been taken. */
  static async join(url: string, roomId: Name, userId: Name): Promise<JsonParticipant> {
    const participant = await JsonParticipant.connect(url);
    await participant.join(roomId, userId);
    return participant;
  }

  /** @returns the room-joined frame */
  async join(roomId: Name, userId: Name, fields: object = {}): Promise<Frame> {
    this.#name = { roomId, userId };
    this.send({ type: 'join-room', userName: String(userId), ...this.#name, ...fields });
    return this.next('room-joined');
  }

  send(frame: object): void {
    this.connection.send(JSON.stringify(frame));
  }

  /** Sends a frame in the participant's own name. */
  act(type: string, fields: object = {}): void {
    this.send({ type, ...this.#name, ...fields });
  }

  /**
   * Takes the next frame.
   *
   * @throws Error if it is of another type: what comes between counts, too
   */
  async next(type: string): Promise<Frame> {
    const frame = parseFrame(await this.connection.texts.next());
    if (frame.type !== type) {
      throw new Error(`expected ${type}, but there came ${JSON.stringify(frame)}`);
    }
    return frame;
  }

  /** Takes every frame that was sent before the server read this call's ping. */
  async unread(): Promise<readonly Frame[]> {
    const { texts } = this.connection;
    this.send({ type: 'ping' });
    const frames: Frame[] = [];
    for (;;) {
      const frame = parseFrame(await texts.next());
      if (frame.type === 'pong') return frames;
      frames.push(frame);
    }
  }
}

/** userIds of the participants in a frame, in order. */
export function usersOf(frame: Frame): readonly unknown[] {
  const participants = frame['participants'];
  if (!Array.isArray(participants)) throw new Error(`no participants in ${JSON.stringify(frame)}`);
  return participants.map((one: unknown) =>
    typeof one === 'object' && one !== null && 'userId' in one ? one.userId : undefined,
  );
}

/** Reads a frame as it came from the server. */
export function parseFrame(text: string): Frame {
  const value: unknown = JSON.parse(text);
  if (!isFrame(value)) throw new Error(`not a frame: ${text.slice(0, 200)}`);
  return value;
}

function isFrame(value: unknown): value is Frame {
  return (
    typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
  );
}
