/**
 * The seam between wire protocols and everything else. A protocol translates:
 * bytes to commands, events to frames. It never changes a room, touches a
 * socket or learns of another protocol.
 */

import type { ErrorCode } from './errors/catalogue.js';
import type { Grant, TokenRefusal } from './grant.js';
import type { Command, ConnectionId } from './rooms/commands.js';
import type { EngineEvent } from './rooms/events.js';

export { type ErrorCode, type ErrorEntry, errors } from './errors/catalogue.js';
export type { Grant, Permission, TokenRefusal } from './grant.js';
export type * from './rooms/commands.js';
export type * from './rooms/events.js';

/** One WebSocket connection as a protocol sees it. Every method is a no-op once it is closed. */
export interface Connection {
  readonly id: ConnectionId;
  /**
   * Sends a text frame to this connection alone.
   *
   * @param type what it is counted under: one of the protocol's `messages.sent`
   */
  send(frame: string, type: string): void;
  /**
   * Closes after everything sent so far.
   *
   * @param code 1000–1003, 1007–1014 or 3000–4999; left out: a close frame without a code
   * @param reason cut at 123 bytes of UTF-8, between characters
   */
  close(code?: number, reason?: string): void;
  /** From now on receives what is published to the topic. */
  subscribe(topic: string): void;
  unsubscribe(topic: string): void;
  isSubscribed(topic: string): boolean;
  /**
   * Counts a message of its client. To be called once for each message that is read.
   *
   * @param type one of the protocol's `messages.received`, whatever the client has written
   */
  countReceived(type: string, bytes: number): void;
  /** Counts an error that its client is told, or that it is closed for. */
  countRejection(code: ErrorCode): void;
}

/** The change a frame tells of, if that is not the change of this moment. */
export interface Coalesced {
  /** The number of changes it is the first to tell, 1 or more. */
  readonly changes: number;
  /** When the oldest of them happened, in monotonic ms. */
  readonly since: number;
}

/** Sends one frame to everyone who subscribed to a topic on this protocol's port. */
export interface Broadcaster {
  /** @param type what the frame is counted under: one of the protocol's `messages.sent` */
  publish(topic: string, frame: string, type: string, coalesced?: Coalesced): void;
}

/** The facts of a connection from its opening request. */
export interface ConnectionRequest {
  /** The raw path, undecoded. */
  readonly path: string;
  /** The raw query, undecoded, without the `?`; null if there was no `?`. */
  readonly query: string | null;
  /** The address that limits count it for: an IPv4 address or an IPv6 /64 network. */
  readonly address: string;
}

/** The notices to a client from outside its conversation. */
export interface Notice {
  readonly code: ErrorCode;
  /** When it should try again, in ms from now; left out: no word on that. */
  readonly retryAfterMs?: number;
}

/** The last that a client is told, and how its connection is closed after that. */
export interface Farewell {
  /** A text frame. */
  readonly frame: string;
  /** As for `Connection.send`. */
  readonly type: string;
  /** As for `Connection.close`. */
  readonly closeCode: number;
  readonly reason: string;
}

/** The end of a connection. */
export interface Disconnection {
  /**
   * `goodbye`: the client sent a close frame with code 1000, 1001 or none.
   * `lost`: it went without one, or was closed by the server.
   * `moved`: it was sent away because the server goes away. Its room moves with
   * it, and nobody is to be told that it left.
   */
  readonly reason: 'goodbye' | 'lost' | 'moved';
}

/** One connection's conversation. The transport calls these in order, `closed` exactly once and last. */
export interface Session {
  /** @param message one complete message, text or binary; only valid during the call */
  receive(message: Uint8Array): void;
  closed(disconnection: Disconnection): void;
  /** Tells the client, in protocols that have words for it, and goes on. */
  notify(notice: Notice): void;
  /** Tells the client, in protocols that have words for it, and closes with the error's close code. */
  end(notice: Notice): void;
  /**
   * The client reads too slowly: from some time in this turn of the event loop
   * on, nothing that is sent or published reaches it.
   *
   * @returns how to close the connection when the client has read on; `closed` follows at once.
   *   Null: it stays, and `relieved` follows when nothing waits for it any more
   */
  overwhelmed(): Farewell | null;
  /**
   * The client has read everything. The topics that the connection is
   * subscribed to by now reach it again from the end of this call on: whatever
   * it has missed is to be sent now.
   */
  relieved(): void;
}

