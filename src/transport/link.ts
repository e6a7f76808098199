import type { WebSocket } from 'uWebSockets.js';

import type { ErrorCode } from '../errors/catalogue.js';
import type { MessageRate } from '../limits/message-rate.js';
import type {
  Connection,
  ConnectionRequest,
  Disconnection,
  Farewell,
  Notice,
  Session,
} from '../protocol.js';
import { checkedCloseCode, fitCloseReason } from './close-frame.js';
import type { LinkEnvironment, LinkOptions } from './port-options.js';
import type { Frame, TopicMember } from './topics.js';

const accepted = { kind: 'accepted' } as const;

const noTopics: readonly string[] = [];

/** What a native socket carries. One field only: its name must not be one of the socket's own methods. */
export interface SocketData {
  readonly link: Link;
}

/** How far a client is with reading. */
type Reading =
  | 'in-time'
  /** It was found to be slow, and its session is about to hear that. */
  | 'late'
  /** Its session knows, and waits for it. */
  | 'catching-up'
  /** Its session is about to close it, whatever waits. */
  | 'ending';

/** A connection that is over for its session, while its client has not read everything yet. */
interface Parting {
  readonly socket: WebSocket<SocketData>;
  readonly farewell: Farewell;
}

/** What a farewell takes, with room to spare; beyond the native limit it would be dropped. */
const farewellBytes = 4096;

/** One connection, from its upgrade to its end: joins the native socket to the protocol's session. */
export class Link implements Connection, TopicMember {
  readonly id: string;
  readonly request: ConnectionRequest;
  readonly isWelcome: boolean;
  readonly #environment: LinkEnvironment;
  readonly #rate: MessageRate | null;
  /** Null before the socket opens and after it closes: using a closed socket throws. */
  #socket: WebSocket<SocketData> | null = null;
  #session: Session | null = null;
  #disconnection: Disconnection | null = null;
  /** What it is to hear of when it reads in time: few, and a Set would be the largest thing here. */
  #topics = noTopics;
  #reading: Reading = 'in-time';
  /** Whether it was counted that too much waits for it, and left at that. */
  #isExcused = false;
  #parting: Parting | null = null;
  #isClosedHere = false;

  constructor(id: string, environment: LinkEnvironment, { request, isWelcome, rate }: LinkOptions) {
    this.id = id;
    this.#environment = environment;
    this.request = request;
    this.isWelcome = isWelcome;
    this.#rate = rate;
  }

