/** Something that was asked of a room did not happen. */
export class RoomError extends Error {
  override readonly name = 'RoomError';
  /**
   * `aborted` by the caller's signal, `closed` with the client, `not-joined`
   * (nobody has called `join`), `invalid-message` (no JSON value), or the
   * server's code, such as `incorrect-password` or `message-too-large`.
   */
  readonly code: string;

  constructor(code: string, message = code, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
