/** The connection itself: signs of life, tokens, errors. */

/** Answered by `pong`. */
export interface PingFrame {
  readonly type: 'ping';
}

export interface PongFrame {
  readonly type: 'pong';
}

/** Shows a token in place of the one before. Answered by `token-refreshed`. */
export interface RefreshTokenFrame {
  readonly type: 'refresh-token';
  readonly token: string;
}

/** The token is in force. */
export interface TokenRefreshedFrame {
  readonly type: 'token-refreshed';
  /** In ms since the epoch; null: never, or no token is asked for. */
  readonly expiresAt: number | null;
}

/** A message had no effect, or the connection is about to close. */
export interface ErrorFrame {
  readonly type: 'error';
  readonly code: string;
  /** A sentence for people; programs go by the code. */
  readonly message: string;
  /** The `type` of the message that was wrong, if it had one; cut when long. */
  readonly requestType?: string | undefined;
  /** The first field that was wrong. */
  readonly field?: string | undefined;
  /** When to come back, in ms; with the code `draining`. */
  readonly retryAfterMs?: number | undefined;
}

export type ConnectionClientFrame = PingFrame | RefreshTokenFrame;
export type ConnectionServerFrame = PongFrame | TokenRefreshedFrame | ErrorFrame;
