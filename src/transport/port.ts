import type {
  HttpRequest,
  HttpResponse,
  TemplatedApp,
  us_socket_context_t,
  WebSocket,
  WebSocketBehavior,
} from 'uWebSockets.js';

import { errors } from '../errors/catalogue.js';
import { MessageRate } from '../limits/message-rate.js';
import type {
  Broadcaster,
  Coalesced,
  Disconnection,
  Notice,
  ProtocolInstance,
} from '../protocol.js';
import { backlogLimitsOf } from './backlog.js';
import { isGoodbye } from './close-frame.js';
import { answer, answerHttp } from './http/answers.js';
import { Inbox } from './inbox.js';
import { Link, type SocketData } from './link.js';
import { type ListenAddress, listen } from './listen.js';
import { createApp, type Native } from './native.js';
import { nativeText } from './native-text.js';
import type { LinkEnvironment, PortOptions } from './port-options.js';
import { isServing, type PortState } from './port-state.js';
import { readUpgradeRequest, type UpgradeRequest } from './request.js';
import { offerFile, type StaticFile } from './http/static-files.js';
import { Topics } from './topics.js';
import type { Traffic } from './traffic.js';

/**
 * Messages that exceed the limit by up to so much still reach the protocol,
 * which can say what is wrong before it closes; the native module just cuts the
 * connection. It is what one connection can make the process hold.
 */
const payloadHeadroomBytes = 2 * 1024 ** 2;

/** The native module counts in steps of this many seconds and rounds up. */
const idleTimeoutStepSeconds = 4;

/** Frames from this size on are encoded to bytes once rather than by the native module. */
const bufferFromLength = 4096;

