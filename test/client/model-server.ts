import { FakePlatform, type FakeWebSocket } from '../support/doubles/fake-web-socket.js';

/** The message of a client, as far as the model reads it. */
interface Asked {
  readonly type: string;
  readonly content?: unknown;
  readonly clientMessageId?: string;
  readonly recover?: { readonly epoch: string; readonly offset: number } | null;
}

interface Said {
  readonly offset: number;
  readonly frame: object;
}

/** A frame on its way to the client. Only those of room events may be lost or come twice. */
interface Frame {
  readonly isEvent: boolean;
  readonly frame: object;
}

export type Bystander = 'ben' | 'cem';

/**
 * One room of a Callboard server, told in a few lines: one client and others
 * who come, go and speak. Everything that is sent takes its time, both ways.
 */
export class ModelServer {
  readonly platform = new FakePlatform();
  /** All that was ever said, over all incarnations of the room. */
  readonly said: { readonly messageId: string; readonly content: unknown }[] = [];
  #epoch = 1;
  #offset = 0;
  #history: readonly Said[] = [];
  /** Of the newest message that is not kept any more. */
  #forgottenOffset = 0;
  readonly #ids = new Map<string, Said>();
  #present: readonly { readonly userId: string; readonly isStreaming: boolean }[] = [];
  /** Whether the client is in the room. */
  #isSeated = false;
  #toClient: readonly Frame[] = [];
  /** The number of frames of the newest connection that were read. */
  #read = 0;
  #connection: FakeWebSocket | null = null;

  get roster(): readonly string[] {
    return this.#present.map(({ userId }) => userId);
  }

  /** A moment passes: accepts what connects, reads the client's next frame, delivers the next to it. */
  step(): void {
    this.platform.pass(50);
    const socket = this.platform.sockets.at(-1);
    if (this.#connection !== null && this.#connection.state === 'over') this.#leave();
    if (socket?.state === 'connecting') this.#accept(socket);
    if (socket?.state !== 'open') return;
    const asked = socket.sent[this.#read];
    if (asked !== undefined) {
      this.#read += 1;
      // The client sends frames of the protocol.
      this.#answer(asked as Asked);
    }
    const [next, ...others] = this.#toClient;
    this.#toClient = others;
    if (next !== undefined) socket.receive(next.frame);
  }

  /** Runs until nothing is on its way any more. */
  settle(): void {
    for (let round = 0; round < 800; round += 1) this.step();
  }

  /** The connection is lost, and all that was on its way. */
  cut(): void {
    const socket = this.#connection;
    this.#leave();
    socket?.end();
  }

  /** The server ends and another one starts, which knows nothing. */
  restart(): void {
    this.#present = [];
    this.#isSeated = false;
    this.#reopen();
    this.cut();
  }

  /** The history goes, as if for its age. */
  forget(): void {
    this.#forgottenOffset = this.#history.at(-1)?.offset ?? this.#forgottenOffset;
    this.#history = [];
  }

  /** One frame on its way never comes. */
  lose(): void {
    const lost = this.#toClient.find(({ isEvent }) => isEvent);
    this.#toClient = this.#toClient.filter((frame) => frame !== lost);
  }

  /** One frame on its way comes twice. */
  double(): void {
    const doubled = this.#toClient.find(({ isEvent }) => isEvent);
    this.#toClient = this.#toClient.flatMap((frame) =>
      frame === doubled ? [frame, frame] : [frame],
    );
  }

  /** Somebody else comes, or goes if it is there. */
  toggle(userId: Bystander): void {
    if (this.roster.includes(userId)) {
      this.#present = this.#present.filter((other) => other.userId !== userId);
      this.#tell('user-left', userId, { reason: 'left' });
    } else {
      this.#present = [...this.#present, { userId, isStreaming: false }];
      this.#tell('user-joined', userId, { userName: userId });
    }
  }

  say(userId: Bystander, content: unknown): void {
    this.#say(userId, content, undefined);
  }

  #accept(socket: FakeWebSocket): void {
    this.#leave();
    this.#connection = socket;
    this.#read = 0;
    this.#toClient = [];
    socket.open();
  }

  #answer(asked: Asked): void {
    if (asked.type === 'join-room') this.#join(asked);
    else if (asked.type === 'ping') this.#send({ type: 'pong' });
    else if (asked.type === 'sync-room') this.#send({ type: 'room-state', ...this.#state() });
    else if (asked.type === 'chat-message') this.#say('ada', asked.content, asked.clientMessageId);
    else if (asked.type === 'start-streaming') {
      this.#present = this.#present.map((one) =>
        one.userId === 'ada' ? { ...one, isStreaming: true } : one,
      );
      this.#tell('user-streaming-started', 'ada', { streamName: 'ada' });
    }
  }

  #join({ recover }: Asked): void {
    this.#present = [...this.#present, { userId: 'ada', isStreaming: false }];
    this.#offset += 1;
    const isSame = recover?.epoch === String(this.#epoch);
    const missed = this.#history.filter(({ offset }) => offset > (recover?.offset ?? 0));
    const recovered = isSame && this.#forgottenOffset <= recover.offset;
    this.#isSeated = true;
    const answer = recover ? { recovered, recoveryFailure: isSame ? 'gap' : 'epoch-changed' } : {};
    const userId = 'ada';
    this.#send({ type: 'room-joined', userId, roomName: 'lobby', ...answer, ...this.#state() });
    if (recovered) for (const { frame } of missed) this.#send(frame);
  }

  #state(): object {
    const participants = this.#present.map((one) => ({ ...one, userName: one.userId }));
    return { roomId: 'lobby', epoch: String(this.#epoch), offset: this.#offset, participants };
  }

  #leave(): void {
    this.#connection = null;
    this.#toClient = [];
    if (!this.#isSeated) return;
    this.#isSeated = false;
    this.#present = this.#present.filter(({ userId }) => userId !== 'ada');
    this.#offset += 1;
    if (this.#present.length === 0) this.#reopen();
  }

  #reopen(): void {
    this.#epoch += 1;
    this.#offset = 0;
    this.#forgottenOffset = 0;
    this.#history = [];
    this.#ids.clear();
  }

  #say(userId: string, content: unknown, clientMessageId: string | undefined): void {
    const before = clientMessageId === undefined ? undefined : this.#ids.get(clientMessageId);
    if (before !== undefined) {
      this.#send(before.frame);
      return;
    }
    if (!this.roster.includes(userId)) return;
    const offset = this.#offset + 1;
    const messageId = `${String(this.#epoch)}-${String(offset)}`;
    const frame = this.#tell('chat-message', userId, {
      content,
      messageId,
      timestamp: offset,
      userName: userId,
      ...(clientMessageId === undefined ? {} : { clientMessageId }),
    });
    const said = { offset, frame };
    this.#history = [...this.#history, said];
    if (this.#history.length > 5) {
      this.#forgottenOffset = this.#history[0]!.offset;
      this.#history = this.#history.slice(1);
    }
    if (clientMessageId !== undefined) this.#ids.set(clientMessageId, said);
    this.said.push({ messageId, content });
  }

  #tell(type: string, userId: string, more: object): object {
    this.#offset += 1;
    const frame = { type, roomId: 'lobby', userId, offset: this.#offset, ...more };
    if (this.#isSeated) this.#toClient = [...this.#toClient, { isEvent: true, frame }];
    return frame;
  }

  #send(frame: object): void {
    this.#toClient = [...this.#toClient, { isEvent: false, frame }];
  }
}
