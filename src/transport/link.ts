import type { ErrorCode } from '../errors/catalogue.js';
import type { MessageRate } from '../limits/message-rate.js';
import type { Connection, ConnectionRequest, Disconnection, Notice, Session } from '../protocol.js';
import { checkedCloseCode, fitCloseReason } from './close-frame.js';
import {
  type CatchingUp,
  type InTime,
  isOpen,
  isSentAway,
  type Late,
  type LinkSocket,
  type LinkState,
  nobody,
  type OpenState,
  type Parting,
  sessionOf,
} from './link-state.js';
import { nativeText } from './native-text.js';
import type { LinkEnvironment, LinkOptions } from './port-options.js';
import type { FrameData, TopicMember } from './topics.js';

const accepted = { kind: 'accepted' } as const;

const noTopics: readonly string[] = [];

/** The data that a native socket carries. One field only: its name must not be one of the socket's own methods. */
export interface SocketData {
  readonly link: Link;
}

/** The bytes that a farewell takes, with room to spare; beyond the native limit it would be dropped. */
const farewellBytes = 4096;

/** One connection, from its upgrade to its end: joins the native socket to the protocol's session. */
export class Link implements Connection, TopicMember {
  readonly id: string;
  readonly request: ConnectionRequest;
  readonly isWelcome: boolean;
  readonly #environment: LinkEnvironment;
  readonly #rate: MessageRate | null;
  #state: LinkState = { kind: 'upgrading' };
  /** The topics it is to hear of when it reads in time: few, and a Set would be the largest thing here. */
  #topics = noTopics;

  constructor(id: string, environment: LinkEnvironment, { request, isWelcome, rate }: LinkOptions) {
    this.id = id;
    this.#environment = environment;
    this.request = request;
    this.isWelcome = isWelcome;
    this.#rate = rate;
  }

  /** Whether everything that it is to get so far is with the operating system. */
  get isFlushed(): boolean {
    const state = this.#state;
    if (state.kind === 'in-time') return state.socket.getBufferedAmount() === 0;
    return !isOpen(state) && state.kind !== 'parting';
  }

  /** Whether the server is closing it, rather than that its client does or nobody. */
  get isClosing(): boolean {
    return this.#state.kind === 'closing';
  }

  opened(socket: LinkSocket): void {
    this.#state = { kind: 'in-time', socket, session: nobody, isExcused: false };
  }

  /** Hands the connection to its session, which may have closed it while it was being made. */
  attach(session: Session): void {
    const state = this.#state;
    if (state.kind === 'closed') session.closed(state.disconnection);
    else if (isOpen(state)) state.session = session;
  }

