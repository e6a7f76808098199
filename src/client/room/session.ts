import { Emitter } from './emitter.js';
import { platformEnvironment } from '../connection/environment.js';
import { isPassing } from './passing.js';
import { RoomSender, ping } from './sender.js';
import { type FrameHandler, route } from '../wire/frame-router.js';
import {
  type Incoming,
  type IncomingChat,
  type IncomingError,
  type IncomingPresence,
  type IncomingRoomJoined,
  parseFrame,
} from '../wire/incoming.js';
import {
  type Identity,
  joinFrame,
  type Outgoing,
  signalFrame,
  writeMessage,
} from '../wire/outgoing.js';
import { type Listing, Listings } from './listings.js';
import { PacedSender } from '../connection/paced-sender.js';
import type { Pending } from './pending.js';
import { ReconnectingSocket, type Retry } from '../connection/reconnecting-socket.js';
import { RoomError } from '../room-error.js';
import { KnownRoom } from './known-room.js';
import type { StreamingRequest } from './streaming.js';
import type {
  ChatMessage,
  ClientEnvironment,
  CloseReason,
  Identifier,
  RoomClientOptions,
  RoomState,
  Signal,
} from '../types.js';

type Joining = Pending<void>;

/** The conversation of a client and a server, over one connection after the other. */
export class RoomSession {
  readonly emitter = new Emitter();
  readonly #sender: RoomSender;
  readonly #pacedSender: PacedSender;
  known: KnownRoom;
  state: RoomState = { status: 'idle' };
  readonly #options: RoomClientOptions;
  readonly #environment: ClientEnvironment;
  readonly #socket: ReconnectingSocket;
  readonly #identity: Identity;
  readonly #joins = new Set<Joining>();
  readonly #listings = new Listings();
  /** Whether the room is wanted, or the lobby alone. */
  #wantsRoom = false;
  /** Whether this connection has joined. */
  #isSeated = false;
  #resumeToken: string | undefined;
  /** As last heard, or as it is to be called. */
  #roomName: Identifier | undefined;
  readonly #frameHandler: FrameHandler = {
    joined: (frame) => this.#joined(frame),
    joinRefused: ({ error, message }) => this.#joinRefused(error, message, null),
    listed: (frame) => this.#listings.answer(frame),
    refused: (frame) => this.#refused(frame),
    ponged: () => this.#sender.ponged(),
    heard: (frame) => this.#heard(frame),
    changed: (frame) => this.#changed(frame),
    synced: (frame) => {
      if (this.known.stateAs(frame)) this.#sync();
    },
    signalled: (event) => this.emitter.add(['signal', event]),
  };

  /** @throws TypeError if no WebSocket was handed in and the platform has none */
  constructor(url: string, options: RoomClientOptions) {
    const { roomId, roomName, userId, environment } = options;
    this.#roomName = roomName;
    this.#options = options;
    this.#identity = { roomId, userId };
    this.#environment = environment ?? platformEnvironment;
    this.#pacedSender = new PacedSender(this.#environment, (text) => this.#socket.send(text));
    this.#sender = new RoomSender(this.#identity, this.#environment, (text) =>
      this.#pacedSender.send(text),
    );
    this.known = this.#nothingKnown();
    this.#socket = new ReconnectingSocket(
      url,
      {
        opened: () => this.#opened(),
        received: (text) => this.#received(text),
        retrying: (retry) => this.#retrying(retry),
        ended: (reason) => void this.#close(reason),
      },
      { ...options, ping },
    );
  }

  join(joining: Joining): void {
    if (this.#isSeated) {
      joining.resolve();
      return;
    }
    if (!this.#wantsRoom) this.#enter();
    this.#joins.add(joining);
    this.emitter.tell();
  }

  giveUpJoin(joining: Joining): void {
    this.#joins.delete(joining);
    const isWanted = this.#joins.size > 0 || this.known.room !== null;
    if (this.#wantsRoom && !isWanted) void this.leave('aborted');
  }

  list(listing: Listing): void {
    this.#socket.start();
    this.#listings.add(listing);
    if (this.#socket.isOpen) this.#send({ type: 'list-rooms' });
    else if (!this.#wantsRoom) this.#connecting();
    this.emitter.tell();
  }

  giveUpList(): void {
    if (!this.#socket.isOpen) this.#stopUnlessWanted();
    this.emitter.tell();
  }

  /** @throws RoomError if it is no JSON value, or the client in no room and on its way to none */
  say(content: unknown, pending: Pending<ChatMessage>): void {
    this.#expectRoom();
    const written = writeMessage(this.#identity, content, this.#environment.nextId());
    this.#sender.outbox.add({ ...written, pending });
    this.#sender.run();
  }

  giveUpSaying(pending: Pending<ChatMessage>): void {
    this.#sender.outbox.giveUp(pending);
  }

  /** @throws RoomError if the client is in no room and on its way to none */
  stream(request: StreamingRequest): void {
    this.#expectRoom();
    this.#sender.streaming.ask(request);
    this.#sender.run();
  }

  giveUpStreaming(pending: Pending<void>): void {
    this.#sender.streaming.giveUp(pending);
    this.#sender.run();
  }

  signal(toUserId: Identifier, signal: Signal): void {
    if (!this.#isSeated) return;
    this.#pacedSender.send(JSON.stringify(signalFrame(this.#identity, toUserId, signal)));
  }

  leave(reason: CloseReason): Promise<void> {
    if (this.#isSeated) this.#send({ type: 'leave-room', ...this.#identity });
    return this.#close(reason);
  }

  /** For the first time, or anew after having left. */
  #enter(): void {
    this.#socket.start();
    this.#wantsRoom = true;
    this.known = this.#nothingKnown();
    this.#connecting();
    if (this.#socket.isOpen) this.#sendJoin();
  }

  #connecting(): void {
    if (this.state.status !== 'reconnecting') this.#setState({ status: 'connecting' });
  }

  #opened(): void {
    if (this.#wantsRoom) this.#sendJoin();
    else this.#setState({ status: 'idle' });
    for (let n = this.#listings.size; n > 0; n -= 1) this.#send({ type: 'list-rooms' });
    this.emitter.tell();
  }

  #retrying(retry: Retry): void {
    this.#isSeated = false;
    this.#pacedSender.end();
    this.#sender.suspend();
    this.#setState({ status: 'reconnecting', ...retry });
    this.#stopUnlessWanted();
    this.emitter.tell();
  }

  #stopUnlessWanted(): void {
    this.#listings.forgetSettled();
    if (this.#wantsRoom || this.#listings.size > 0) return;
    void this.#socket.stop();
    this.#setState({ status: 'idle' });
  }

  #received(text: string): void {
    const frame = parseFrame(text);
    if (frame !== null && this.#isOurs(frame)) route(frame, this.#isSeated, this.#frameHandler);
    this.emitter.tell();
  }

  /** A server that keeps somebody in two rooms tells of both. */
  #isOurs(frame: Incoming): boolean {
    const roomId = 'roomId' in frame ? frame.roomId : undefined;
    return roomId === undefined || roomId === this.#identity.roomId;
  }

  #joined(frame: IncomingRoomJoined): void {
    if (!this.#wantsRoom) return;
    this.#isSeated = true;
    this.#resumeToken = frame.resumeToken;
    this.#roomName = frame.roomName ?? this.#roomName;
    this.#setState({ status: 'joined' });
    const room = this.known.joined(frame);
    this.#pacedSender.begin(room.limits);
    for (const joining of this.#joins) joining.resolve();
    this.#joins.clear();
    const { userId } = this.#identity;
    const own = this.known.participants.find((participant) => participant.userId === userId);
    this.#sender.resume(room, own?.isStreaming === true);
  }

  #heard(frame: IncomingChat): void {
    const { outbox } = this.#sender;
    const isOwn = frame.userId === this.#identity.userId;
    if (isOwn && outbox.isSecondCopy(frame)) return;
    const { message, isGap } = this.known.chat(frame);
    if (isGap) this.#sync();
    if (!isOwn) return;
    outbox.acknowledged(frame)?.pending.resolve(message);
    this.#sender.run();
  }

  #changed(frame: IncomingPresence): void {
    if (this.known.presence(frame)) this.#sync();
    if (frame.userId !== this.#identity.userId) return;
    const { streaming } = this.#sender;
    if (frame.type === 'user-streaming-started') streaming.happened('start-streaming');
    else if (frame.type === 'user-streaming-stopped') streaming.happened('stop-streaming');
  }

  #joinRefused(code: string, message: string | undefined, retryAfterMs: number | null): void {
    if (!this.#wantsRoom || this.#isSeated) return;
    // One's own old connection may look alive for a while.
    const isOldSelf = code === 'user-id-in-use' && this.known.room !== null;
    if (isOldSelf || isPassing(code)) {
      this.#socket.note(code, retryAfterMs);
      this.#socket.drop(code);
    } else void this.#close(code, message);
  }

  #refused(frame: IncomingError): void {
    const { code, message = code, requestType = null, retryAfterMs = null } = frame;
    const error = new RoomError(code, message);
    if (requestType === null) this.#socket.note(code, retryAfterMs);
    if (code === 'replaced') void this.#close(code, message);
    else if (requestType === 'join-room') this.#joinRefused(code, message, retryAfterMs);
    else if (requestType === 'list-rooms') this.#listings.refuse(error);
    else if (!this.#sender.refused(requestType, error, retryAfterMs)) {
      this.emitter.add(['error', { code, message, requestType }]);
    }
  }

  #sendJoin(): void {
    this.#send(joinFrame(this.#options, this.#roomName, this.known.seenSoFar, this.#resumeToken));
    this.#socket.expectAnswer();
  }

  /** Something is missing: changes of the roster, messages, answers. */
  #sync(): void {
    this.#send({ type: 'sync-room', roomId: this.#identity.roomId });
    this.#sender.repeat();
  }

  #send(frame: Outgoing): void {
    this.#socket.send(JSON.stringify(frame));
  }

  #close(reason: CloseReason, message?: string): Promise<void> {
    const stopped = this.#socket.stop();
    const error = new RoomError(reason === 'left' ? 'closed' : reason, message);
    this.#wantsRoom = false;
    this.#isSeated = false;
    this.#resumeToken = undefined;
    this.#pacedSender.end();
    this.#sender.cancel(error);
    for (const joining of this.#joins) joining.reject(error);
    this.#joins.clear();
    this.#listings.rejectAll(error);
    if (this.state.status !== 'closed') this.#setState({ status: 'closed', reason });
    this.emitter.tell();
    return stopped;
  }

  /** @throws RoomError if the client is in no room and on its way to none */
  #expectRoom(): void {
    if (!this.#wantsRoom) {
      throw new RoomError(this.state.status === 'closed' ? 'closed' : 'not-joined');
    }
  }

  #setState(state: RoomState): void {
    if (JSON.stringify(state) === JSON.stringify(this.state)) return;
    this.state = state;
    this.emitter.add(['state', state]);
  }

  #nothingKnown(): KnownRoom {
    return new KnownRoom(this.#options.maxMessages ?? 1000, (...events) => {
      this.emitter.add(...events);
    });
  }
}