  /** Whether everything that it is to get so far is with the operating system. */
  get isFlushed(): boolean {
    if (this.#parting !== null) return false;
    if (this.#socket === null) return true;
    return this.#reading === 'in-time' && this.#socket.getBufferedAmount() === 0;
  }

  /** How much waits in this process, so that its client reads it. */
  get queuedBytes(): number {
    const socket = this.#parting?.socket ?? this.#socket;
    return socket?.getBufferedAmount() ?? 0;
  }

  /** Whether it was closed by the server rather than by its client or by nobody. */
  get isClosedHere(): boolean {
    return this.#isClosedHere;
  }

  opened(socket: WebSocket<SocketData>): void {
    this.#socket = socket;
  }

  /** Hands the connection to its session, which may have closed it while it was being made. */
  attach(session: Session): void {
    if (this.#disconnection === null) this.#session = session;
    else session.closed(this.#disconnection);
  }

  /** @param now monotonic, in ms */
  receive(message: Uint8Array, now: number): void {
    if (this.#allows(now)) this.#session?.receive(message);
    else this.#environment.traffic?.dropped(message.byteLength);
  }

  /** A ping costs an answer, and so counts as a message. */
  pinged(now: number): void {
    this.#allows(now);
    this.look(false);
  }

  #allows(now: number): boolean {
    const verdict = this.#rate?.judge(now) ?? accepted;
    if (verdict.kind === 'accepted' || !this.#environment.refusesMessage()) return true;
    if (verdict.kind === 'ended') this.end({ code: 'flooding' });
    else if (verdict.kind === 'told') {
      this.#session?.notify({ code: 'rate-limited', retryAfterMs: verdict.retryAfterMs });
    }
    return false;
  }

  /** The native socket is gone: it hears nothing any more, but what it has said may still come. */
  detach(): void {
    this.#socket = null;
    this.#parting = null;
    this.#leaveTopics();
    this.#topics = noTopics;
  }

  /** To be called after `detach`, when nothing that it has said is still to come. */
  closed(disconnection: Disconnection): void {
    this.#leaveSession(disconnection);
  }

  /** Tells the client something that ends its connection. */
  end(notice: Notice): void {
    this.#leaveTopics();
    this.#reading = 'ending';
    this.#session?.end(notice);
  }

  send(frame: string, type: string): void {
    this.look(false);
    if (this.#isHeard && this.#socket !== null) this.#write(this.#socket, frame, type);
  }

  countReceived(type: string, bytes: number): void {
    this.#environment.traffic?.received(type, bytes);
  }

  countRejection(code: ErrorCode): void {
    this.#environment.traffic?.rejected(code);
  }

  close(code?: number, reason = ''): void {
    // Before the socket ends: that is told in the same call.
    if (this.#socket !== null) this.#isClosedHere = true;
    if (code === undefined) {
      this.#socket?.end();
      return;
    }
    this.#socket?.end(checkedCloseCode(code), fitCloseReason(reason));
  }

  subscribe(topic: string): void {
    if (this.#socket === null) return;
    // Not spread, which would leave room for sixteen more.
    if (!this.isSubscribed(topic)) this.#topics = this.#topics.concat(topic);
    if (this.#reading === 'in-time') this.#environment.topics.join(topic, this);
  }

  unsubscribe(topic: string): void {
    if (!this.isSubscribed(topic)) return;
    this.#topics = this.#topics.filter((each) => each !== topic);
    if (this.#reading === 'in-time') this.#leave(topic);
  }

  isSubscribed(topic: string): boolean {
    return this.#topics.includes(topic);
  }

  look(flush: boolean): void {
    const socket = this.#socket;
    if (socket === null || this.#reading !== 'in-time') return;
    // What the native module has gathered is written before anything that is sent directly.
    if (flush) socket.ping();
    if (socket.getBufferedAmount() <= this.#environment.backlog.slowBytes) {
      this.#isExcused = false;
    } else if (!this.#isExcused) {
      if (this.#environment.refusesBacklog()) this.#fallBehind();
      else this.#isExcused = true;
    }
  }

  subscribeNatively(topic: string): void {
    this.#socket?.subscribe(topic);
  }

  deliver(frame: Frame): void {
    this.#socket?.send(frame, false);
  }

  /** The native module may have dropped a frame. Nothing is to be done with the socket in this call. */
  dropped(): void {
    setImmediate(() => {
      if (this.#socket !== null && this.#reading === 'in-time') this.#fallBehind();
    });
  }

  /** Some of what waited is gone. */
  drained(): void {
    if (this.#parting !== null) this.#part(this.#parting);
    else if (this.#reading === 'catching-up') this.#catchUp();
  }

  /** Whether what is sent to it now is what comes next. */
  get #isHeard(): boolean {
    return this.#reading === 'in-time' || this.#reading === 'ending';
  }

  /** Gets nothing more, from this moment on, so that it misses nothing in between. */
  #fallBehind(): void {
    this.#environment.traffic?.fellBehind();
    this.#leaveTopics();
    this.#reading = 'late';
    // Its session may close it, which others hear of: not in the middle of something.
    setImmediate(() => {
      if (this.#reading === 'late') this.#overwhelmed();
    });
  }

  #overwhelmed(): void {
    const socket = this.#socket;
    const farewell = this.#session?.overwhelmed() ?? null;
    this.#reading = 'catching-up';
    if (socket !== null && farewell !== null) {
      this.#leaveSession({ goodbye: false });
      this.#parting = { socket, farewell };
    }
    this.drained();
  }

  #part({ socket, farewell }: Parting): void {
    const { nativeBytes } = this.#environment.backlog;
    if (socket.getBufferedAmount() > nativeBytes - farewellBytes) return;
    this.#parting = null;
    this.#isClosedHere = true;
    this.#write(socket, farewell.frame, farewell.type);
    socket.end(checkedCloseCode(farewell.closeCode), fitCloseReason(farewell.reason));
  }

  #write(socket: WebSocket<SocketData>, frame: string, type: string): void {
    socket.send(frame, false);
    this.#environment.traffic?.sent(type, Buffer.byteLength(frame));
  }

  #catchUp(): void {
    const socket = this.#socket;
    if (socket === null) return;
    if (socket.getBufferedAmount() > this.#environment.backlog.slowBytes) return;
    this.#reading = 'in-time';
    this.#session?.relieved();
    for (const topic of this.#topics) this.#environment.topics.join(topic, this);
  }

  #leaveSession(disconnection: Disconnection): void {
    if (this.#disconnection !== null) return;
    this.#disconnection = disconnection;
    this.detach();
    this.#session?.closed(disconnection);
    this.#session = null;
  }

  /** Hears of none of its topics, whatever they are. */
  #leaveTopics(): void {
    if (this.#reading !== 'in-time') return;
    for (const topic of this.#topics) this.#leave(topic);
  }

  #leave(topic: string): void {
    this.#socket?.unsubscribe(topic);
    this.#environment.topics.leave(topic, this);
  }
}