/** One protocol's port: listens, upgrades, carries frames. */
export class Port implements Broadcaster {
  readonly #native: Native;
  readonly #app: TemplatedApp;
  readonly #options: PortOptions;
  readonly #links = new Set<Link>();
  readonly #linkEnvironment: LinkEnvironment;
  readonly #traffic: Traffic | null;
  readonly #inbox = new Inbox<Link>((link, message, at) => {
    this.#receive(link, message, at);
  });
  #state: PortState = { kind: 'new' };

  /** @throws Error if the native module takes the certificate or the key for unusable */
  constructor(native: Native, options: PortOptions) {
    this.#native = native;
    this.#options = options;
    const { maxQueuedBytes, slowConsumers, traffic = null } = options;
    this.#traffic = traffic;
    const backlog = backlogLimitsOf(maxQueuedBytes, slowConsumers);
    this.#linkEnvironment = {
      topics: new Topics(backlog),
      backlog,
      // Whoever catches up loses nothing.
      refusesMessage: () => options.refuses('rateLimitPerSecond'),
      refusesBacklog: () => slowConsumers === 'catch-up' || options.refuses('maxQueuedBytes'),
      traffic,
    };
    this.#app = createApp(native, options.tls);
    // WebSocket routes come first: publishing before one exists kills the process.
    this.#app.ws('/*', this.#behavior());
    answerHttp(this.#app, options.greeting, options.files);
  }

  /** The connections that are open now. */
  get links(): ReadonlySet<Link> {
    return this.#links;
  }

  /**
   * Serves a protocol.
   *
   * @returns the port that is listened on
   * @throws StartupError naming port and setting if the port cannot be had
   */
  open(protocol: ProtocolInstance, address: ListenAddress): number {
    const listener = listen(this.#native, this.#app, address);
    const fixedAddress = address.port === 0 ? null : address;
    this.#state = { kind: 'listening', protocol, fixedAddress, listener };
    return listener.port;
  }

  /** Whether it could take connections again after a pause. */
  get canPause(): boolean {
    return isServing(this.#state) && this.#state.fixedAddress !== null;
  }

  /** Refuses new connections until they are taken again. */
  pauseListening(): void {
    const state = this.#state;
    if (state.kind !== 'listening') return;
    const { protocol, fixedAddress, listener } = state;
    listener.close();
    this.#state = { kind: 'paused', protocol, fixedAddress };
  }

  /**
   * Takes connections again, on the same port.
   *
   * @throws StartupError if somebody else has the port by now
   */
  resumeListening(): void {
    const state = this.#state;
    if (state.kind !== 'paused' || state.fixedAddress === null) return;
    const { protocol, fixedAddress } = state;
    const listener = listen(this.#native, this.#app, fixedAddress);
    this.#state = { kind: 'listening', protocol, fixedAddress, listener };
  }

  publish(topic: string, frame: string, type: string, coalesced?: Coalesced): void {
    const bytes = Buffer.byteLength(frame);
    const data = bytes < bufferFromLength ? nativeText(frame, bytes) : Buffer.from(frame);
    const receivers = this.#linkEnvironment.topics.announce(topic, data, bytes);
    if (receivers === 0) return;
    this.#app.publish(topic, data, false);
    this.#traffic?.published(type, bytes, receivers, coalesced);
  }

  /** Answers HTTP with one more file, from now on. */
  offer(file: StaticFile): void {
    offerFile(this.#app, file);
  }

  /** Refuses new connections from now on; open ones go on. */
  stopListening(): void {
    this.pauseListening();
    this.#state = { kind: 'shut' };
  }

  /** Cuts what is still open and frees the port. Last of all calls. */
  close(): void {
    this.pauseListening();
    this.#state = { kind: 'closed' };
    this.#app.close();
  }

  #behavior(): WebSocketBehavior<SocketData> {
    const { maxPayloadBytes, slowConsumers, idleTimeoutSeconds } = this.#options;
    return {
      maxPayloadLength: maxPayloadBytes + payloadHeadroomBytes,
      maxBackpressure: this.#linkEnvironment.backlog.nativeBytes,
      // Typed as a number. Closing beats skipping frames, which its client would not notice.
      closeOnBackpressureLimit: slowConsumers === 'close' ? 1 : 0,
      idleTimeout: idleTimeoutSeconds - (idleTimeoutSeconds % idleTimeoutStepSeconds),
      sendPingsAutomatically: true,
      upgrade: (response, request, context) => {
        try {
          this.#upgrade(response, request, context);
        } catch (error) {
          // An upgrade that is left without an answer aborts the process.
          answer(response, { status: '400 Bad Request', body: 'Bad request\n' });
          this.#options.onError(error);
        }
      },
      open: (socket) => {
        const { link } = socket.getUserData();
        this.#traffic?.opened();
        this.#guardChange(() => {
          link.opened(socket);
          this.#opened(link);
        });
      },
      message: (socket, message) => {
        const { link } = socket.getUserData();
        const now = this.#options.now();
        const isCrowded = this.#linkEnvironment.topics.isCrowded || !this.#inbox.isEmpty;
        if (isCrowded) this.#inbox.add(link, message, now);
        else this.#receive(link, new Uint8Array(message), now);
      },
      ping: (socket) => {
        this.#guard(() => {
          socket.getUserData().link.pinged(this.#options.now());
        });
      },
      drain: (socket) => {
        this.#guard(() => {
          socket.getUserData().link.drained();
        });
      },
      ...(slowConsumers === 'catch-up' && { dropped: noteDropped }),
      close: (socket, code) => {
        const { link } = socket.getUserData();
        const { isClosing } = link;
        this.#traffic?.closed(code, isClosing);
        link.detach();
        // What it has said comes before its end.
        this.#inbox.flush();
        if (this.#links.delete(link)) this.#options.admission.leave(link.request.address);
        this.#guardChange(() => {
          link.closed({ reason: this.#reasonOf(code, isClosing) });
        });
      },
    };
  }

  #reasonOf(code: number, isClosing: boolean): Disconnection['reason'] {
    if (this.#state.kind === 'closed') return 'moved';
    return !isClosing && isGoodbye(code) ? 'goodbye' : 'lost';
  }

  #upgrade(response: HttpResponse, request: HttpRequest, context: us_socket_context_t): void {
    const upgrade = readUpgradeRequest(request, response);
    if (!isServing(this.#state)) {
      answer(response, { status: '503 Service Unavailable', body: 'Going away\n' });
      return;
    }
    response.upgrade<SocketData>(
      { link: this.#createLink(upgrade) },
      upgrade.webSocketKey,
      upgrade.webSocketProtocol,
      upgrade.webSocketExtensions,
      context,
    );
  }

  #createLink({ path, query, clues, origin }: UpgradeRequest): Link {
    const { addressOf, messageRate, isAllowedOrigin } = this.#options;
    const request = { path, query, address: addressOf(clues) };
    return new Link(this.#options.nextConnectionId(), this.#linkEnvironment, {
      request,
      isWelcome: isAllowedOrigin(origin),
      rate: messageRate === null ? null : new MessageRate(messageRate, this.#options.now()),
    });
  }

  /** Whoever is not let in is told so after the upgrade: browsers show nothing of an HTTP answer. */
  #opened(link: Link): void {
    if (!isServing(this.#state)) {
      link.close(errors.draining.closeCode);
      return;
    }
    const { protocol } = this.#state;
    const refusal: Notice | null = link.isWelcome
      ? this.#options.admission.enter(link.request.address)
      : { code: 'origin-not-allowed' };
    if (refusal !== null) {
      protocol.refuse(link, refusal);
      return;
    }
    this.#links.add(link);
    link.attach(protocol.open(link, link.request));
  }

  #receive(link: Link, message: Uint8Array, now: number): void {
    this.#traffic?.begin('message', now);
    try {
      link.receive(message, now);
    } catch (error) {
      this.#options.onError(error);
    } finally {
      this.#traffic?.end();
    }
  }

  /** For what is about a connection and may concern others. */
  #guardChange(handler: () => void): void {
    this.#traffic?.begin('change', this.#options.now());
    this.#guard(handler);
    this.#traffic?.end();
  }

  #guard(handler: () => void): void {
    try {
      handler();
    } catch (error) {
      this.#options.onError(error);
    }
  }
}

function noteDropped(socket: WebSocket<SocketData>): void {
  socket.getUserData().link.dropped();
}