  /** @param now monotonic, in ms */
  receive(message: Uint8Array, now: number): void {
    if (this.#allows(now)) sessionOf(this.#state).receive(message);
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
      const { retryAfterMs } = verdict;
      sessionOf(this.#state).notify({ code: 'rate-limited', retryAfterMs });
    }
    return false;
  }

  /** The native socket is gone: it hears nothing any more, but what it has said may still come. */
  detach(): void {
    const state = this.#state;
    this.#state = { kind: 'detached', session: sessionOf(state), isSentAway: isSentAway(state) };
    for (const topic of this.#topics) this.#environment.topics.leave(topic, this);
    this.#topics = noTopics;
  }

  /** To be called after `detach`, when nothing that it has said is still to come. */
  closed(disconnection: Disconnection): void {
    const state = this.#state;
    const told: Disconnection = isSentAway(state) ? { reason: 'moved' } : disconnection;
    this.#state = { kind: 'closed', disconnection: told };
    sessionOf(state).closed(told);
  }

  /** Tells the client something that ends its connection. */
  end(notice: Notice): void {
    const state = this.#state;
    const session = sessionOf(state);
    if (isOpen(state)) {
      const { socket } = state;
      this.#leaveTopics(socket);
      const isAway = isSentAway(state) || notice.code === 'draining';
      this.#state = { kind: 'ending', socket, session, isSentAway: isAway };
    }
    session.end(notice);
  }

  send(frame: string, type: string): void {
    this.look(false);
    const state = this.#state;
    const isHeard = state.kind === 'in-time' || state.kind === 'ending';
    if (isHeard) this.#write(state.socket, frame, type);
  }

  countReceived(type: string, bytes: number): void {
    this.#environment.traffic?.received(type, bytes);
  }

  countRejection(code: ErrorCode): void {
    this.#environment.traffic?.rejected(code);
  }

  close(code?: number, reason = ''): void {
    const state = this.#state;
    if (isOpen(state)) this.#close(state, code, reason);
  }

  subscribe(topic: string): void {
    const state = this.#state;
    if (!isOpen(state)) return;
    // Not spread, which would leave room for sixteen more.
    if (!this.isSubscribed(topic)) this.#topics = this.#topics.concat(topic);
    if (state.kind === 'in-time') this.#environment.topics.join(topic, this);
  }

  unsubscribe(topic: string): void {
    const state = this.#state;
    if (!isOpen(state) || !this.isSubscribed(topic)) return;
    this.#topics = this.#topics.filter((each) => each !== topic);
    if (state.kind === 'in-time') this.#leave(topic, state.socket);
  }

  isSubscribed(topic: string): boolean {
    return this.#topics.includes(topic);
  }

  look(flush: boolean): void {
    const state = this.#state;
    if (state.kind !== 'in-time') return;
    // What the native module has gathered is written before anything that is sent directly.
    if (flush) state.socket.ping();
    if (state.socket.getBufferedAmount() <= this.#environment.backlog.slowBytes) {
      state.isExcused = false;
    } else if (!state.isExcused) {
      if (this.#environment.refusesBacklog()) this.#fallBehind(state);
      else state.isExcused = true;
    }
  }

  subscribeNatively(topic: string): void {
    const state = this.#state;
    if (state.kind === 'in-time') state.socket.subscribe(topic);
  }

  deliver(data: FrameData): void {
    const state = this.#state;
    if (state.kind === 'in-time') state.socket.send(data, false);
  }

  /** The native module may have dropped a frame. Nothing is to be done with the socket in this call. */
  dropped(): void {
    setImmediate(() => {
      const state = this.#state;
      if (state.kind === 'in-time') this.#fallBehind(state);
    });
  }

  /** Some of what waited is gone. */
  drained(): void {
    const state = this.#state;
    if (state.kind === 'parting') this.#part(state);
    else if (state.kind === 'catching-up') this.#catchUp(state);
  }

  /** Gets nothing more, from this moment on, so that it misses nothing in between. */
  #fallBehind({ socket, session }: InTime): void {
    this.#environment.traffic?.fellBehind();
    this.#leaveTopics(socket);
    this.#state = { kind: 'late', socket, session };
    // Its session may close it, which others hear of: not in the middle of something.
    setImmediate(() => {
      const state = this.#state;
      if (state.kind === 'late') this.#overwhelmed(state);
    });
  }

  #overwhelmed(late: Late): void {
    const { socket, session } = late;
    const farewell = session.overwhelmed();
    if (this.#state !== late) return;
    if (farewell === null) {
      this.#state = { kind: 'catching-up', socket, session };
    } else {
      this.#state = { kind: 'parting', socket, farewell };
      this.#topics = noTopics;
      session.closed({ reason: 'lost' });
    }
    this.drained();
  }

  #part(parting: Parting): void {
    const { socket, farewell } = parting;
    const { nativeBytes } = this.#environment.backlog;
    if (socket.getBufferedAmount() > nativeBytes - farewellBytes) return;
    const { frame, type, closeCode, reason } = farewell;
    this.#write(socket, frame, type);
    this.#close(parting, closeCode, reason);
  }

  #catchUp({ socket, session }: CatchingUp): void {
    if (socket.getBufferedAmount() > this.#environment.backlog.slowBytes) return;
    const inTime: InTime = { kind: 'in-time', socket, session, isExcused: false };
    this.#state = inTime;
    session.relieved();
    // It may have fallen behind again by what it was sent.
    if (this.#state !== inTime) return;
    for (const topic of this.#topics) this.#environment.topics.join(topic, this);
  }

  #write(socket: LinkSocket, frame: string, type: string): void {
    const bytes = Buffer.byteLength(frame);
    socket.send(nativeText(frame, bytes), false);
    this.#environment.traffic?.sent(type, bytes);
  }

  /** @throws RangeError if the code may not stand in a close frame */
  #close(state: OpenState | Parting, code: number | undefined, reason: string): void {
    if (code !== undefined) checkedCloseCode(code);
    const { socket } = state;
    this.#state = { kind: 'closing', session: sessionOf(state), isSentAway: isSentAway(state) };
    if (code === undefined) socket.end();
    else socket.end(code, nativeText(fitCloseReason(reason)));
  }

  /** Hears of none of its topics, whatever they are. */
  #leaveTopics(socket: LinkSocket): void {
    for (const topic of this.#topics) this.#leave(topic, socket);
  }

  #leave(topic: string, socket: LinkSocket): void {
    socket.unsubscribe(topic);
    this.#environment.topics.leave(topic, this);
  }
}
