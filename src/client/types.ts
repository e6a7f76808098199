import type { Identifier, RoomLimits } from '../../protocols/json/frames.js';

export type { Identifier, RoomLimits } from '../../protocols/json/frames.js';

/** Someone in the room, oneself included. Never changes; a newer one takes its place. */
export interface Participant {
  readonly userId: Identifier;
  readonly userName: Identifier;
  readonly isStreaming: boolean;
  /** Null while it does not stream; else at least its userId. */
  readonly streamName: Identifier | null;
  /** Whether its connection is lost and its seat kept for a while. */
  readonly isAway: boolean;
}

/** The stream of somebody. */
export interface Stream {
  readonly userId: Identifier;
  readonly streamName: Identifier;
}

/** Something that was said. */
export interface ChatMessage {
  /** Unique among the messages of one client. */
  readonly messageId: string;
  readonly userId: Identifier;
  readonly userName: Identifier;
  /** Any JSON value. */
  readonly content: unknown;
  /** By the server's clock, in ms since the epoch. */
  readonly timestamp: number;
}

/** The room that was joined. */
export interface RoomInfo {
  readonly roomId: Identifier;
  readonly roomName: Identifier;
  /** Which incarnation of the room it is; null where the server does not tell. */
  readonly epoch: string | null;
  /** Null where the server does not tell. */
  readonly limits: RoomLimits | null;
}

/** A room as the lobby shows it. */
export interface RoomSummary {
  readonly roomId: Identifier;
  readonly roomName: Identifier;
  readonly participantCount: number;
  /** The number of them that stream; null where the server does not tell. */
  readonly streamCount: number | null;
  readonly hasPassword: boolean;
}

/** A message from one participant to another to set up a peer connection. The payload is passed on untouched. */
export interface Signal {
  readonly kind: 'offer' | 'answer' | 'ice-candidate';
  readonly payload: unknown;
}

/** A code of the server's catalogue; there may be new ones. */
type ServerCode = string & Record<never, never>;

/**
 * Why a connection has to be made anew. `connection-lost` is an end without a
 * reason, `silent` a connection over which nothing came any more,
 * `connect-failed` an attempt that came to nothing, `connect-timeout` one that
 * took too long; else the code of the server's last error, such as `draining`.
 */
export type ReconnectReason =
  'connection-lost' | 'silent' | 'connect-failed' | 'connect-timeout' | ServerCode;

/**
 * Why a client is done: `left`; `replaced` by another connection of the same
 * user; `gave-up`, because the reconnect policy said so; `aborted`, before it
 * ever joined; `closed-by-server`, for good and without a reason; else the
 * server's code, such as `incorrect-password` or `kicked`.
 */
export type CloseReason =
  'left' | 'replaced' | 'gave-up' | 'aborted' | 'closed-by-server' | ServerCode;

/** Where a client stands with its room. */
export type RoomState =
  | { readonly status: 'idle' }
  | { readonly status: 'connecting' }
  | { readonly status: 'joined' }
  | {
      readonly status: 'reconnecting';
      /** 1, 2, 3 …; begins anew once a connection has held for a while. */
      readonly attempt: number;
      /** In ms since the epoch; null: now. */
      readonly nextTryAt: number | null;
      readonly reason: ReconnectReason;
    }
  | { readonly status: 'closed'; readonly reason: CloseReason };

/**
 * Why messages may be missing: the room is a new one, they are no longer kept,
 * or the server keeps none (`unsupported`).
 */
export type HistoryLossReason = 'epoch-changed' | 'gap' | 'expired' | 'unsupported';

/** The events of a client. */
export interface RoomEvents {
  readonly state: RoomState;
  /** Also for somebody who was there already and has come in anew. */
  readonly 'participant-joined': Participant;
  readonly 'participant-left': {
    readonly participant: Participant;
    /** As the server says, such as `left` or `timeout`; `unknown` if it happened unseen. */
    readonly reason: string;
  };
  readonly 'participant-away': {
    readonly participant: Participant;
    /** When it leaves unless it comes back, in ms since the epoch; null if that is not known. */
    readonly until: number | null;
  };
  readonly 'participant-back': Participant;
  readonly 'stream-started': Stream;
  readonly 'stream-stopped': Stream;
  /** Each message once, in the room's order; those from before the first join are in `messages` alone. */
  readonly message: ChatMessage;
  readonly signal: { readonly fromUserId: Identifier; readonly signal: Signal };
  /** Messages were said after `after` (null: after joining) that cannot be had any more. */
  readonly 'history-lost': {
    readonly reason: HistoryLossReason;
    readonly after: ChatMessage | null;
  };
  /** The server refused something that no promise waits for. */
  readonly error: {
    readonly code: string;
    readonly message: string;
    /** The type of the frame that it refused, if it said so. */
    readonly requestType: string | null;
  };
}

/** The time to wait before the next attempt, in ms, or null to give up. */
export type ReconnectPolicy = (attempt: {
  /** 1, 2, 3 … */
  readonly attempt: number;
  /** At least 0, less than 1. */
  readonly random: number;
  /** Null if there was none. */
  readonly closeCode: number | null;
  /** The wait the server asked for; null if none. The client waits that long at least, whatever the policy says. */
  readonly retryAfterMs: number | null;
}) => number | null;

/** The part of a WebSocket that is used: the browsers', Node's, React Native's and that of `ws` all have it. */
export interface WebSocketLike {
  send(data: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { readonly code: number }) => void): void;
}

export type WebSocketConstructor = new (url: string) => WebSocketLike;

/** Clock, chance and the moments at which it is worth trying again. */
export interface ClientEnvironment {
  /** Milliseconds since the epoch. */
  now(): number;
  /** At least 0, less than 1. */
  random(): number;
  /** Never the same twice, on any machine. */
  nextId(): string;
  /** @returns how to cancel it */
  after(delayMs: number, callback: () => void): () => void;
  /**
   * Calls when the network is back or the page becomes visible.
   *
   * @returns how to stop it
   */
  onWake(listener: () => void): () => void;
}

export interface RoomClientOptions {
  readonly roomId: string;
  readonly userId: string;
  /** Default: the userId. */
  readonly userName?: string | undefined;
  /** The room's name if this client opens it. */
  readonly roomName?: string | undefined;
  readonly password?: string | undefined;
  readonly token?: string | undefined;
  /** The number of past messages wanted; default 50. */
  readonly history?: number | undefined;
  /** The most messages that are kept; default 1000. */
  readonly maxMessages?: number | undefined;
  /** Default: the global one. */
  readonly WebSocket?: WebSocketConstructor | undefined;
  /** Default: full jitter from 500 ms to 20 s. */
  readonly reconnect?: ReconnectPolicy | undefined;
  /** Default 5000. */
  readonly connectTimeoutMs?: number | undefined;
  /** Default: that of the platform. */
  readonly environment?: ClientEnvironment | undefined;
}

/** For a caller who may give up. */
export interface Abortable {
  readonly signal?: AbortSignal | undefined;
}