/** A timer that can be taken back. */
export interface Timer {
  cancel(): void;
}

/** Judges tokens. */
export interface Authenticator {
  /** The time a connection has to show a valid token, in ms. */
  readonly timeoutMs: number;
  /** Tells what a token allows, or why nothing. Never rejects. */
  authenticate(token: string): Promise<Grant | TokenRefusal>;
  /** Calls back once, when the grant has expired and its grace is over. */
  onEnd(grant: Grant, callback: () => void): Timer;
}

/** The environment of a protocol. */
export interface ProtocolContext {
  /** Hands a command to the engine. Its events may come before this returns, or later. */
  dispatch(command: Command): void;
  readonly broadcaster: Broadcaster;
  readonly limits: ProtocolLimits;
  readonly rooms: ProtocolRooms;
  /** Null: nobody is asked for a token. */
  readonly authenticator: Authenticator | null;
  /** Tells the operator of an error that happened in no call from outside. */
  readonly failed: (error: unknown) => void;
  /** Monotonic milliseconds. */
  now(): number;
  /** Calls back once, after at least `delayMs`. */
  readonly schedule: (delayMs: number, callback: () => void) => Timer;
}

/** The limits that protocols enforce or tell of; sizes in bytes of UTF-8. */
export interface ProtocolLimits {
  readonly maxPayloadBytes: number;
  readonly maxNameBytes: number;
  readonly maxChatBytes: number;
  /** The depth to which arrays and objects may be nested. */
  readonly maxJsonDepth: number;
  /** The most that may wait for one connection. */
  readonly maxQueuedBytes: number;
  /** Of messages, 0 for any number; enforced by the transport. */
  readonly rateLimitPerSecond: number;
  /** Of messages, how many at once after a pause. */
  readonly rateLimitBurst: number;
  /**
   * To be asked when one of the sizes is exceeded.
   *
   * @returns whether to refuse: false if it is only to be noted
   */
  refuses(limit: SizeLimit): boolean;
  /**
   * To be asked before a join that is not the opening of its connection.
   *
   * @param address the connection's
   * @returns 0, or in how many ms to try again
   */
  joinDelayMs(address: string): number;
}

/** The name of a size limit: as its setting. */
export type SizeLimit = 'maxPayloadBytes' | 'maxNameBytes' | 'maxChatBytes' | 'maxJsonDepth';

/** Where a protocol's rooms are. */
export interface ProtocolRooms {
  /** Rooms of another namespace are not this protocol's. */
  readonly namespace: string;
  /** Whether other protocols have the same rooms. */
  readonly areBridged: boolean;
}

/** A protocol at work on one port. */
export interface ProtocolInstance {
  /** A connection has opened. */
  open(connection: Connection, request: ConnectionRequest): Session;
  /** A connection has opened and is not let in: tells why and closes it. It never gets a session. */
  refuse(connection: Connection, notice: Notice): void;
  /** Turns an engine event into frames; ignores rooms and connections that are not its own. */
  render(event: EngineEvent): void;
}

/** A document that a protocol's port offers over HTTP, the same to everyone. */
export interface Page {
  /** As in a URL, such as `/about.html`; not `/`, which is the greeting's. */
  readonly path: string;
  readonly contentType: string;
  readonly body: string;
}

/**
 * The types by which a protocol's messages are counted. They are the protocol's own
 * words: nothing that a client sends may become one of them.
 */
export interface MessageTypes {
  /** The types of what clients send, those included for what is no proper message. */
  readonly received: readonly string[];
  /** The types of what the server sends. */
  readonly sent: readonly string[];
}

/** A wire protocol: one entry in the registry, protocols/index.ts, which names it. */
export interface Protocol {
  /** Its name for people, as in "Port of the JSON protocol". */
  readonly title: string;
  /** The port that it is served on unless the setting says otherwise, 1 to 65535. */
  readonly defaultPort: number;
  /** The line of text that `GET /` answers. */
  readonly greeting: string;
  /** The files that are served over HTTP besides. */
  readonly pages?: readonly Page[];
  /**
   * False if a closed client is lost for good; such connections are drained
   * last, and never closed for reading slowly.
   */
  readonly clientsReconnect: boolean;
  readonly messages: MessageTypes;
  /** Whether its port also shows the pages for people and has the client as a script. Default: no. */
  readonly hostsPages?: boolean;
  create(context: ProtocolContext): ProtocolInstance;
}
