/**
 * Every error that a client can be told, in one place. No code, close code or
 * message text stands anywhere else; the tables in the READMEs are tested
 * against this one.
 */

/** The text of an error and its consequence for the connection that gets it. */
export interface ErrorEntry {
  /** A sentence for people; programs go by the code. */
  readonly message: string;
  /**
   * The WebSocket close code with which the error ends a connection, or null
   * if no connection ends by it. Of our own codes, 4000–4499 mean "come back", 4500–4999 "do not";
   * standard codes (RFC 6455, section 7.4) where they fit. 1005 stands for a
   * close frame without a code, which is what the other side then reports.
   */
  readonly closeCode: number | null;
  /** Whether the same may well be accepted a while later, with nothing changed but the time. */
  readonly retryable: boolean;
}

/** The entries of all errors, by code. */
export const errors = {
  'invalid-json': {
    message: 'The message is not valid JSON, or not a JSON object.',
    closeCode: null,
    retryable: false,
  },
  'invalid-message': {
    message: 'A field of the message is missing or wrong.',
    closeCode: null,
    retryable: false,
  },
  'unknown-type': {
    message: 'There is no message of this type.',
    closeCode: null,
    retryable: false,
  },
  'not-joined': {
    message: 'Join a room first.',
    closeCode: null,
    retryable: false,
  },
  'identity-mismatch': {
    message: 'A connection acts only as the user, and in the room, that it joined as.',
    closeCode: null,
    retryable: false,
  },
  'incorrect-password': {
    message: 'Incorrect password',
    closeCode: null,
    retryable: false,
  },
  'missing-parameter': {
    message: 'The following query parameters are required: room, streamName',
    closeCode: 1005,
    retryable: false,
  },
  'name-too-long': {
    message: 'A name is longer than this server accepts.',
    closeCode: 1008,
    retryable: false,
  },
  'user-id-in-use': {
    message: 'Somebody else is in the room as this user.',
    closeCode: null,
    retryable: false,
  },
  replaced: {
    message: 'Another connection has joined as this user.',
    closeCode: null,
    retryable: false,
  },
  'message-too-large': {
    message: 'The message is larger than this server accepts.',
    closeCode: 1009,
    retryable: false,
  },
  'room-full': {
    message: 'The room is full.',
    closeCode: null,
    retryable: false,
  },
  'too-many-rooms': {
    message: 'This server takes no more rooms.',
    closeCode: null,
    retryable: false,
  },
  'too-many-connections': {
    message: 'There are too many connections.',
    closeCode: 4001,
    retryable: true,
  },
  'slow-consumer': {
    message: 'What was sent to this connection was read too slowly.',
    closeCode: 4002,
    retryable: true,
  },
  // Its close code is for connections that are refused; messages too many close nothing.
  'rate-limited': {
    message: 'Too much, too fast: wait before the next.',
    closeCode: 4003,
    retryable: true,
  },
  flooding: {
    message: 'This connection went on sending too fast.',
    closeCode: 4500,
    retryable: false,
  },
  'origin-not-allowed': {
    message: 'Pages of this origin may not connect.',
    closeCode: 4501,
    retryable: false,
  },
  unauthorized: {
    message: 'This takes a valid token.',
    closeCode: 4502,
    retryable: false,
  },
  'token-expired': {
    message: 'The token has expired.',
    closeCode: 4004,
    retryable: true,
  },
  forbidden: {
    message: 'The token does not allow this.',
    closeCode: null,
    retryable: false,
  },
  'auth-unavailable': {
    message: 'Tokens cannot be checked at the moment; try again.',
    closeCode: 4005,
    retryable: true,
  },
  draining: {
    message: 'The server is going away; connect again.',
    closeCode: 1012,
    retryable: true,
  },
} as const satisfies Record<string, ErrorEntry>;

/** The code of an error, as clients are told it. */
export type ErrorCode = keyof typeof errors;

/** The codes of the errors that are `retryable`. */
export type RetryableErrorCode = {
  [Code in ErrorCode]: (typeof errors)[Code]['retryable'] extends true ? Code : never;
}[ErrorCode];

/**
 * Closes a connection after an error that would let it stay open, in protocols
 * that have no use for a connection once its join is refused.
 */
export const refusedCloseCode = 1008;
