/**
 * The server cannot start: a port is taken, the native module does not load.
 * The message is one sentence for the operator, naming port and setting.
 */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
