import { RoomError } from '../room-error.js';

/** A promise that somebody waits for. Settling it twice does nothing. */
export interface Pending<T> {
  resolve(value: T): void;
  reject(error: RoomError): void;
  readonly isSettled: boolean;
}

/**
 * Makes a promise that its caller may give up.
 *
 * @param begin what it takes to keep it; what is thrown there rejects it
 * @param giveUp called when the signal aborts first
 */
export function pend<T>(
  signal: AbortSignal | undefined,
  begin: (pending: Pending<T>) => void,
  giveUp: (pending: Pending<T>) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      pending.reject(
        new RoomError('aborted', 'The caller has given up.', { cause: signal?.reason }),
      );
      giveUp(pending);
    };
    let isSettled = false;
    const done = (): void => {
      isSettled = true;
      signal?.removeEventListener('abort', abort);
    };
    const pending: Pending<T> = {
      resolve: (value) => {
        done();
        resolve(value);
      },
      reject: (error) => {
        done();
        reject(error);
      },
      get isSettled() {
        return isSettled;
      },
    };
    if (signal?.aborted === true) {
      abort();
      return;
    }
    signal?.addEventListener('abort', abort);
    begin(pending);
  });
}
